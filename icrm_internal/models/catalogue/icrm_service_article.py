# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import SQL

from ..access.actions import open_form, show_message
from ..access.safe_html import SafeHtml


class IcrmServiceArticle(models.Model):
    """Self-help that customers can read before a request."""

    _name = "icrm.service.article"
    _inherit = "icrm.service.part"
    _description = "Help Article"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    body = SafeHtml(translate=True)
    url = fields.Char(string="Link")
    keywords = fields.Char(translate=True)
    helped_count = fields.Integer(
        string="Solved Count",
        readonly=True,
        copy=False,
        help="Times it was read and no request was needed.",
    )

    def action_helped(self):
        """Count one more customer who needs to ask no longer.

        Only the number is stored, not who it was.
        """
        self.check_access("read")
        # SQL: adds in the database, so that two who thank at once are two.
        self.env.execute_query(
            SQL(
                "UPDATE icrm_service_article"
                " SET helped_count = COALESCE(helped_count, 0) + 1"
                " WHERE id = ANY(%s) RETURNING 1",
                self.ids,
            )
        )
        self.invalidate_recordset(["helped_count"])
        return show_message(
            self.env._("Great, no request needed!"),
            then={"type": "ir.actions.act_window_close"},
        )

    def action_open(self):
        """Open the article: its text in a dialog, or the page its link leads to."""
        self.ensure_one()
        self.check_access("read")
        if self.url and not self.body:
            return {"type": "ir.actions.act_url", "url": self.url, "target": "new"}
        return open_form(
            self,
            "icrm_internal.icrm_service_article_view_read",
            name=self.name,
            target="new",
        )
