# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api

from odoo.addons.icrm_internal.models.complaint.neutrality import get_people


def migrate(cr, version):
    """Complaints filed before keep the people of today as those of their filing."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    for complaint in env["icrm.complaint"].search([("department_id", "!=", False)]):
        complaint.write(get_people(complaint.department_id))
    for identity in env["icrm.complaint.identity"].search([]):
        identity.department_id = identity.customer_id.department_id
