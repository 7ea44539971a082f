# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...measures import risk
from ..access.groups import AGENT, AUDITOR
from ..access.listing import join_names
from ..request.helpdesk_ticket_stage import OPEN_STATES
from ..request.serving import get_served_domain

SEEN_BY = f"{AGENT},{AUDITOR}"


class HelpdeskTicket(models.Model):
    """The risk that the promise is missed: computed each hour, set by the job alone.

    Those who serve a request read its risk, and auditors; who asked for it or whom it
    is for does not, whatever else they may do. The stored figures are therefore
    nobody's to read: what is shown is computed, searched and sorted for the reader.
    """

    _inherit = "helpdesk.ticket"

    icrm_risk = fields.Float(
        string="Risk (Stored)",
        readonly=True,
        copy=False,
        aggregator=None,
        groups=fields.NO_ACCESS,
    )
    icrm_risk_reasons = fields.Char(
        string="Codes of Reasons", readonly=True, copy=False, groups=fields.NO_ACCESS
    )
    icrm_shown_risk = fields.Float(
        string="Risk of a Miss",
        compute="_compute_icrm_shown_risk",
        search="_search_icrm_shown_risk",
        aggregator=None,
        groups=SEEN_BY,
        help="How many of 100 requests of which as much is known miss their promise. "
        "Computed each hour for open requests, from what happened to earlier ones; "
        "empty where that is no guide.",
    )
    icrm_risk_text = fields.Char(
        string="Because of",
        compute="_compute_icrm_shown_risk",
        groups=SEEN_BY,
        help="What raises the risk most, compared with an average request.",
    )

    _icrm_risk_idx = models.Index("(icrm_risk) WHERE icrm_risk IS NOT NULL")

    def _icrm_get_risky(self, domain):
        """Return the query of tickets with a risk that the user reads, of *domain*."""
        domain = Domain("icrm_risk", "!=", False) & domain
        if not self.env.su:
            user = self.env.user
            # sudo: which customers the user is, to leave out their requests
            own = (
                self.env["icrm.customer"]
                .sudo()
                .with_context(active_test=False)
                ._search(
                    Domain.OR(
                        Domain(name, "=", user.id)
                        for name in ("user_id", "known_user_id", "pending_user_id")
                    )
                )
            )
            if not user.has_group(AUDITOR):
                domain &= get_served_domain(self.env)
            domain &= (
                ~Domain("icrm_requester_id", "in", own)
                & ~Domain("icrm_beneficiary_id", "in", own)
                & ~Domain("partner_id", "=", user.partner_id.id)
            )
        # sudo: the domain says which
        return self.sudo().with_context(active_test=False)._search(domain)

    def _search_icrm_shown_risk(self, operator, value):
        """Requests whose risk is not shown are found by no value."""
        return Domain(
            "id", "in", self._icrm_get_risky(Domain("icrm_risk", operator, value))
        )

    @api.depends("icrm_risk", "icrm_risk_reasons", "icrm_state")
    @api.depends_context("lang", "uid")
    def _compute_icrm_shown_risk(self):
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
        shown = set(self._icrm_get_risky(Domain("id", "in", self.ids)))
        for ticket in self:
            # sudo: of those that are shown
            ticket_sudo = ticket.sudo()
            is_shown = ticket._origin.id in shown
            codes = (is_shown and ticket_sudo.icrm_risk_reasons or "").split(",")
            text = join_names(
                self.env, [texts[code] for code in codes if code in texts]
            )
            if ticket_sudo.icrm_state not in OPEN_STATES:
                text = ""
            ticket.icrm_shown_risk = ticket_sudo.icrm_risk if is_shown else 0
            ticket.icrm_risk_text = text[:1].upper() + text[1:]

    @api.model
    def _icrm_personal_action(self, xmlid, personal):
        """Leave the column of the risk out where the risk is shown nowhere."""
        action = super()._icrm_personal_action(xmlid, personal)
        if action["res_model"] != self._name:
            return action
        # sudo: whether any is shown, no figure
        checks_sudo = self.env["icrm.risk.check"].sudo()
        domain = [
            ("company_id", "in", self.env.companies.ids),
            ("state", "=", risk.SHOWN),
        ]
        if not checks_sudo.search_count(domain, limit=1):
            action["context"] = {**action["context"], "icrm_risk_hidden": True}
        return action

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Requests whose risk is not shown come last."""
        if field_name != "icrm_shown_risk":
            return super()._order_field_to_sql(
                alias, field_name, direction, nulls, query
            )
        self._check_field_access(self._fields[field_name], "read")
        # SQL: a condition for each reader, on the column that nobody reads
        return SQL(
            "CASE WHEN %s IN %s THEN %s END %s %s",
            SQL.identifier(alias, "id"),
            self._icrm_get_risky(Domain.TRUE).subselect(),
            SQL.identifier(alias, "icrm_risk", to_flush=self._fields["icrm_risk"]),
            direction,
            nulls if nulls.code else SQL("NULLS LAST"),
        )
