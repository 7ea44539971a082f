# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the screens of requests offer beside their own buttons."""

from ..access.actions import open_action
from ..access.groups import ADMIN

VIEWS = tuple(
    f"icrm_internal.helpdesk_ticket_view_{kind}_{side}"
    for kind in ("list", "kanban", "form")
    for side in ("desk", "my")
)

DUPLICATE = "helpdesk_mgmt.action_duplicate_ticket"


def hide_archive_and_duplicate(env, result):
    """Take both out of what ``get_views`` returned, if it is a screen of requests.

    Requests end in their workflow, and a copy is nobody's request. Administrators can
    archive.
    """
    get_id = env["ir.model.data"]._xmlid_to_res_id
    shown = {view.get("id") for view in result["views"].values()}
    if shown.isdisjoint(get_id(xmlid) for xmlid in VIEWS):
        return
    duplicate_id = get_id(DUPLICATE)
    for view in result["views"].values():
        actions = view.get("toolbar", {}).get("action")
        if actions:
            view["toolbar"]["action"] = [
                action for action in actions if action["id"] != duplicate_id
            ]
    fields = result["models"].get("helpdesk.ticket", {}).get("fields", {})
    if "active" in fields and not env.user.has_group(ADMIN):
        # The web client offers Archive where it can be written.
        fields["active"]["readonly"] = True


def open_merged(ticket):
    """Return the action that lists what was merged into a request.

    helpdesk_mgmt opens a list of tickets, which offers to archive and copy them.
    """
    return open_action(
        ticket.env,
        "icrm_internal.helpdesk_ticket_action_desk",
        ticket.env._("Merged into %(number)s", number=ticket.number),
        domain=[("duplicate_id", "=", ticket.id)],
        context={},
    )
