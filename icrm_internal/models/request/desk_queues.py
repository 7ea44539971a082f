# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Saved queues of the service desk: their order, and names in the reader's language.

Core's names of filters are not translatable. A name that somebody changed stays.
"""

PREFIX = "icrm_internal.ir_filters_desk_"


def get_names(env):
    """Return {name of the record: its name as shipped, in the user's language}.

    In the order of the menu, which shows three and hides the others behind More.
    """
    _ = env._
    return {
        "unassigned": _("Unassigned"),
        "mine_today": _("Mine, Due Today"),
        "no_reply": _("Without a Reply"),
        "late": _("Late"),
        "specialty": _("My Specialty, Unassigned"),
        "waiting": _("Waiting for the Customer"),
        "approval": _("In Approval"),
        "category": _("By Category"),
        "assignee": _("By Team and Assignee"),
    }


def name_queues(env, result):
    """Translate and sort the filters in what ``get_views`` returned."""
    search = result["views"].get("search", {})
    filters = search.get("filters")
    if not filters:
        return
    shipped = get_names(env(context={**env.context, "lang": "en_US"}))
    names = get_names(env)
    get_id = env["ir.model.data"]._xmlid_to_res_id
    by_id = {get_id(f"{PREFIX}{key}"): key for key in shipped}
    for values in filters:
        key = by_id.get(values["id"])
        if key and values["name"] == shipped[key]:
            values["name"] = names[key]
    order = {record_id: number for number, record_id in enumerate(by_id)}
    search["filters"] = sorted(
        filters, key=lambda values: order.get(values["id"], len(order))
    )
