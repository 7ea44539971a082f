# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class MailFollowers(models.Model):
    """Who follows a request is, mostly, who filed it: only its readers may know."""

    _name = "mail.followers"
    _inherit = ["mail.followers", "icrm.document.guard"]
