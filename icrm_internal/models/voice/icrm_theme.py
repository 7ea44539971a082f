# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...measures.themes import find_themes, read_words


class IcrmTheme(models.Model):
    """What comments speak of: found by words, or tagged by an officer."""

    _name = "icrm.theme"
    _inherit = "icrm.shared"
    _description = "Comment Theme"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer()
    words = fields.Text(
        help="Comments with one of these words get the theme when a campaign closes; "
        "separate them by commas, in any language.",
    )

    _name_uniq = models.Constraint("UNIQUE (name)", "This theme already exists.")

    @api.model
    def _find(self, bodies, company):
        """Return the ids of the themes found in each of *bodies*: a list for each."""
        words = {
            theme.id: read_words(theme.words)
            for theme in self.search(
                [("words", "!=", False), ("company_id", "in", (False, company.id))]
            )
        }
        return [find_themes(body, words) for body in bodies]
