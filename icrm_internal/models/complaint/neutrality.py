# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who is neutral to a complaint: as of filing, and today.

Whoever was a party on the day of filing stays one: people move, departments are merged,
renamed and deleted. Whoever has become one since is one, too. What was on that day is
kept with the complaint, as employees: users are linked to other people.

``complaint`` is in sudo everywhere: these decide on behalf of who may know all of it.
"""

from odoo.fields import Domain
from odoo.tools import SQL

from ..access.groups import OFFICER

# The level at which management decides; it is above all departments.
MANAGEMENT = "3"

# What says where a department is and who heads it.
PLACE = ("parent_path", "manager_id", "icrm_head_user_ids")

# The users that a customer is or may be; see icrm.customer._get_logins.
LOGINS = ("user_id", "known_user_id", "pending_user_id")


def get_people(department_sudo):
    """Return the values of who belongs to a department, and heads it, as of today."""
    staff = department_sudo.env["hr.employee"]
    if department_sudo:
        staff = staff.search([("department_id", "child_of", department_sudo.ids)])
    superiors, above = staff.browse(), department_sudo.parent_id
    while above:
        superiors |= above.manager_id
        above = above.parent_id
    staff |= department_sudo.manager_id
    return {
        "staff": staff.ids,
        "superiors": (superiors - staff).ids,
    }


def get_entrusted_domain():
    """Return the complaints that the current user handles or mediates, being neutral.

    What access rules ask for: the department, as of filing and now. What else makes
    partial, :func:`get_partiality` knows.
    """
    return Domain.custom(to_sql=_is_entrusted)


def _is_entrusted(model, alias, query):
    """The user handles or mediates, and belongs to no side.

    SQL: every reading of clocks asks this rule; as conditions of the ORM it took longer
    than the rest of the rule, and the places of two rows in a tree it compares by ids.
    """
    env = model.env
    department, customer = env["hr.department"], env["icrm.customer"]
    return SQL(
        """(
            (%(handler)s = %(uid)s OR %(mediator)s = %(uid)s)
            AND NOT EXISTS (
                SELECT FROM hr_employee AS me
             LEFT JOIN icrm_customer AS own ON own.employee_id = me.id
             LEFT JOIN hr_department AS place
                    ON place.id = own.department_id AND own.active
             LEFT JOIN hr_department AS concerned ON concerned.id = %(department)s
                 WHERE %(uid)s IN (me.user_id, own.user_id, own.known_user_id,
                                   own.pending_user_id)
                   AND (me.id = concerned.manager_id
                        OR starts_with(place.parent_path, concerned.parent_path)
                        OR %(staff)s @> to_jsonb(me.id)
                        OR (%(level)s <> %(management)s
                            OR %(mediator)s IS NOT DISTINCT FROM %(uid)s)
                           AND (%(superiors)s @> to_jsonb(me.id)
                                OR EXISTS (
                                    SELECT FROM icrm_department_head_rel AS head
                                     WHERE head.hr_department_id = concerned.id
                                       AND head.res_users_id = %(uid)s))))
        )""",
        uid=env.uid,
        management=MANAGEMENT,
        **{
            name: model._field_to_sql(alias, field, query)
            for name, field in (
                ("handler", "handler_id"),
                ("mediator", "mediator_id"),
                ("department", "department_id"),
                ("level", "level"),
                ("staff", "staff"),
                ("superiors", "superiors"),
            )
        },
        to_flush=[
            env["hr.employee"]._fields["user_id"],
            *(department._fields[name] for name in PLACE),
            *(customer._fields[name] for name in ("department_id", "active", *LOGINS)),
        ],
    )


def get_partiality(complaint, user, role):
    """Return why *user* cannot be "handler" or "mediator", in a sentence; or ""."""
    if not user:
        return ""
    _ = complaint.env._
    name = user.name
    if user.share or not user.active:
        return _("%(name)s has no active staff account.", name=name)
    if complaint.company_id not in user.company_ids:
        return _(
            "%(name)s does not work in %(company)s.",
            name=name,
            company=complaint.company_id.name,
        )
    if complaint._is_concerned(user):
        return _("The complaint is about %(name)s personally.", name=name)
    if role == "mediator" and user == complaint.handler_id:
        return _("%(name)s already handles this complaint.", name=name)
    return (
        _get_relation_to_author(complaint, user, role)
        or _get_relation_today(complaint, user, role)
        or _get_relation_then(complaint, user, role)
        or (role == "handler" and _get_wrong_level(complaint, user))
        or ""
    )


def _get_relation_to_author(complaint, user, role):
    """Return the relation of *user* to who filed the complaint, as a sentence.

    Where the author is protected all reasons have one sentence: who tries names learns
    no more than that somebody is not neutral.
    """
    _ = complaint.env._
    reason = ""
    if user in complaint.identity_ids._get_users():
        reason = _("%(name)s is a party to this complaint.", name=user.name)
    elif _worked_on(complaint.identity_ids.ticket_id, user):
        reason = _("%(name)s worked on this request.", name=user.name)
    elif role == "mediator":
        reason = _get_mediator_side(complaint, user)
    if reason and complaint.protection != "identified":
        return _("%(name)s is not neutral to this complaint.", name=user.name)
    return reason


def _worked_on(ticket, user):
    return user in (ticket.user_id | ticket.team_id.user_ids)


def _get_employees(user):
    """Return the employees that *user* is, in all companies, left ones included."""
    Employee = user.env["hr.employee"].with_context(active_test=False)
    return Employee.search(Employee._icrm_get_person_domain(user))


def _get_relation_today(complaint, user, role):
    """Return the relation of *user* to the department concerned, as a sentence."""
    _ = complaint.env._
    department = complaint.department_id
    if department:
        words = {"name": user.name, "department": department.name}
        own = _get_employees(user).filtered("active").department_id
        if complaint.env["hr.department"].search_count(
            [("id", "child_of", department.ids), ("id", "in", own.ids)], limit=1
        ):
            return _(
                "%(name)s works in %(department)s, the department concerned.", **words
            )
        # Management is above all departments: the last level has no other choice.
        heads = (
            department.manager_id.icrm_user_id
            if role == "handler" and complaint.level == MANAGEMENT
            else department.icrm_head_user_ids
        )
        if user in heads:
            return _("%(name)s heads %(department)s or a department above it.", **words)
    if _worked_on(complaint.ticket_id, user):
        return _("%(name)s worked on this request.", name=user.name)
    if user in complaint.service_id.team_id.user_ids:
        return _("%(name)s provides the service in question.", name=user.name)
    return ""


def _get_relation_then(complaint, user, role):
    """Return the relation of *user* on the day of filing, as a sentence."""
    _ = complaint.env._
    own = set(_get_employees(user).ids)
    words = {"name": user.name, "department": complaint.department_name or ""}
    if own.intersection(complaint.staff or ()):
        return _(
            "%(name)s belonged to %(department)s, the department concerned, when the "
            "complaint was filed.",
            **words,
        )
    as_management = role == "handler" and complaint.level == MANAGEMENT
    if own.intersection(complaint.superiors or ()) and not as_management:
        return _(
            "%(name)s headed a department above %(department)s when the complaint was "
            "filed.",
            **words,
        )
    return ""


def _get_wrong_level(complaint, user):
    """Return why *user* cannot decide at the complaint's level, or ""."""
    if complaint.level == "2" and not user.has_group(OFFICER):
        return complaint.env._(
            "This complaint was escalated to officers, and %(name)s is not one.",
            name=user.name,
        )
    if complaint.level == MANAGEMENT and user not in _get_management(complaint):
        return complaint.env._(
            "This complaint was escalated to the heads of top departments, "
            "and %(name)s is not one.",
            name=user.name,
        )
    return ""


def _get_management(complaint):
    """Return the users at the top of the company."""
    departments = complaint.env["hr.department"].search(
        [
            ("parent_id", "=", False),
            ("company_id", "in", (False, complaint.company_id.id)),
        ]
    )
    return departments.manager_id.icrm_user_id


def _get_mediator_side(complaint, user):
    """Return why *user* cannot mediate between the two, as a sentence; or ""."""
    identity = complaint.identity_ids
    theirs = identity.department_id | identity.customer_id.department_id
    sides = identity.customer_id | complaint.env["icrm.customer"]._of_department(
        theirs | complaint.department_id
    )
    if (
        _get_employees(user).filtered("active").department_id & theirs
        or user in sides.account_manager_id
    ):
        return complaint.env._(
            "%(name)s works for one of the two sides.", name=user.name
        )
    return ""
