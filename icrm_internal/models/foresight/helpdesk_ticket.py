# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..access.groups import AGENT, AUDITOR
from ..request.helpdesk_ticket_stage import OPEN_STATES

SEEN_BY = f"{AGENT},{AUDITOR}"


class HelpdeskTicket(models.Model):
    """The risk that the promise is missed: computed each hour, set by the job alone."""

    _inherit = "helpdesk.ticket"

    icrm_risk = fields.Float(
        string="Risk of a Miss",
        readonly=True,
        copy=False,
        aggregator=None,
        groups=SEEN_BY,
        help="How many of 100 requests of which as much is known miss their promise. "
        "Computed each hour for open requests, from what happened to earlier ones; "
        "empty where that is no guide.",
    )
    icrm_risk_reasons = fields.Char(
        string="Codes of Reasons", readonly=True, copy=False, groups=SEEN_BY
    )
    icrm_risk_text = fields.Char(
        string="Because of",
        compute="_compute_icrm_risk_text",
        groups=SEEN_BY,
        help="What raises the risk most, compared with an average request.",
    )

    _icrm_risk_idx = models.Index("(icrm_risk) WHERE icrm_risk IS NOT NULL")

    @api.depends("icrm_risk_reasons")
    @api.depends_context("lang")
    def _compute_icrm_risk_text(self):
        _ = self.env._
        texts = {
            "elapsed": _("share of the promise used"),
            "queue": _("more open requests in the team than usual"),
            "service": _("service missed more often"),
            "department": _("department misses more often"),
            "priority": _("priority"),
            "time": _("weekday and hour"),
            "handovers": _("hand-overs"),
            "waits": _("pauses"),
        }
        for ticket in self:
            codes = (ticket.icrm_risk_reasons or "").split(",")
            text = ", ".join(texts[code] for code in codes if code in texts)
            if ticket.icrm_state not in OPEN_STATES:
                text = ""
            ticket.icrm_risk_text = text[:1].upper() + text[1:]

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Requests without a known risk come last."""
        if field_name == "icrm_risk" and not nulls.code:
            nulls = SQL("NULLS LAST")
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
