# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Cards for phones, made of a list that has none of its own.

A phone opens the cards of an action where it has a kanban view. Where a model of ours
has none, its cards show what its list shows, each value with the label of its column.
"""

from lxml import etree
from lxml.builder import E

#: Widgets that show the same in a card; all others are shown as text.
WIDGETS = (
    *("badge", "many2many_tags", "progressbar", "percentage"),
    *("datetime", "remaining_days", "float_time"),
)
#: Widgets of columns that say nothing in a card
SKIPPED_WIDGETS = ("handle", "color_picker")
#: Values that are shown when they are zero, too
NUMBERS = ("integer", "float", "monetary")
TITLES = ("char", "many2one", "reference", "text")
#: What a card of a list may: as the list
COPIED = ("create", "edit", "delete", "import", "action", "type", "default_order")
#: Columns are neither dragged nor edited.
FIXED = {
    "records_draggable": "0",
    "group_create": "0",
    "group_edit": "0",
    "group_delete": "0",
    "quick_create": "0",
}
FALSE = ("0", "False", "")


def build_cards(model, arch):
    """Return the arch of a kanban view that shows what the list *arch* shows."""
    shown = [node for node in arch.iterchildren("field") if _is_shown(model, node)]
    title = _find_title(model, shown)
    badges = [node for node in shown if node.get("widget") == "badge"]
    head = E.div(_copy(title, **{"class": "fw-bold"}))
    head.set("class", "d-flex justify-content-between align-items-start gap-2")
    if badges:
        head.append(E.span(*[_copy(node) for node in badges]))
    card = E.t(head, {"t-name": "card"})
    for node in shown:
        if node is not title and node not in badges:
            card.append(_build_line(model, node))
    if buttons := [_build_button(node) for node in arch.iterchildren("button")]:
        card.append(E.footer(*buttons, {"class": "d-flex flex-wrap gap-1 mt-2 pt-0"}))
    kanban = E.kanban(E.templates(card))
    for name in COPIED:
        if arch.get(name):
            kanban.set(name, arch.get(name))
    for name, value in FIXED.items():
        kanban.set(name, value)
    if (header := _build_header(arch)) is not None:
        kanban.insert(0, header)
    return kanban


def join_columns(arch):
    """Make the board *arch* one list, whose cards say in which column they are."""
    column = arch.attrib.pop("default_group_by", None)
    card = arch.find(".//t[@t-name='card']")
    if column and card is not None and card.find(f".//field[@name='{column}']") is None:
        label = E.field(name=column, **{"class": "text-muted small"})
        # Below the title
        card.insert(1, label)


def _is_shown(model, node):
    return (
        node.get("name") in model._fields
        and node.get("column_invisible", "") in FALSE
        and node.get("optional") != "hide"
        and node.get("widget") not in SKIPPED_WIDGETS
    )


def _find_title(model, nodes):
    """Return the column that names the record: the first with a name in it."""
    for node in nodes:
        if model._fields[node.get("name")].type in TITLES and not node.get("invisible"):
            return node
    return nodes[0]


def _copy(node, **attributes):
    """Return the field *node* as a card shows it."""
    copied = E.field(name=node.get("name"))
    for name, value in node.attrib.items():
        if name in ("invisible", "groups"):
            copied.set(name, value)
        elif node.get("widget") in WIDGETS and (
            name in ("widget", "options") or name.startswith("decoration-")
        ):
            copied.set(name, value)
    if node.get("widget") in WIDGETS:
        copied.set("readonly", "1")
    for name, value in attributes.items():
        copied.set(name, value)
    return copied


def _build_line(model, node):
    """Return the line of a value; what is empty has none."""
    field = model._fields[node.get("name")]
    label = E.span(node.get("string") or field._description_string(model.env))
    label.set("class", "text-muted")
    line = E.div(label)
    line.set("class", "d-flex flex-wrap gap-1 small")
    for name in ("invisible", "groups"):
        if node.get(name):
            line.set(name, node.get(name))
    if field.type != "boolean":
        value = _copy(node)
        for name in ("invisible", "groups"):
            value.attrib.pop(name, None)
        line.append(value)
    if field.type in NUMBERS:
        return line
    raw = f"record.{field.name}.raw_value"
    if field.type in ("many2many", "one2many"):
        raw += ".length"
    wrapped = E.t(line, {"t-if": raw})
    if field.type == "boolean":
        # Read, though no value is shown
        wrapped.append(E.field(name=field.name, invisible="1"))
    # Who may not read it has no such value to ask for.
    for groups in filter(None, (node.get("groups"), field.groups)):
        wrapped = E.t(wrapped, groups=groups)
    return wrapped


def _build_button(node):
    """Return a button of the line, with its words in place of a mere icon."""
    button = E.button(node.get("string") or node.get("title") or "")
    for name, value in node.attrib.items():
        if name not in ("icon", "string", "title", "class", "column_invisible"):
            button.set(name, value)
    button.set("class", "btn btn-secondary btn-sm")
    return button


def _build_header(arch):
    """Return the buttons above the list that need no selection."""
    header = etree.Element("header")
    for node in arch.iterfind("header/button[@display='always']"):
        header.append(etree.fromstring(etree.tostring(node, with_tail=False)))
    return header if len(header) else None
