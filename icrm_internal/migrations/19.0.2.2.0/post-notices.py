# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api

REPLACED = ("received", "questions", "resolved", "rejected")


def migrate(cr, version):
    """Remove the mails that messages of the engine replace.

    Not where a stage of a company uses one.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in REPLACED:
        xmlid = f"icrm_internal.mail_template_request_{name}"
        template = env.ref(xmlid, raise_if_not_found=False)
        if not template:
            continue
        if env["helpdesk.ticket.stage"].search_count(
            [("mail_template_id", "=", template.id)], limit=1
        ):
            continue
        template.unlink()
