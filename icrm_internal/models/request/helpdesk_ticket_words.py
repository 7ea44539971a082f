# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import is_html_empty

from ..access import given
from .when import in_words

PROGRESS = [
    ("new", "Submitted"),
    ("in_progress", "In progress"),
    ("waiting", "Waiting for you"),
    ("confirm", "Please confirm"),
    ("resolved", "Done"),
    ("withdrawn", "Withdrawn"),
    ("rejected", "Declined"),
]


class HelpdeskTicket(models.Model):
    """A request in the customer's words, and the doors to the customer's screens."""

    _inherit = "helpdesk.ticket"

    icrm_progress = fields.Selection(
        PROGRESS,
        string="How It Stands",
        compute="_compute_icrm_words",
        help="The progress as the customer sees it: what waits for anybody but the "
        "customer is in progress, and what is resolved asks for the customer's word.",
    )
    icrm_status_text = fields.Char(string="Status", compute="_compute_icrm_words")
    icrm_promise_text = fields.Char(string="Promise", compute="_compute_icrm_words")
    icrm_for_text = fields.Char(string="Asked for", compute="_compute_icrm_words")
    icrm_has_details = fields.Boolean(compute="_compute_icrm_words")
    icrm_my_stars = fields.Selection(
        [(str(score), str(score)) for score in range(1, 6)],
        string="You Gave",
        compute="_compute_icrm_my_stars",
    )

    @api.depends("icrm_my_score")
    @api.depends_context("uid")
    def _compute_icrm_my_stars(self):
        for ticket in self:
            ticket.icrm_my_stars = (
                str(ticket.icrm_my_score) if ticket.icrm_my_score else False
            )

    @api.depends(
        "icrm_can_confirm",
        "icrm_is_mine",
        "description",
        "icrm_answers",
        "icrm_state",
        "icrm_holder",
        "icrm_due_at",
        "icrm_response_due_at",
        "icrm_first_response_at",
        "icrm_resolved_at",
        "icrm_confirmed_at",
        "icrm_requester_id",
        "icrm_beneficiary_id",
        "icrm_provider_department_id",
        "user_id",
    )
    @api.depends_context("uid", "lang", "tz")
    def _compute_icrm_words(self):
        now = fields.Datetime.now()
        for ticket in self:
            # Names of departments and colleagues are on every phone list; who may
            # read the request may read them.
            ticket_sudo = ticket.sudo()
            state = ticket.icrm_state
            for_me = ticket.icrm_holder == "customer" and ticket.icrm_is_mine
            if state == "waiting" and not for_me:
                state = "in_progress"
            elif state == "resolved" and ticket.icrm_can_confirm:
                state = "confirm"
            ticket.icrm_progress = state
            ticket.icrm_status_text = ticket_sudo._icrm_status_in_words()
            ticket.icrm_promise_text = ticket_sudo._icrm_due_in_words(now)
            ticket.icrm_for_text = ticket_sudo._icrm_people_in_words()
            ticket.icrm_has_details = bool(
                ticket_sudo.icrm_answers._values
                or not is_html_empty(ticket_sudo.description)
            )

    def _icrm_status_in_words(self):
        """Return one sentence: how it stands, and what comes next."""
        provider = self.icrm_provider_department_id.name or self.env._("the provider")
        agent = self.user_id.name
        if self.icrm_state == "new":
            if agent:
                return self.env._(
                    "%(agent)s of %(provider)s takes care of it.",
                    agent=agent,
                    provider=provider,
                )
            return self.env._(
                "%(provider)s has received it. Somebody will take it soon.",
                provider=provider,
            )
        if self.icrm_state == "in_progress":
            if agent:
                return self.env._(
                    "%(agent)s of %(provider)s is working on it.",
                    agent=agent,
                    provider=provider,
                )
            return self.env._("%(provider)s is working on it.", provider=provider)
        if self.icrm_state == "waiting":
            return self._icrm_waiting_in_words(provider)
        if self.icrm_state == "resolved":
            return self._icrm_resolved_in_words(provider)
        if self.icrm_state == "withdrawn":
            return self.env._("Withdrawn. Nothing more will happen.")
        if self.icrm_state == "rejected":
            return self.env._(
                "%(provider)s could not do this. The reason stands below.",
                provider=provider,
            )
        return ""

    def _icrm_waiting_in_words(self, provider):
        if self.icrm_holder == "customer" and self.icrm_is_mine:
            return self.env._(
                "%(provider)s needs something from you. Please answer in the "
                "conversation: the work goes on from there.",
                provider=provider,
            )
        if self.icrm_holder == "customer":
            return self.env._(
                "%(provider)s is waiting for an answer of %(customer)s.",
                provider=provider,
                customer=self.icrm_requester_id.name,
            )
        if self.icrm_holder == "department":
            return self.env._(
                "%(provider)s is waiting for another department.", provider=provider
            )
        if self.icrm_holder == "third_party":
            return self.env._(
                "%(provider)s is waiting for an outside party.", provider=provider
            )
        return self.env._("%(provider)s has put it on hold.", provider=provider)

    def _icrm_resolved_in_words(self, provider):
        if self.icrm_confirmed_at:
            return self.env._("Done and confirmed.")
        until = self.icrm_resolved_at and self.icrm_resolved_at + timedelta(
            days=self.company_id.icrm_confirm_days
        )
        if self.icrm_can_confirm and until and until > fields.Datetime.now():
            return self.env._(
                "%(provider)s says it is done. Is it? Please confirm, or reopen it. "
                "Without an answer it counts as confirmed from %(until)s on.",
                provider=provider,
                until=in_words(self.env, until),
            )
        return self.env._("%(provider)s says it is done.", provider=provider)

    def _icrm_due_in_words(self, now):
        """Return the promise, and whether it was or will be kept."""
        due = self.icrm_due_at
        if not due:
            return ""
        when = in_words(self.env, due)
        if self.icrm_state == "resolved":
            if self.icrm_resolved_at and self.icrm_resolved_at > due:
                return self.env._("Promised by %(when)s, done later", when=when)
            return self.env._("Promised by %(when)s, kept", when=when)
        if self.icrm_state in ("withdrawn", "rejected"):
            return ""
        if self.icrm_state == "waiting" and self.icrm_holder == "customer":
            return self.env._(
                "Promised by %(when)s; until the answer, time stands still", when=when
            )
        if due < now:
            return self.env._("Promised by %(when)s: late, we are sorry", when=when)
        answer = self.icrm_response_due_at
        if answer and answer < now and not self.icrm_first_response_at:
            # Lists show an overdue request in red: the words say which promise it is.
            return self.env._(
                "First answer promised by %(answer)s: late, we are sorry. "
                "Done by %(when)s",
                answer=in_words(self.env, answer),
                when=when,
            )
        return self.env._("Promised by %(when)s", when=when)

    def _icrm_people_in_words(self):
        """Return for whom it is, or who asked, where that is two people."""
        requester, beneficiary = self.icrm_requester_id, self.icrm_beneficiary_id
        if not beneficiary or requester == beneficiary:
            return ""
        return self.env._(
            "%(requester)s asked for %(beneficiary)s",
            requester=requester.name,
            beneficiary=beneficiary.name,
        )

    def _icrm_steps(self):
        """Return ``[(label, "past" | "now" | "ahead")]``: the way of a request."""
        self.ensure_one()
        labels = dict(self._fields["icrm_progress"]._description_selection(self.env))
        progress = self.icrm_progress
        names = ["new", "in_progress", "resolved"]
        if progress in ("waiting", "confirm"):
            names.insert(2, progress)
        elif progress in ("withdrawn", "rejected"):
            names = ["new", progress]
        now = names.index(progress) if progress in names else 0
        return [
            (labels[name], "past" if i < now else "now" if i == now else "ahead")
            for i, name in enumerate(names)
        ]

    # ------------------------------------------------------------------
    # Doors
    # ------------------------------------------------------------------
    @api.readonly
    def get_formview_id(self, access_uid=None):
        """Open the customer's form for whoever does not serve the request."""
        access_uid = given.id_of(access_uid) or None
        ticket = self.with_user(access_uid) if access_uid else self
        if (
            len(ticket) == 1
            # Asking for another user must not tell whom a foreign request concerns.
            and self.has_access("read")
            and ticket.has_access("read")
            and ticket.icrm_service_id
            and not ticket.icrm_is_provider
        ):
            return self.env.ref("icrm_internal.helpdesk_ticket_view_form_my").id
        return super().get_formview_id(access_uid=access_uid)

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for ticket in self:
            if ticket.icrm_service_id:
                ticket.access_url = f"/my/requests/{ticket.id}"
        return result

    def action_icrm_open_reopen(self):
        """Ask for the reason before a request is reopened."""
        return self._icrm_open_dialog("icrm_request_reopen_action")

    def action_icrm_open_rate(self):
        """Ask for one to five stars."""
        return self._icrm_open_dialog("icrm_request_rate_action")

    def _icrm_open_dialog(self, xmlid):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(f"icrm_internal.{xmlid}")
        action["context"] = {"default_ticket_id": self.id}
        return action
