# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain

from ..access.personal import DELETE, SWEEP, WHERE, Personal
from .mail_message import get_own_records


def is_handed_in(env, person):
    """Return the files on what is theirs that they handed in themselves."""
    said = get_own_records(env, person, "model") & Domain(
        "author_id", "in", person.partners.ids
    )
    # sudo: the messages of the person
    files = env["mail.message"].sudo().search(said).attachment_ids
    return (
        get_own_records(env, person, "res_model")
        & Domain("res_field", "=", False)
        & (Domain("create_uid", "in", person.users.ids) | Domain("id", "in", files.ids))
    )


class IrAttachment(models.Model):
    _inherit = "ir.attachment"
    _icrm_personal = (
        Personal("index_content", WHERE, DELETE, own=False, domain=is_handed_in),
        Personal("name", erased=SWEEP),
        Personal("description", erased=SWEEP),
    )
