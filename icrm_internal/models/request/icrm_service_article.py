# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..access.jobs import run_step


class IcrmServiceArticle(models.Model):
    """Where articles come from, and whether they spare requests."""

    _inherit = "icrm.service.article"

    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="Made from Request",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        groups=fields.NO_ACCESS,
    )
    # A many2one would show number and title to every reader of the article.
    request_id = fields.Many2one("helpdesk.ticket", compute="_compute_request_id")
    answered_count = fields.Integer(
        string="Answered",
        readonly=True,
        copy=False,
        help="Readers who submitted no request for the service within three days.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_request_id(self):
        """Show the request to those who may read it."""
        for article in self:
            # sudo: which request it is; the reader's own rights decide
            request = article.sudo().ticket_id.with_env(self.env)
            article.request_id = request._filtered_access("read")

    @api.model
    def _cron_review(self):
        """Count the readers who needed no request, too."""
        super()._cron_review()
        readings = self.env["icrm.service.article.reading"]
        run_step(self.env, "icrm.service.article.reading", readings._count)

    def _record_reading(self):
        """Readers of the portal count as well; whoever edits the article does not."""
        super()._record_reading()
        customer = self.env["icrm.customer"]._from_user()
        articles = self.filtered(
            lambda article: article.state == "published" and not article.can_edit
        )
        if customer and articles:
            self.env["icrm.service.article.reading"]._record(articles, customer)
