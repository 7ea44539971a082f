# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api
from odoo.tools import is_html_empty

from odoo.addons.icrm_internal.models.access import company_day


def migrate(cr, version):
    """Date the answers that ideas have already; voters do not hear of them again."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    ideas = env["icrm.idea"].search([("answered_on", "=", False)])
    for idea in ideas.filtered(lambda idea: not is_html_empty(idea.answer)):
        idea.answered_on = company_day.today(idea, idea.write_date)
