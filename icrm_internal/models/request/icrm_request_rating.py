# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..access import caller_values
from ..access.icrm_reason_mixin import ReasonStep
from ..access.personal import KEEP, Personal, Retention
from . import low_rating, rating_rules


class IcrmRequestRating(models.Model):
    """One to five stars for one request.

    Not rating.rating: its rows name their authors to every employee. Providers see
    averages over at least five people; the row itself is for the customer who gave
    it and, if the company decides so, for those who served.
    """

    _name = "icrm.request.rating"
    _inherit = ["icrm.reason.mixin"]
    _description = "Request Rating"
    _icrm_personal = (
        Personal("ticket_id", "customer_id", KEEP),
        Personal("score", "customer_id", KEEP),
        Personal("comment", "customer_id"),
        Personal("rated_at", "customer_id", KEEP),
    )
    _icrm_retention = Retention(
        "rated_at",
    )
    _order = "id desc"

    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="Request",
        required=True,
        ondelete="cascade",
        index=True,
    )
    score = fields.Integer(required=True, aggregator="avg")
    comment = fields.Text()
    rated_at = fields.Datetime(required=True, default=fields.Datetime.now)
    is_by_link = fields.Boolean(
        string="By Link", readonly=True, help="Rated from an e-mail, without login."
    )
    customer_id = fields.Many2one(
        "icrm.customer", required=True, ondelete="restrict", index=True
    )
    service_id = fields.Many2one("icrm.service", ondelete="restrict", index=True)
    provider_department_id = fields.Many2one(
        "hr.department", ondelete="restrict", index=True
    )
    team_id = fields.Many2one("helpdesk.ticket.team", ondelete="restrict", index=True)
    customer_department_id = fields.Many2one(
        "hr.department", ondelete="restrict", index="btree_not_null"
    )
    company_id = fields.Many2one("res.company", required=True)
    answer = fields.Text(
        string="Reply", readonly=True, help="Reply of the department to the rater."
    )
    task_id = fields.Many2one(
        "mail.activity",
        readonly=True,
        ondelete="set null",
        groups="base.group_system",
        help="Of the head, after one or two stars.",
    )
    answered_by_id = fields.Many2one(
        "res.users", string="Replied by", readonly=True, ondelete="restrict"
    )

    _ticket_uniq = models.Constraint(
        "UNIQUE (ticket_id)", "This request is already rated."
    )
    _score_range = models.Constraint(
        "CHECK (score BETWEEN 1 AND 5)", "The rating must be between 1 and 5."
    )

    # What is new among the low ones
    _low_idx = models.Index(f"(rated_at) WHERE score <= {rating_rules.COMMENT_UP_TO}")

    @api.depends("ticket_id")
    def _compute_display_name(self):
        for rating in self:
            # sudo: who may read the rating may know of which request it is
            rating.display_name = rating.sudo().ticket_id.display_name

    def action_open_answer(self):
        """Ask for the reply to the rater."""
        return self._icrm_ask_reason("action_answer")

    @api.model
    def _icrm_reason_steps(self):
        return super()._icrm_reason_steps() | {
            "action_answer": ReasonStep(
                title=self.env._("Reply to the Rating"),
                button=self.env._("Send Reply"),
                hint=self.env._("Only the customer who rated reads this."),
                placeholder=self.env._(
                    "e.g. We are sorry. A colleague will call you today"
                ),
            ),
        }

    def action_answer(self, reason):
        """Reply to one's customer's rating, for those who may read it and serve.

        :param str reason: up to 2,000 characters, compulsory
        """
        self.check_access("read")
        self.ensure_one()
        rating_sudo = self.with_context(caller_values.context_of(self.env)).sudo()
        # sudo: whether the caller serves the request is decided as the caller.
        if not rating_sudo.ticket_id.with_user(self.env.user).sudo().icrm_is_provider:
            raise AccessError(self.env._("Only the team of the request can do this."))
        reason = caller_values.reason_of(self.env, reason)
        low_rating.answer(rating_sudo, self.env.user, reason)
        return True

    @api.model
    def _icrm_averages(self, name, ids):
        """Return the averages that may be shown to everybody, in one query.

        None is shown of fewer people than the company's minimum. And it moves only
        when as many again have rated: if it changed with each rating, a comparison
        looks before and after would know what the last customer gave. So ratings count
        in batches of different people: everybody's first ratings among themselves,
        everybody's second ones, and so on.

        :param str name: by what: "service_id", "team_id" or "provider_department_id"
        :param ids: of the records of that kind
        :return: ``{id: (count, average)}`` of those with an average to show
        """
        if not ids:
            return {}
        self.flush_model([name, "score", "company_id"])
        self.env["res.company"].flush_model(["icrm_rating_min_count"])
        column = SQL.identifier("rating", name)
        # SQL: whole groups only, which the ORM cannot count off.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT shown_for, COUNT(*), AVG(score)
                  FROM (SELECT shown_for, score, enough,
                               ROW_NUMBER() OVER (
                                   PARTITION BY shown_for, round ORDER BY id
                               ) AS place,
                               COUNT(*) OVER (PARTITION BY shown_for, round) AS total
                          FROM (SELECT %(column)s AS shown_for,
                                       rating.id,
                                       rating.score,
                                       company.icrm_rating_min_count AS enough,
                                       ROW_NUMBER() OVER (
                                           PARTITION BY %(column)s, rating.customer_id
                                               ORDER BY rating.id
                                       ) AS round
                                  FROM icrm_request_rating AS rating
                                  JOIN res_company AS company
                                    ON company.id = rating.company_id
                                 WHERE %(column)s IN %(ids)s) AS numbered
                       ) AS ranked
                 WHERE place <= total / enough * enough
                 GROUP BY shown_for
                """,
                column=column,
                ids=tuple(ids),
            )
        )
        return {id_: (count, float(average)) for id_, count, average in rows}
