# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from ..access import given

COMMENT_LIMIT = 5000
# Who gives so few stars is asked what went wrong.
COMMENT_UP_TO = 2


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    icrm_rating_ids = fields.One2many(
        "icrm.request.rating", "ticket_id", string="Customer Ratings", copy=False
    )
    icrm_can_rate = fields.Boolean(compute="_compute_icrm_my_rating", compute_sudo=True)
    icrm_my_score = fields.Integer(
        string="My Rating", compute="_compute_icrm_my_rating", compute_sudo=True
    )
    icrm_my_comment = fields.Text(
        string="My Comment", compute="_compute_icrm_my_rating", compute_sudo=True
    )

    @api.depends_context("uid")
    @api.depends(
        "icrm_is_mine",
        "icrm_state",
        "user_id",
        "team_id",
        "icrm_first_requester_id",
        "icrm_first_beneficiary_id",
        "company_id.icrm_rating_change_hours",
        "icrm_rating_ids.score",
        "icrm_rating_ids.comment",
        "icrm_rating_ids.rated_at",
    )
    def _compute_icrm_my_rating(self):
        now = fields.Datetime.now()
        for ticket in self:
            rating = ticket.icrm_rating_ids[:1]
            own = rating if rating.customer_id.user_id == self.env.user else rating[:0]
            ticket.icrm_my_score = own.score
            ticket.icrm_my_comment = own.comment
            hours = ticket.company_id.icrm_rating_change_hours
            ticket.icrm_can_rate = (
                ticket.icrm_is_mine
                and ticket.icrm_state == "resolved"
                and not ticket._icrm_why_no_judge()
                and (
                    not rating or (own and now <= own.rated_at + timedelta(hours=hours))
                )
            )

    def action_icrm_rate(self, score, comment=None):
        """Rate one's own resolved request; for some hours the rating may be changed.

        Nothing of it appears in the conversation.

        :param int score: 1 to 5
        :param str comment: plain text up to 5,000 characters, compulsory with 1 and 2
        """
        request_sudo = self._icrm_check_mine()
        request_sudo.ensure_one()
        _ = self.env._
        if type(score) is not int or not 1 <= score <= 5:
            raise UserError(_("Rating: a whole number from 1 to 5 is expected."))
        comment = given.text_of(self.env, _("Comment"), comment, COMMENT_LIMIT)
        if score <= COMMENT_UP_TO and is_html_empty(comment):
            raise UserError(_("Comment: please tell in a sentence what was not right."))
        request_sudo._icrm_check_state(("resolved",))
        rating_sudo = request_sudo.icrm_rating_ids[:1]
        request_sudo._icrm_check_judge()
        if not self.icrm_can_rate:
            if rating_sudo and rating_sudo.customer_id.user_id != self.env.user:
                raise UserError(_("This request was rated already."))
            raise UserError(
                _(
                    "A rating can be changed for %(hours)s hours; these have passed.",
                    hours=request_sudo.company_id.icrm_rating_change_hours,
                )
            )
        if rating_sudo:
            rating_sudo.write({"score": score, "comment": comment})
            return True
        customer = request_sudo.icrm_requester_id
        if customer.user_id != self.env.user:
            customer = request_sudo.icrm_beneficiary_id
        rating_sudo.create(
            {
                "ticket_id": request_sudo.id,
                "score": score,
                "comment": comment,
                "rated_at": fields.Datetime.now(),
                "customer_id": customer.id,
                "service_id": request_sudo.icrm_service_id.id,
                "team_id": request_sudo.team_id.id,
                "provider_department_id": request_sudo.icrm_provider_department_id.id,
                "customer_department_id": request_sudo.icrm_customer_department_id.id,
                "company_id": request_sudo.company_id.id,
            }
        )
        return True
