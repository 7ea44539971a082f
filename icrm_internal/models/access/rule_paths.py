# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The fields a user's domain may use where it is applied with all rights.

Users who see the result of such a rule learn what it asks: who wrote a word in a
private conversation, by way of ``partner_id.channel_ids.message_ids.body``. So it asks
for what is named here, and for nothing else; checked when it is written, and whenever
it is applied, for older and imported rules.
"""

from odoo.fields import Domain

# By model; of our own customer model also every field of its own that is no list, and
# what addons name in ``_icrm_rule_fields`` of a model.
PATHS = {
    "icrm.customer": {"id", "display_name", "create_date", "write_date"},
    "hr.department": {
        *("id", "name", "complete_name", "active", "company_id"),
        *("parent_id", "child_ids", "manager_id"),
    },
    "hr.employee": {
        *("id", "name", "active", "company_id", "department_id", "parent_id"),
        *("job_id", "job_title", "category_ids", "work_location_id"),
        *("resource_calendar_id", "employee_type", "work_email", "work_phone"),
    },
    "res.partner": {
        *("id", "name", "active", "company_id", "category_id", "lang", "tz"),
        *("city", "zip", "state_id", "country_id", "email", "phone", "function"),
    },
    "hr.employee.category": {"id", "name"},
    "hr.job": {"id", "name", "department_id"},
    "hr.work.location": {"id", "name", "location_type"},
    "icrm.interest": {"id", "name"},
    "icrm.segment": {"id", "name"},
    "res.company": {"id", "name"},
    "res.country": {"id", "name", "code"},
    "res.country.state": {"id", "name", "code"},
    "res.partner.category": {"id", "name"},
    "res.users": {"id", "name", "active", "company_id"},
    "resource.calendar": {"id", "name"},
}


def find_forbidden_path(model, domain, is_allowed=None):
    """Return the first path in *domain* on *model* that no rule may use, or None.

    :param domain: an ``odoo.fields.Domain``
    :param is_allowed: which field of which model may be used; PATHS by default
    """
    is_allowed = is_allowed or _is_allowed
    for condition in domain.iter_conditions():
        target, last = model, None
        for name in condition.field_expr.split("."):
            if last is not None and last.type in ("date", "datetime"):
                break  # a part of it, such as its month
            last = None if target is None else target._fields.get(name)
            if last is None or not is_allowed(target, last):
                return condition.field_expr
            target = target.env[last.comodel_name] if last.relational else None
        if condition.operator.rstrip("!").endswith("any"):
            if target is None:
                return condition.field_expr
            inner = find_forbidden_path(target, Domain(condition.value), is_allowed)
            if inner:
                return f"{condition.field_expr}.{inner}"
    return None


def _is_allowed(model, field):
    if field.name in PATHS.get(model._name, ()):
        return True
    if field.name in getattr(model, "_icrm_rule_fields", ()):
        return True
    return (
        model._name == "icrm.customer"
        and field._module == "icrm_internal"
        and field.type not in ("one2many", "many2one_reference")
        and (field.comodel_name or "") in (*PATHS, "")
        and (field.store or bool(field.search))
    )


def is_plain(model, field):
    """Return whether a question of a form may use *field* of any model.

    It runs with the rights of the person who fills in the form, and the choices
    reveal the result: only columns everybody may read, and no x2many fields.
    """
    return bool(field.store and field.column_type and not field.groups)
