# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Sentences of what knows no Odoo, in the user's language."""

from odoo.tools.translate import get_translation

CORE = "icrm_internal"


def get_finding_text(env, finding, addon=CORE):
    """Return the sentence of a Fault or an Issue in the language of *env*.

    ``_`` takes literals only. The importer, which knows no Odoo, marks its sentences
    with a ``_lt`` of its own and hands them over apart from their values. Those of
    another *addon* are looked up there first.
    """
    lang = env.lang or "en_US"
    if get_translation(addon, lang, finding.message, ()) == finding.message:
        addon = CORE
    return get_translation(addon, lang, finding.message, finding.values)
