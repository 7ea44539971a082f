# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.orm.models import NO_ACCESS

from .scatter import scatter

COMPLAINT_STATES = [
    ("filed", "Filed"),
    ("acknowledged", "Acknowledged"),
    ("in_progress", "In Progress"),
    ("decided", "Decided"),
    ("reopened", "Reopened"),
    ("closed", "Closed"),
]
PROTECTIONS = [
    ("identified", "With my name"),
    ("confidential", "Confidential"),
    ("anonymous", "Anonymous"),
]
LEVELS = [
    ("1", "Complaint desk"),
    ("2", "Officers"),
    ("3", "Management"),
]
SUBJECT_LIMIT = 200
TEXT_LIMIT = 20_000
# Without letters and digits that are mistaken for one another.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
NUMBER_LENGTH = 8


class IcrmComplaint(models.Model):
    """A grievance about a service, a department or how a request was handled.

    Its own model under global rules, and nothing of what makes other records talk: no
    followers, no activities, no mail.message, no attachments, no author, no times of
    creation, no numbers in a row. It is written through the methods of
    icrm_complaint_course alone, each of which decides who may.
    """

    _name = "icrm.complaint"
    _description = "Complaint"
    _order = "filed_on desc, number"
    _rec_name = "number"
    _rec_names_search = ["number", "subject"]
    _log_access = False

    number = fields.Char(
        required=True,
        readonly=True,
        default=lambda self: self._new_number(),
        help="Drawn at random: it says nothing about how many there are.",
    )
    subject = fields.Char(required=True, readonly=True)
    text = fields.Text(string="What Happened", required=True, readonly=True)
    against = fields.Selection(
        [
            ("service", "A service"),
            ("department", "A department"),
            ("request", "The handling of a request"),
        ],
        required=True,
        readonly=True,
    )
    service_id = fields.Many2one("icrm.service", ondelete="set null", readonly=True)
    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="Request",
        ondelete="set null",
        readonly=True,
        index="btree_not_null",
        help="With a confidential complaint it stands with the identity.",
    )
    # Set null, here and below: a refusal to delete would tell of the complaint.
    department_id = fields.Many2one(
        "hr.department",
        string="Department Concerned",
        ondelete="set null",
        readonly=True,
        index="btree_not_null",
    )
    department_name = fields.Char(readonly=True, help="At the time of filing.")
    customer_department_id = fields.Many2one(
        "hr.department",
        string="Department of the Complainant",
        ondelete="set null",
        readonly=True,
        help="Of identified complaints only.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    against_head = fields.Boolean(string="About the Head in Person", readonly=True)
    concerned_user_id = fields.Many2one(
        "res.users",
        string="Person Concerned",
        ondelete="set null",
        readonly=True,
        help="As of filing. Never sees this complaint.",
    )
    concerned_employee_id = fields.Many2one(
        "hr.employee",
        string="Employee Concerned",
        ondelete="set null",
        readonly=True,
        groups=NO_ACCESS,
        help="As of filing: no account that HR links to him later sees it, either.",
    )
    is_concerned = fields.Boolean(
        compute="_compute_is_concerned",
        search="_search_is_concerned",
        groups=NO_ACCESS,
        help="For rules: the reader is the person it is about, or may be.",
    )
    state = fields.Selection(
        COMPLAINT_STATES, required=True, default="filed", readonly=True
    )
    is_open = fields.Boolean(compute="_compute_is_open", store=True)
    protection = fields.Selection(PROTECTIONS, required=True, readonly=True)
    level = fields.Selection(LEVELS, required=True, default="1", readonly=True)
    handler_id = fields.Many2one(
        "res.users", ondelete="set null", readonly=True, index="btree_not_null"
    )
    mediator_id = fields.Many2one(
        "res.users", ondelete="set null", readonly=True, index="btree_not_null"
    )
    waits_for_complainant = fields.Boolean(readonly=True)
    cause_id = fields.Many2one(
        "icrm.complaint.cause", ondelete="restrict", readonly=True
    )
    finding = fields.Selection(
        [
            ("justified", "Justified"),
            ("partly", "Partly justified"),
            ("unfounded", "Not justified"),
        ],
        readonly=True,
    )
    decision = fields.Text(readonly=True)
    remedy = fields.Text(readonly=True)
    filed_on = fields.Date(required=True, readonly=True)
    acknowledged_on = fields.Date(readonly=True)
    decided_on = fields.Date(readonly=True)
    closed_on = fields.Date(readonly=True)
    satisfied = fields.Selection(
        [("yes", "Satisfied"), ("no", "Not satisfied"), ("no_answer", "No answer")],
        string="Complainant",
        readonly=True,
        help="Of the last follow-up.",
    )
    score = fields.Integer(
        string="Satisfaction", readonly=True, aggregator="avg", help="1 to 5."
    )
    # For rules and methods in sudo alone: what a rule has read stays in the cache, for
    # whoever asks next in the same request.
    identity_ids = fields.One2many(
        "icrm.complaint.identity", "complaint_id", groups=NO_ACCESS
    )
    message_ids = fields.One2many("icrm.complaint.message", "complaint_id")
    evidence_ids = fields.One2many("icrm.complaint.evidence", "complaint_id")
    followup_ids = fields.One2many("icrm.complaint.followup", "complaint_id")
    # The key of an anonymous complaint, and the form it was filed with: only digests.
    key_salt = fields.Char(groups=NO_ACCESS)
    key_digest = fields.Char(groups=NO_ACCESS)
    form_digest = fields.Char(groups=NO_ACCESS)

    _number_uniq = models.UniqueIndex("(number)", "This number is taken.")
    _form_uniq = models.UniqueIndex(
        "(form_digest) WHERE form_digest IS NOT NULL", "A form is filed once."
    )
    _anonymous_key = models.Constraint(
        "CHECK ((protection = 'anonymous') = (key_digest IS NOT NULL))",
        "An anonymous complaint has a key, and only such a one.",
    )
    _protected_ticket = models.Constraint(
        "CHECK (protection = 'identified' OR"
        " (ticket_id IS NULL AND customer_department_id IS NULL))",
        "A protected complaint names no request and no department of its complainant.",
    )
    _score_range = models.Constraint(
        "CHECK (score BETWEEN 0 AND 5)", "The score lies between 1 and 5."
    )

    def init(self):
        scatter(self)
        return super().init()

    @api.model
    def _new_number(self):
        return "".join(secrets.choice(ALPHABET) for _digit in range(NUMBER_LENGTH))

    @api.depends("state")
    def _compute_is_open(self):
        for complaint in self:
            complaint.is_open = complaint.state != "closed"

    @api.depends("number", "subject")
    def _compute_display_name(self):
        for complaint in self:
            complaint.display_name = f"{complaint.number} {complaint.subject}"

    def export_data(self, fields_to_export):
        """Refuse external ids: exporting one stores it where administrators read it."""
        if {"id", ".id"} & {path.rpartition("/")[2] for path in fields_to_export}:
            raise UserError(
                self.env._(
                    "Complaints are exported without their ids. Switch off "
                    "“I want to update data”."
                )
            )
        return super().export_data(fields_to_export)

    @api.depends_context("uid")
    @api.depends(
        "against_head",
        "concerned_user_id",
        "concerned_employee_id.user_id",
        "concerned_employee_id.icrm_customer_ids.user_id",
        "department_id.manager_id.user_id",
        "department_id.manager_id.icrm_customer_ids.user_id",
        "department_id.icrm_head_user_ids",
    )
    def _compute_is_concerned(self):
        concerned = self.sudo().search(
            [("id", "in", self.ids), ("is_concerned", "=", True)]
        )
        for complaint in self:
            complaint.is_concerned = complaint in concerned

    @api.model
    def _search_is_concerned(self, operator, value):
        """Find what is about the current user in person.

        Who that is: whoever headed the department when it was filed, by whatever
        account he has, and whoever heads it now. Where nobody was known, any of the
        heads may be meant.
        """
        if operator != "in":
            return NotImplemented
        uid = self.env.uid
        mine = Domain("user_id", "=", uid) | Domain(
            "icrm_customer_ids.user_id", "=", uid
        )
        heads = Domain("icrm_head_user_ids", "in", [uid])
        about_head = Domain("against_head", "=", True) & (
            Domain("concerned_employee_id", "any!", mine)
            | Domain("department_id", "any!", Domain("manager_id", "any!", mine))
            | Domain("concerned_employee_id", "=", False)
            & Domain("department_id", "any!", heads)
        )
        return Domain("concerned_user_id", "=", uid) | about_head

    def _is_concerned(self, user):
        """Return whether this complaint is about *user* in person; in sudo."""
        self.ensure_one()
        return bool(
            self.with_user(user)
            .sudo()
            .search_count([("id", "=", self.id), ("is_concerned", "=", True)])
        )

    def _today(self):
        """Return the day it is at the complaint desk."""
        company = self.company_id[:1] or self.env.company
        calendar = company.sudo()._icrm_get_complaint_calendar()
        return fields.Date.context_today(self.with_context(tz=calendar.tz or "UTC"))

    def _prepare_improvement_vals(self):
        """Return what an improvement that begins with this complaint starts from.

        Says what went wrong and where, never who complained.
        """
        self.ensure_one()
        return {
            "name": self.subject,
            "department_id": self.department_id.id,
            "service_id": self.service_id.id,
            "company_id": self.company_id.id,
            "cause": self.cause_id.code or False,
            "remedy": self.remedy or False,
            "origin": f"{self._name},{self.id}",
        }
