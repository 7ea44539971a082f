# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..access.personal import REMOVE, Retention


class IcrmServiceArticleFeedback(models.Model):
    """Why an article did not help: a day and a text, and nobody's name."""

    _name = "icrm.service.article.feedback"
    _description = "Feedback on an Article"
    _icrm_retention = Retention(
        "day",
        actions=(REMOVE,),
        company="article_id.service_id.company_id",
    )
    _order = "day desc, id desc"
    _rec_name = "reason"
    # Neither who wrote it nor when to the second
    _log_access = False

    article_id = fields.Many2one(
        "icrm.service.article", required=True, ondelete="cascade", index=True
    )
    day = fields.Date(required=True)
    reason = fields.Text(required=True)
