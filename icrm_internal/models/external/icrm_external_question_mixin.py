# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize_all, format_date

from ..access import action_link, caller_values, company_day
from ..access.icrm_action_mixin import ActionSpec
from ..access.jobs import run_each
from ..access.personal import Personal

EVENT = "external_satisfaction"
ACTION = "satisfaction"
STARS = range(1, 6)
COMMENT_LIMIT = 2000
# A delivery recorded by mistake is taken back within this time.
GRACE = timedelta(hours=1)
# Older deliveries are not asked about when the setting is switched on.
RECENT = timedelta(days=7)
# A customer, all contacts of a company together, is asked once in this time.
PAUSE = timedelta(days=30)


class IcrmExternalQuestionMixin(models.AbstractModel):
    """The customer outside is asked how satisfied he is: one mail, one question.

    Part of icrm.external.commitment. He answers by a link, without login, from 1 to 5.
    Not by rating.rating: core's page knows three faces, posts what is written into the
    conversation, which holders of steps read, and its rows count with ratings of ours.
    """

    _name = "icrm.external.question.mixin"
    _description = "Question to an External Customer"
    _inherit = ["icrm.external.outcome.mixin", "icrm.action.mixin"]
    _icrm_acts_as_user = False
    _icrm_personal = (Personal("answer_comment", "partner_id"),)

    asked_at = fields.Datetime(string="Customer Asked on", readonly=True, copy=False)
    answered_at = fields.Datetime(
        string="Customer Answered on", readonly=True, copy=False
    )
    answer_comment = fields.Text(
        string="Stored Comment", copy=False, groups=fields.NO_ACCESS
    )
    customer_comment = fields.Text(
        string="Customer's Comment",
        compute="_compute_customer_comment",
        help="For those who may know of the order.",
    )

    @api.depends("answer_comment", "is_confidant")
    @api.depends_context("uid")
    def _compute_customer_comment(self):
        for commitment in self:
            # sudo: to those who may know
            comment = commitment.sudo().answer_comment
            commitment.customer_comment = commitment.is_confidant and comment

    # ------------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------------

    @api.model
    def _cron_ask(self):
        """Ask the customers of recent deliveries, each committed by itself."""
        now = fields.Datetime.now()
        domain = [
            ("state", "=", "delivered"),
            ("company_id.icrm_ask_external", "=", True),
            ("company_id.icrm_link_days", ">", 0),
            ("delivered_at", ">=", now - RECENT),
            ("delivered_at", "<=", now - GRACE),
            ("asked_at", "=", False),
            ("satisfaction", "=", False),
        ]
        # sudo: the job is the system's
        run_each(
            self.sudo().search(domain, order="delivered_at, id"),
            lambda commitment: commitment._ask(),
            domain=domain,
        )

    def _ask(self):
        """Queue the question, if the customer may be asked; in sudo."""
        now = fields.Datetime.now()
        customer = self.partner_id.commercial_partner_id
        last = customer.icrm_asked_at
        if (last and last > now - PAUSE) or not self._may_be_asked():
            return
        # A second job that has seen the same fails here, and comes again.
        customer.icrm_asked_at = now
        self.asked_at = now
        self.flush_recordset()
        customer.flush_recordset()
        self.env["icrm.message"]._enqueue(EVENT, self.partner_id, self)

    def _may_be_asked(self):
        """Return whether the customer is outside, has a mail, wants mails, and could
        answer; and whether something was delivered."""
        if not getattr(self._get_document(), "_icrm_is_rated", True):
            return False
        if not self.company_id.email_formatted:
            return False  # it would be sent in the name of the customer
        partner = self.partner_id
        family = partner | partner.commercial_partner_id
        email = partner.email_normalized
        if not partner.active or not email or any(family.mapped("icrm_is_internal")):
            return False
        if partner.user_ids.filtered(lambda user: user._is_internal()):
            return False
        # The stars of a mail to several lead to a login, as do those of a mailbox that
        # others with a login read.
        link = action_link.ActionLink(self, ACTION, 0, partner)
        if len(email_normalize_all(partner.email)) > 1 or link.get_obstacle():
            return False
        # Archived entries are those who came back.
        return not self.env["mail.blacklist"].search_count(
            [("email", "=", email)], limit=1
        )

    # ------------------------------------------------------------------
    # The answer
    # ------------------------------------------------------------------

    def _icrm_get_actions(self):
        _ = self.env._
        return super()._icrm_get_actions() | {
            ACTION: ActionSpec(
                label=_("Rate"),
                title=_("How satisfied are you with this delivery?"),
                button=_("Send"),
                done=_("Thank you for your answer."),
                asks="score",
            )
        }

    def _icrm_get_action_events(self):
        events = super()._icrm_get_action_events()
        return events | {EVENT: [(ACTION, number) for number in STARS]}

    def _icrm_get_action_stamp(self, action):
        """Another delivery is another question; a changed mind is not."""
        return [self.delivered_at]

    def _icrm_is_action_for(self, action, partner):
        return partner == self.partner_id and not partner.icrm_is_internal

    def _icrm_get_action_obstacle(self, action):
        if self.state != "delivered":
            return self.env._("This delivery is open again or cancelled.")
        return ""

    def _icrm_perform_action(self, action, text, stars, partner):
        """Keep the last answer; in sudo, for the link has named the customer."""
        _ = self.env._
        if stars not in STARS:
            raise UserError(_("Your rating: choose 1 to 5 stars."))
        comment = caller_values.text_of(self.env, _("Comment"), text, COMMENT_LIMIT)
        # Written by the system, not by a visitor of the web site
        commitment = self.with_user(self.env.ref("base.user_root")).sudo()
        commitment.write(
            {
                "satisfaction": str(stars),
                "answer_comment": comment or False,
                "answered_at": fields.Datetime.now(),
            }
        )

    def _icrm_get_action_details(self, action):
        _ = self.env._
        day = company_day.today(self, self.delivered_at)
        return [
            (_("Order"), self.name),
            (_("Delivered on"), format_date(self.env, day)),
        ]

    def _icrm_get_action_url(self, action):
        return ""

    def _icrm_log_action(self, action, partner):
        """The tracked satisfaction says it."""

    def _icrm_notify_acted(self, action, partner):
        """A customer outside gets no notices of ours."""
