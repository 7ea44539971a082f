# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..access import caller_values, company_day
from ..access.actions import open_form, show_message
from ..access.icrm_reason_mixin import ReasonStep
from ..access.jobs import run_each
from ..access.safe_html import SafeHtml
from ..customer.duty import Duty

# A year after its publication an article is due for a review.
REVIEW_AFTER = timedelta(days=365)

MAX_REASON = 1000


class IcrmServiceArticle(models.Model):
    """Self-help that customers can read before a request.

    Drafts are made of resolved requests; who edits the service reviews and publishes
    them. What readers say of an article is counted, not who said it.
    """

    _name = "icrm.service.article"
    _inherit = ["icrm.service.part", "icrm.reason.mixin"]
    _description = "Help Article"
    _order = "sequence, id"
    _icrm_duties = (Duty("reviewer_id", [("state", "=", "draft")], shown="service_id"),)

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published")],
        string="Status",
        required=True,
        default="published",
        help="Customers see published articles only.",
    )
    body = SafeHtml(translate=True)
    url = fields.Char(string="Link")
    keywords = fields.Char(translate=True)
    reviewer_id = fields.Many2one("res.users", copy=False)
    review_on = fields.Date(
        string="Next Review", help="The service owner checks the article on this day."
    )
    reminded_date = fields.Date(readonly=True, copy=False)
    can_edit = fields.Boolean(related="service_id.can_edit", related_sudo=False)

    # What readers say
    helped_count = fields.Integer(
        string="Solved Count",
        readonly=True,
        copy=False,
        help="Times it was read and no request was needed.",
    )
    not_helped_count = fields.Integer(string="Did Not Help", readonly=True, copy=False)
    feedback_ids = fields.One2many(
        "icrm.service.article.feedback", "article_id", string="Why It Did Not Help"
    )

    def action_open(self):
        """Open the article: its text in a dialog, or the page its link leads to."""
        self.ensure_one()
        self.check_access("read")
        self._record_reading()
        if self.url and not self.body:
            return {"type": "ir.actions.act_url", "url": self.url, "target": "new"}
        return open_form(
            self,
            "icrm_internal.icrm_service_article_view_read",
            name=self.name,
            target="new",
        )

    def _record_reading(self):
        """The caller reads this article; requests extend it."""

    # ------------------------------------------------------------------
    # What readers say
    # ------------------------------------------------------------------

    def action_helped(self):
        """Count one more customer who needs to ask no longer.

        Only the number is stored, not who it was.
        """
        self.check_access("read")
        self._count_one("helped_count")
        return show_message(
            self.env._("Great, no request needed!"),
            then={"type": "ir.actions.act_window_close"},
        )

    def action_not_helped(self, reason):
        """Count one customer more whom it did not help, and store why.

        :param str reason: what was missing; not who says so
        """
        self.ensure_one()
        self.check_access("read")
        label = self.env._("Reason")
        reason = caller_values.text_of(self.env, label, reason, MAX_REASON).strip()
        if not reason:
            raise UserError(self.env._("Describe what was missing."))
        self._count_one("not_helped_count")
        # sudo: readers write what they think of an article, nothing else.
        self.env["icrm.service.article.feedback"].sudo().create(
            {
                "article_id": self.id,
                "reason": reason,
                "day": company_day.today(self.service_id),
            }
        )
        return True

    @api.model
    def _icrm_reason_steps(self):
        _ = self.env._
        return {
            **super()._icrm_reason_steps(),
            "action_not_helped": ReasonStep(
                _("This did not help"),
                _("Send"),
                hint=_("The service owner reads this without your name."),
                placeholder=_("e.g. Step 3 looks different on my computer."),
            ),
        }

    def _count_one(self, name):
        # SQL: adds in the database, so that two who say so at once are two.
        self.env.execute_query(
            SQL(
                "UPDATE icrm_service_article"
                " SET %(name)s = COALESCE(%(name)s, 0) + 1"
                " WHERE id = ANY(%(ids)s) RETURNING 1",
                name=SQL.identifier(name),
                ids=self.ids,
            )
        )
        self.invalidate_recordset([name])

    # ------------------------------------------------------------------
    # Review
    # ------------------------------------------------------------------

    def action_publish(self):
        """Publish drafts, or say that articles are still right; due in a year."""
        self.check_access("write")
        for article in self:
            review_on = company_day.today(article.service_id) + REVIEW_AFTER
            article.write({"state": "published", "review_on": review_on})
        return True

    @api.model
    def _cron_review(self):
        """Ask the owner of each service, once a date, to review articles."""
        due = self.search(
            [
                ("review_on", "<=", company_day.latest()),
                ("state", "=", "published"),
                ("service_id.state", "=", "published"),
            ]
        )
        run_each(due.service_id, lambda service: due._remind_of_review(service))

    def _remind_of_review(self, service):
        """Give the owner of *service* one task for those of these that are due."""
        today = company_day.today(service)
        articles = self.filtered(
            lambda article: article.service_id == service
            and article.review_on <= today
            and article.reminded_date != article.review_on
        )
        user = service.owner_id or service.department_id._icrm_get_head()
        if not articles or not user.active:
            return
        reader = articles.with_context(lang=user.lang)
        service.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            summary=reader.env._(
                "Review articles: %(names)s", names=", ".join(reader.mapped("name"))
            ),
        )
        for article in articles:
            article.reminded_date = article.review_on
