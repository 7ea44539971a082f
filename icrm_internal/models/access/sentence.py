# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The sentences of ``importer``, which knows no Odoo, in the user's language."""


def translate(env, finding):
    """Return the sentence of a Fault or an Issue, translated by this addon.

    An addon with sentences of its own looks them up itself first: Odoo looks for the
    translation of a text in the addon whose code asks for it.
    """
    return env._(finding.message, **finding.values)
