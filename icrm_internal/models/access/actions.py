# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The actions that buttons return: a form, a list, an action of the menu, a message.

They carry no context but what is given: defaults and filters of the screen the button
was pressed on are not meant for the next one.
"""


def open_form(record, view=None, **values):
    """Return the action that opens *record*, or a new one if it is empty.

    :param view: the external id of the form, if not the model's first
    """
    view_id = record.env.ref(view).id if view else False
    return record._get_records_action(
        **{"views": [(view_id, "form")], "context": {}, **values}
    )


def open_dialog(model, name, view=None, /, **defaults):
    """Return the action that opens a new record of *model* over the present screen.

    :param view: the external id of the form, if not the model's first
    """
    context = {f"default_{field}": value for field, value in defaults.items()}
    return open_form(model, view, name=name, target="new", context=context)


def open_list(model, name, domain, views="list,form", **values):
    """Return the action that lists the records of *domain*, as the reader may see them.

    :param views: kinds of views, or pairs of a view's id and its kind
    """
    if isinstance(views, str):
        views = [(False, kind) for kind in views.split(",")]
    return model.browse()._get_records_action(
        **{
            "name": name,
            "domain": list(domain),
            "views": views,
            "context": {},
            **values,
        }
    )


def open_action(env, xmlid, name=None, first=None, **values):
    """Return the action *xmlid* with *values* instead of its own.

    It has no path: that is the address of the action with its own domain.

    :param first: the kind of view to begin with, if not the action's first
    """
    action = env["ir.actions.actions"]._for_xml_id(xmlid)
    action.pop("path", None)
    if name:
        values |= {"name": name, "display_name": name}
    if first:
        values["views"] = sorted(action["views"], key=lambda view: view[1] != first)
    return {**action, **values}


def show_message(text, kind="success", then=None, **params):
    """Return the action that shows *text* in the corner, then does *then*."""
    params |= {"type": kind, "message": text}
    if then:
        params["next"] = then
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": params,
    }
