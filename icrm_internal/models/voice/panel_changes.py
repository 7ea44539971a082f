# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a trial asks about, and what became of it: two forms compared, as text."""

# What is commented on beside the questions; keys of questions have no such sign.
PROMISE, WHOLE = "#promise", "#form"


def describe(env, question, labels):
    """Return a question as one line: what is asked, how, and when.

    :param question: as ``form_schema.read_schema`` returns it
    :param dict labels: ``{name: (label, {key: option})}`` of all questions
    """
    _ = env._
    kinds = _selection(env, "icrm.service.question", "question_type")
    parts = [
        _("%(question)s (required)", question=question["label"])
        if question["required"]
        else question["label"],
        kinds.get(question["type"], ""),
        ", ".join(label for _key, label in question["options"]),
        ", ".join(column["label"] for column in question["columns"]),
        question["suffix"],
        question["help"],
    ]
    if condition := _describe_rule(env, question["show_if"], labels):
        parts.append(_("only if %(condition)s", condition=condition))
    if condition := _describe_rule(env, question["require_if"], labels):
        parts.append(_("required if %(condition)s", condition=condition))
    return " · ".join(filter(None, parts))


def _describe_rule(env, rule, labels):
    if not rule:
        return ""
    operators = _selection(env, "icrm.service.question.condition", "operator")
    texts = []
    for condition in rule["conditions"]:
        if condition.get("source"):
            continue  # of departments and segments: not shown to customers
        if condition["question"] not in labels:
            continue  # not asked of the reader
        value = condition.get("value", "")
        label, options = labels[condition["question"]]
        values = value if isinstance(value, list) else [value]
        chosen = ", ".join(str(options.get(item, item)) for item in values)
        operator = operators.get(condition["operator"], condition["operator"])
        texts.append(f"“{label}” {operator} {chosen}".rstrip())
    return (", " if rule["mode"] == "all" else " / ").join(texts)


def _selection(env, model, field):
    return dict(env[model]._fields[field]._description_selection(env))


def _read(env, questions):
    labels = {
        question["name"]: (question["label"], dict(question["options"]))
        for question in questions
    }
    return {
        question["name"]: (question["label"], describe(env, question, labels))
        for question in questions
    }


def compare(env, before, after):
    """Return ``{name: (label, old text, new text)}`` of what differs, in the order of
    the new form, what was removed last; a text is "" where there is no question.

    :param before: questions that the reader may know of, see ``form_schema``
    :param after: questions
    """
    old, new = _read(env, before), _read(env, after)
    found = {}
    for name, (label, text) in new.items():
        was = old.get(name, ("", ""))[1]
        if was != text:
            found[name] = (label, was, text)
    for name, (label, text) in old.items():
        if name not in new:
            found[name] = (label, text, "")
    return found
