# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval

from .helpdesk_ticket_course import OPEN_STATES

VERDICTS = [
    ("running", "Running"),
    ("late", "Late"),
    ("kept", "Kept"),
    ("missed", "Missed"),
]
RECENT_LIMIT = 5


class HelpdeskTicket(models.Model):
    """What whoever serves a request sees beside it: the customer, the promise."""

    _inherit = "helpdesk.ticket"

    icrm_customer_email = fields.Char(
        related="icrm_beneficiary_id.email", string="Customer's E-mail"
    )
    icrm_customer_phone = fields.Char(
        related="icrm_beneficiary_id.phone", string="Customer's Phone"
    )
    icrm_customer_job_title = fields.Char(
        related="icrm_beneficiary_id.job_title", string="Job Title"
    )
    icrm_customer_channel = fields.Selection(
        related="icrm_beneficiary_id.preferred_channel", string="Prefers"
    )
    icrm_customer_lang = fields.Selection(
        related="icrm_beneficiary_id.lang", string="Language"
    )
    icrm_recent_ids = fields.Many2many(
        "helpdesk.ticket",
        string="Last Requests of the Customer",
        compute="_compute_icrm_recent_ids",
        help="The customer's other requests, as far as you may see them.",
    )
    icrm_customer_open_count = fields.Integer(
        string="Open Requests of the Customer",
        compute="_compute_icrm_customer_open_count",
    )
    icrm_customer_rating = fields.Float(
        string="Average Rating Given",
        compute="_compute_icrm_customer_rating",
        digits=(3, 1),
        help="Of 5, over the customer's ratings that you may see.",
    )
    icrm_response_verdict = fields.Selection(
        VERDICTS, string="First Response Kept", compute="_compute_icrm_verdicts"
    )
    icrm_resolution_verdict = fields.Selection(
        VERDICTS, string="Resolution Kept", compute="_compute_icrm_verdicts"
    )

    @api.depends("icrm_beneficiary_id")
    @api.depends_context("uid")
    def _compute_icrm_recent_ids(self):
        """A constant number of queries, whatever the customers' past."""
        visible = self._search(
            [("icrm_beneficiary_id", "in", self.icrm_beneficiary_id.ids)]
        )
        self.flush_model(["icrm_beneficiary_id", "icrm_submitted_at"])
        # One more than shown: the request itself is among them.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT icrm_beneficiary_id, ARRAY_AGG(id ORDER BY place)
                  FROM (SELECT id, icrm_beneficiary_id,
                               ROW_NUMBER() OVER (
                                   PARTITION BY icrm_beneficiary_id
                                   ORDER BY icrm_submitted_at DESC NULLS LAST, id DESC
                               ) AS place
                          FROM helpdesk_ticket
                         WHERE id IN %s) AS ranked
                 WHERE place <= %s
                 GROUP BY icrm_beneficiary_id
                """,
                visible.subselect(),
                RECENT_LIMIT + 1,
            )
        )
        recent = dict(rows)
        # Whoever reads the field has each handful checked; all at once is cheaper.
        self.browse({id_ for ids in recent.values() for id_ in ids}).check_access(
            "read"
        )
        for ticket in self:
            ids = recent.get(ticket.icrm_beneficiary_id.id, [])
            ticket.icrm_recent_ids = [
                ticket_id for ticket_id in ids if ticket_id != ticket._origin.id
            ][:RECENT_LIMIT]

    @api.depends("icrm_beneficiary_id")
    @api.depends_context("uid")
    def _compute_icrm_customer_open_count(self):
        counts = dict(
            self._read_group(
                [
                    ("icrm_beneficiary_id", "in", self.icrm_beneficiary_id.ids),
                    ("icrm_state", "in", OPEN_STATES),
                ],
                ["icrm_beneficiary_id"],
                ["__count"],
            )
        )
        for ticket in self:
            ticket.icrm_customer_open_count = counts.get(ticket.icrm_beneficiary_id, 0)

    @api.depends("icrm_beneficiary_id")
    @api.depends_context("uid")
    def _compute_icrm_customer_rating(self):
        # Not a related field: that one would be read in sudo, whoever asks.
        for ticket in self:
            ticket.icrm_customer_rating = ticket.icrm_beneficiary_id.rating_average

    @api.depends(
        "icrm_state",
        "icrm_response_due_at",
        "icrm_first_response_at",
        "icrm_due_at",
        "icrm_resolved_at",
    )
    def _compute_icrm_verdicts(self):
        now = fields.Datetime.now()
        for ticket in self:
            ended = ticket.icrm_state not in OPEN_STATES

            def verdict(due_at, kept_at, ended=ended):
                if not due_at:
                    return False
                if kept_at:
                    return "kept" if kept_at <= due_at else "missed"
                if ended:  # withdrawn, rejected: nothing was promised any more
                    return False
                return "running" if now <= due_at else "late"

            ticket.icrm_response_verdict = verdict(
                ticket.icrm_response_due_at,
                ticket.icrm_first_response_at or ticket.icrm_resolved_at,
            )
            ticket.icrm_resolution_verdict = verdict(
                ticket.icrm_due_at, ticket.icrm_resolved_at
            )

    def action_icrm_open_customer_requests(self):
        """Return the action that lists this customer's open requests."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "icrm_internal.helpdesk_ticket_action_desk"
        )
        return {
            **action,
            "name": self.env._(
                "Requests of %(customer)s",
                customer=self.icrm_beneficiary_id.display_name,
            ),
            "domain": [("icrm_beneficiary_id", "=", self.icrm_beneficiary_id.id)],
            "context": {"search_default_open": 1},
        }

    @api.model
    def _icrm_personal_action(self, xmlid, personal):
        """Return an action, without its default filter *personal* where that is void.

        Whoever is in no team and heads no department (an officer, an auditor) would
        open an empty screen.
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        user = self.env.user
        if not (user.helpdesk_team_ids or user.icrm_department_ids):
            context = safe_eval(action["context"], {"uid": user.id})
            context.pop(f"search_default_{personal}", None)
            action["context"] = context
        return action

    def _icrm_form_action(self):
        """Return the action that opens this request as those who serve see it."""
        self.ensure_one()
        view = self.env.ref("icrm_internal.helpdesk_ticket_view_form_desk")
        return {
            "type": "ir.actions.act_window",
            "res_model": "helpdesk.ticket",
            "res_id": self.id,
            "views": [(view.id, "form")],
        }

    def action_icrm_open_customer(self):
        """Return the action that opens this request's customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "icrm.customer",
            "res_id": self.icrm_beneficiary_id.id,
            "views": [(False, "form")],
        }
