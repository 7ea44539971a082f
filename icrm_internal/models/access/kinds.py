# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What kinds of records are called."""


def get_kind(env, model):
    """Return the name of a model in the language of the reader.

    Those of ``helpdesk_mgmt`` by the words of our screens.
    """
    if model == "helpdesk.ticket":
        return env._("Request")
    if model == "helpdesk.ticket.team":
        return env._("Team")
    if model == "helpdesk.ticket.stage":
        return env._("Stage")
    # sudo: the names of models
    return env["ir.model"].sudo()._get(model).name or model
