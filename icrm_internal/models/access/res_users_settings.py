# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

# More blocks than there are, longer names than they have
MOST_NAMES = 100
NAME_LIMIT = 100


class ResUsersSettings(models.Model):
    """How a person has arranged the home page; written by core's own door."""

    _inherit = "res.users.settings"

    icrm_home_layout = fields.Json(
        string="Home Page",
        help="Names of the blocks, in the order of the person, and of hidden ones.",
    )

    @api.constrains("icrm_home_layout")
    def _check_icrm_home_layout(self):
        for settings in self:
            layout = settings.icrm_home_layout or {}
            if not (
                isinstance(layout, dict)
                and layout.keys() <= {"order", "hidden"}
                and all(
                    isinstance(names, list)
                    and len(names) <= MOST_NAMES
                    and all(
                        isinstance(name, str) and len(name) <= NAME_LIMIT
                        for name in names
                    )
                    for names in layout.values()
                )
            ):
                raise ValidationError(
                    self.env._("Home Page: only the names of blocks can be stored.")
                )
