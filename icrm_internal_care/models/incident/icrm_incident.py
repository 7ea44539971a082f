# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import plaintext2html

from odoo.addons.icrm_internal.models.access import caller_values, company_day
from odoo.addons.icrm_internal.models.access.actions import open_form, open_list
from odoo.addons.icrm_internal.models.access.groups import OFFICER
from odoo.addons.icrm_internal.models.customer.duty import Duty
from odoo.addons.icrm_internal.models.request.deadline import format_deadline
from odoo.addons.icrm_internal.models.request.helpdesk_ticket_stage import OPEN_STATES
from odoo.addons.icrm_internal.models.request.notices import get_audience

from . import affected_services

TEXT_LIMIT = 20_000


class IcrmIncident(models.Model):
    """One cause behind many requests: their customers hear of each step together.

    Requests stay what they are, each with its own clock; they are linked, told, and
    resolved together. Afterwards a short review: cause, what helped, actions.
    """

    _name = "icrm.incident"
    _inherit = ["icrm.editable"]
    _description = "Major Incident"
    _order = "started_at desc, id desc"
    _check_company_auto = True
    _icrm_duties = (
        Duty("owner_id", [("state", "!=", "closed")], required=True),
        Duty("department_id", [("state", "!=", "closed")]),
    )

    name = fields.Char(string="Title", required=True, translate=True)
    description = fields.Text(
        string="What Customers Read",
        translate=True,
        help="Shown on the services while it lasts.",
    )
    department_id = fields.Many2one(
        "hr.department",
        required=True,
        ondelete="restrict",
        index=True,
        default=lambda self: self._default_department_id(),
        help="Provides the services concerned.",
    )
    service_ids = fields.Many2many(
        "icrm.service",
        string="Services Affected",
        domain="[('department_id', '=', department_id)]",
    )
    owner_id = fields.Many2one(
        "res.users",
        string="Incident Manager",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    state = fields.Selection(
        [("open", "Open"), ("resolved", "Resolved"), ("closed", "Reviewed")],
        required=True,
        default="open",
        readonly=True,
        copy=False,
    )
    started_at = fields.Datetime(
        required=True, default=lambda self: fields.Datetime.now()
    )
    resolved_at = fields.Datetime(readonly=True, copy=False)
    ticket_ids = fields.One2many(
        "helpdesk.ticket", "icrm_incident_id", string="Linked Requests", readonly=True
    )
    request_count = fields.Integer(string="Requests", compute="_compute_counts")
    open_count = fields.Integer(string="Still Open", compute="_compute_counts")
    coordination_ids = fields.One2many(
        "icrm.coordination", "incident_id", string="Coordination Groups"
    )
    can_coordinate = fields.Boolean(compute="_compute_can_coordinate")
    update_ids = fields.One2many(
        "icrm.incident.update", "incident_id", string="Updates", readonly=True
    )

    # The review
    cause = fields.Text(string="Root Cause", copy=False)
    helped = fields.Text(string="What Helped", copy=False)
    actions = fields.Text(string="What We Will Change", copy=False)
    reviewed_on = fields.Date(readonly=True, copy=False)

    @api.model
    def _default_department_id(self):
        # sudo: the team that the user belongs to, which they may know
        team_sudo = self.env["helpdesk.ticket.team"].sudo()
        return team_sudo.search(
            [
                ("user_ids", "in", self.env.uid),
                ("icrm_department_id", "!=", False),
            ],
            limit=1,
        ).icrm_department_id.sudo(False)

    @api.depends("ticket_ids")
    def _compute_counts(self):
        counts = {}
        # sudo: how many there are, for those who serve; the list is the reader's
        tickets_sudo = self.env["helpdesk.ticket"].sudo()
        for incident, state, count in tickets_sudo._read_group(
            [("icrm_incident_id", "in", self.ids)],
            ["icrm_incident_id", "icrm_state"],
            ["__count"],
        ):
            total, still = counts.get(incident.id, (0, 0))
            still += count if state in OPEN_STATES else 0
            counts[incident.id] = total + count, still
        for incident in self:
            incident.request_count, incident.open_count = counts.get(
                incident._origin.id, (0, 0)
            )

    @api.depends_context("uid")
    @api.depends("owner_id", "department_id")
    def _compute_can_coordinate(self):
        for incident in self:
            # sudo: who answers for it, nothing else
            incident.can_coordinate = incident.sudo()._may_coordinate(self.env.user)

    def _may_coordinate(self, user):
        """Return whether *user* brings people together about it; in sudo."""
        self.ensure_one()
        return (
            user.has_group(OFFICER)
            or user == self.owner_id
            or user in self.department_id.icrm_head_user_ids
        )

    @api.depends("department_id")
    def _compute_company_id(self):
        for incident in self:
            # sudo: which company the department belongs to
            incident.company_id = (
                incident.department_id.sudo().company_id
                or incident.company_id
                or self.env.company
            )

    @api.constrains("service_ids", "department_id", "company_id")
    def _check_services(self):
        affected_services.check(self)

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def _check_step(self, *states):
        """Lock the incident; refuse who may not write it, and other states."""
        self.ensure_one()
        self.check_access("write")
        self._icrm_lock()
        if self.state not in states:
            names = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "This step is not possible while the incident is “%(state)s”.",
                    state=names[self.state],
                )
            )

    def _get_affected(self, tickets=None):
        """Return the customers of the linked requests: lists of one model each."""
        # sudo: whom to notify; nobody is told who they are
        tickets_sudo = (self.ticket_ids if tickets is None else tickets).sudo()
        people = {}
        for ticket in tickets_sudo:
            audience = get_audience(ticket)
            people.setdefault(audience._name, audience)
            people[audience._name] |= audience
        return people.values()

    def _tell(self, event, occasion, values, tickets=None):
        """Notify each affected person once, however many requests they have."""
        for people in self._get_affected(tickets):
            self.env["icrm.message"]._enqueue(
                event, people, self, values, occasion=occasion
            )

    def _link(self, tickets):
        """Put requests under this incident; their customers hear of it.

        :param tickets: requests that the caller serves
        """
        self.ensure_one()
        self.check_access("read")
        self._icrm_lock()
        if self.state != "open":
            raise UserError(self.env._("Incident: choose an open one."))
        # sudo: the link is the system's; the caller serves these requests
        tickets_sudo = tickets.sudo()
        if tickets_sudo.company_id - self.company_id:
            raise UserError(self.env._("Incident: belongs to another company."))
        new_sudo = tickets_sudo.filtered(
            lambda ticket: ticket.icrm_incident_id.id != self.id
        )
        new_sudo.write({"icrm_incident_id": self.id})
        self._tell("incident_linked", "", {}, new_sudo)

    def action_tell(self, body: str):
        """Tell all affected customers how things stand, each once."""
        self._check_step("open")
        label = self.env._("Message")
        body = caller_values.text_of(self.env, label, body, TEXT_LIMIT, required=True)
        update = self._add_update(body)
        self._tell("incident_update", str(update.id), {"body": body})

    def _add_update(self, body):
        # sudo: rows are added by the steps alone; write access was checked
        return (
            self.env["icrm.incident.update"]
            .sudo()
            .create({"incident_id": self.id, "author_id": self.env.uid, "body": body})
        )

    def action_resolve(self, body: str):
        """Resolve the incident, and the open requests under it with the same answer.

        The bulk dialog of the desk decides which of them the caller may resolve.

        :return: the action that says what was left out
        """
        self._check_step("open")
        label = self.env._("Message")
        body = caller_values.text_of(self.env, label, body, TEXT_LIMIT, required=True)
        self._add_update(body)
        # sudo: fields of the flow, after the check
        self.sudo().write({"state": "resolved", "resolved_at": fields.Datetime.now()})
        tickets = self.env["helpdesk.ticket"].search(
            [("icrm_incident_id", "=", self.id), ("icrm_state", "in", OPEN_STATES)]
        )
        if not tickets:
            return {"type": "ir.actions.client", "tag": "soft_reload"}
        Bulk = self.env["icrm.request.bulk"].with_context(
            active_model="helpdesk.ticket",
            active_ids=tickets.ids,
            default_kind="resolve",
        )
        return Bulk.create({"body": plaintext2html(body)}).action_apply()

    def action_close(self):
        """Close the review: it says what the cause was, and what will change."""
        self._check_step("resolved")
        missing = [
            self._fields[name]._description_string(self.env)
            for name in ("cause", "actions")
            if not self[name]
        ]
        if missing:
            raise UserError(
                self.env._("Fill in: %(fields)s.", fields=", ".join(missing))
            )
        # sudo: fields of the flow, after the check
        self.sudo().write({"state": "closed", "reviewed_on": company_day.today(self)})

    def action_reopen(self):
        """Go on: it was not over."""
        self._check_step("resolved", "closed")
        # sudo: fields of the flow, after the check
        self.sudo().write({"state": "open", "resolved_at": False, "reviewed_on": False})

    def action_open_requests(self):
        """Return the list of the requests under this incident."""
        self.ensure_one()
        name = self.env._("Requests")
        domain = [("icrm_incident_id", "=", self.id)]
        return open_list(self.env["helpdesk.ticket"], name, domain)

    def action_start_coordination(self):
        """Bring people of several departments together about this incident."""
        self.ensure_one()
        self.check_access("read")
        if not self.can_coordinate:
            raise AccessError(
                self.env._(
                    "Only the incident manager, the head of the department and "
                    "officers can do this."
                )
            )
        if self.state == "closed":
            raise UserError(
                self.env._("“%(name)s” was reviewed and is closed.", name=self.name)
            )
        # sudo: what it is about is set here and nowhere else; the caller was checked
        group_sudo = (
            self.env["icrm.coordination"]
            .sudo()
            .create(
                {
                    "name": self.name,
                    "mandate": self.env._("End this incident and its cause."),
                    "company_id": self.company_id.id,
                    "incident_id": self.id,
                    "lead_id": self.env.uid,
                }
            )
        )
        return open_form(group_sudo.sudo(False))

    # ------------------------------------------------------------------
    # Coordination groups
    # ------------------------------------------------------------------

    def _icrm_get_shared_facts(self):
        """Return what consultants of a coordination group read; in sudo."""
        label = self._get_label
        return {
            "title": self.name,
            "lines": [
                (label("department_id"), self.department_id.name),
                (label("service_ids"), ", ".join(self.service_ids.mapped("name"))),
                (label("started_at"), format_deadline(self.env, self.started_at)),
                (label("request_count"), str(self.request_count)),
            ],
            "texts": [
                (label("description"), self.description),
                *(
                    (format_deadline(self.env, update.at), update.body)
                    for update in self.update_ids
                ),
                (label("cause"), self.cause),
                (label("actions"), self.actions),
            ],
        }

    def _get_label(self, name):
        return self._fields[name]._description_string(self.env)
