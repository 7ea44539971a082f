# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain

from ..access.personal import (
    ADDRESS,
    KEEP,
    SWEEP,
    Personal,
    get_personal_models,
    get_secret,
)


def get_own_records(env, person, field):
    """Return the rows that point, by *field* and ``res_id``, to what is theirs."""
    found = []
    for name in get_personal_models(env):
        model = env[name].sudo().with_context(active_test=False)  # sudo: to find them
        if "message_ids" not in model or not name.startswith(("icrm.", "helpdesk.")):
            continue
        domain = person.get_all_domain(model)
        if get_secret(env, name) is None and not domain.is_false():
            ids = model._search(domain)
            found.append(Domain(field, "=", name) & Domain("res_id", "in", ids))
    return Domain.OR(found)


def is_on_own_record(env, person):
    """Return the messages on what is theirs: what they said as customers.

    What they wrote at work, on the requests of others, is part of those.
    """
    return get_own_records(env, person, "model")


class MailMessage(models.Model):
    _inherit = "mail.message"
    _icrm_personal = (
        Personal("date", "author_id", KEEP, domain=is_on_own_record),
        Personal("record_name", "author_id", KEEP, domain=is_on_own_record),
        Personal("body", "author_id", domain=is_on_own_record),
        Personal("subject", "author_id", domain=is_on_own_record),
        Personal("email_from", "author_id", ADDRESS, own=False),
        Personal("reply_to", erased=SWEEP),
        Personal("incoming_email_to", erased=SWEEP),
        Personal("incoming_email_cc", erased=SWEEP),
        Personal("outgoing_email_to", erased=SWEEP),
    )
