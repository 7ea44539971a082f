# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A guest in other databases: users who do not use it lose no right.

A database with helpdesk_mgmt, 1,000 tickets and people with its roles: what each sees
and may do is written down before we come, while we are there, and after we have gone.
What the leaves of this repository change is looked at as well.
"""

import json

import pytest
from conftest import TOP

DATABASE = "icrm_guest"
LEAF_DATABASE = "icrm_guest_leaf"
TEMPLATE = "icrm_template"
TICKETS = 1000

# Addons of the repository beside the core, and what is no part of a company's database.
NOT_A_LEAF = {"icrm_internal", "icrm_internal_demo", "helpdesk_mgmt_hardening"}
LEAVES = sorted(
    path.parent.name
    for path in TOP.glob("*/__manifest__.py")
    if path.parent.name not in NOT_A_LEAF
)

# Roles that know nothing of us: groups, and what they are to which tickets.
BUILD = f"""
from odoo.tests.common import new_test_user
quiet = {{"tracking_disable": True, "no_reset_password": True}}
env = env(context={{**env.context, **quiet}})
roles = {{
    "personal": "helpdesk_mgmt.group_helpdesk_user_own",
    "team": "helpdesk_mgmt.group_helpdesk_user_team",
    "user": "helpdesk_mgmt.group_helpdesk_user",
    "manager": "helpdesk_mgmt.group_helpdesk_manager",
    "portal": "base.group_portal",
    "employee": "base.group_user",
}}
users = {{name: new_test_user(env, "guest_" + name, group)
    for name, group in roles.items()}}
colleague = new_test_user(env, "guest_colleague", "base.group_portal")
home = env.ref("base.main_company").partner_id
(users["portal"] | colleague).partner_id.parent_id = home
outside = env["res.partner"].create({{"name": "Outside", "is_company": True}})
teams = env["helpdesk.ticket.team"].create([
    {{"name": "Guest desk",
      "user_ids": [(4, users[n].id) for n in ("personal", "team")]}},
    {{"name": "Other desk", "user_ids": [(4, users["manager"].id)]}},
])
partners = [False, outside.id, colleague.partner_id.id, *(u.partner_id.id
    for u in users.values())]
owners = [False, users["personal"].id, users["team"].id, False, users["manager"].id]
tickets = env["helpdesk.ticket"].create([
    {{
        "name": f"Guest {{n}}", "description": "x",
        "partner_id": partners[n % len(partners)],
        "team_id": [False, *teams.ids][n % 3],
        "user_id": owners[n % len(owners)] if n % 3 else False,
    }}
    for n in range({TICKETS})
])
for n, user in enumerate(users.values()):
    tickets[n::50].message_subscribe(user.partner_id.ids)
for ticket in tickets[::25]:
    ticket.message_post(body="word", subtype_xmlid="mail.mt_comment")
    ticket.message_post(body="note", subtype_xmlid="mail.mt_note")
kind = env["ir.model"]._get_id("helpdesk.ticket")
env["rating.rating"].create([
    {{"res_model_id": kind, "res_id": ticket.id, "rating": 3}}
    for ticket in tickets[::25]
])
env["ir.attachment"].create([
    {{"name": "file", "raw": b"x", "res_model": "helpdesk.ticket", "res_id": ticket.id}}
    for ticket in tickets[::25]
])
env["calendar.event"].create([
    {{"name": "Meeting", "start": "2026-01-01 10:00:00", "stop": "2026-01-01 11:00:00",
      "res_model_id": kind, "res_id": ticket.id}} for ticket in tickets[::100]
])
env["mail.activity"].create([
    {{"res_model_id": kind, "res_id": ticket.id, "summary": "x",
      "user_id": users["manager"].id}} for ticket in tickets[::100]
])
env.cr.commit()
env.cr.execute("UPDATE helpdesk_ticket SET write_date = '2025-01-01 00:00:00'")
env.cr.commit()
print("BUILT", len(tickets))
"""

# What each sees and may do, as one line of JSON. Nothing of it is stored.
LOOK = """
import json
from odoo.exceptions import AccessError, UserError
# What other addons' rows say of tickets, too
MODELS = (
    "helpdesk.ticket", "helpdesk.ticket.team", "helpdesk.ticket.stage",
    "helpdesk.ticket.tag", "helpdesk.ticket.category", "helpdesk.ticket.channel",
    "mail.followers", "mail.message", "rating.rating", "ir.attachment",
    "calendar.event", "calendar.attendee", "mail.activity", "mail.notification",
    "res.partner",
)
# Rows that installing adds are not the guest's: LIMITS holds the last id at first.
every = {name: env[name].sudo().with_context(active_test=False).search([]).ids
    for name in MODELS}
limits = LIMITS or {name: max(ids, default=0) for name, ids in every.items()}
first = {name: [one for one in every[name] if one <= limits[name]] for name in MODELS}
def attempt(what):
    try:
        with env.cr.savepoint():
            env.invalidate_all()
            what()
            env.flush_all()
            raise ZeroDivisionError  # undo
    except ZeroDivisionError:
        return True
    except (AccessError, UserError):
        return False
seen = {}
users = env["res.users"].search([("login", "=like", "guest_%")], order="login")
for user in users:
    mine = seen[user.login] = {}
    menu = env["ir.ui.menu"].with_user(user)
    menus = menu._visible_menu_ids() if menu.has_access("read") else []
    # As the web client draws them: what hangs below a hidden one is not there.
    mine["menus"] = sorted(env["ir.ui.menu"].sudo().browse(menus).filtered(
        lambda menu: {int(n) for n in menu.parent_path.split("/") if n} <= set(menus)
    ).mapped("complete_name"))
    for name in MODELS:
        records = env[name].with_user(user).with_context(active_test=False)
        for operation in ("read", "write", "create", "unlink"):
            mine[f"{name} may {operation}"] = records.has_access(operation)
        if not records.has_access("read"):
            continue
        old = records.browse(first[name])
        mine[f"{name} found"] = records.search([("id", "in", old.ids)]).ids
        for operation in ("read", "write", "unlink"):
            mine[f"{name} {operation}"] = (
                sorted(old._filtered_access(operation).ids)
                if old.has_access(operation) or records.has_access(operation) else [])
    Ticket = env["helpdesk.ticket"].with_user(user)
    names = env["helpdesk.ticket"].search([("name", "=like", "Guest %")], order="id")
    for place in (0, 1, 2, 3, 4, 5, 7, 10, 14, 25, 50, 100):
        ticket = Ticket.browse(names[place].id)
        for label, what in {
            "retitles": lambda: ticket.write({"name": "x"}),
            "numbers": lambda: ticket.write({"number": "GUEST-1"}),
            "closes": lambda: ticket.write({"kanban_state": "done"}),
            "says": lambda: ticket.message_post(body="x"),
            "follows": lambda: ticket.message_subscribe(user.partner_id.ids),
            "points": lambda: ticket.write({"duplicate_id": names[1].id}),
            "deletes": ticket.unlink,
            "copies": ticket.copy,
        }.items():
            mine[f"{label} {place}"] = attempt(what)
        mine[f"finds partner of {place}"] = env["res.partner"].with_user(
            user).has_access("read") and env["res.partner"].with_user(user).search(
            [("helpdesk_ticket_ids", "in", ticket.ids)]).ids
        ratings = env["rating.rating"].search(
            [("res_model", "=", "helpdesk.ticket"), ("res_id", "=", ticket.id)])
        for rating in ratings.with_user(user):
            mine[f"rates {place}"] = attempt(lambda: rating.write({"rating": 5}))
    mine["creates"] = attempt(lambda: Ticket.create({"name": "x", "description": "x"}))
    mine["creates with number"] = attempt(lambda: Ticket.create(
        {"name": "x", "description": "x", "number": "GUEST-2"}))
print("SEEN", json.dumps([limits, seen]))
"""

# What PostgreSQL thinks that looking for requests costs each of them. Above 100,000 it
# compiles the query first, which takes half a minute for rules as long as ours.
COSTS = """
from odoo.tools import SQL
users = env["res.users"].search([("login", "=like", "guest_%")], order="login")
dear = []
for user in users:
    query = env["helpdesk.ticket"].with_user(user)._search([("id", "in", [1, 2, 3])])
    ((plan,),) = env.execute_query(SQL("EXPLAIN (FORMAT json) %s", query.select()))
    cost = plan[0]["Plan"]["Total Cost"]
    if cost > 100000:
        dear.append((user.login, cost))
print("DEAR", len(users), dear)
"""

WRITE_DATES = (
    "SELECT count(*) FROM helpdesk_ticket WHERE name LIKE 'Guest %'"
    " AND write_date != '2025-01-01 00:00:00'"
)


def _look(environment, database, limits=None):
    printed = environment.python(database, LOOK.replace("LIMITS or", f"{limits} or"))
    (line,) = (row for row in printed.splitlines() if row.startswith("SEEN "))
    return json.loads(line[5:])


def _difference(before, after):
    """Return what changed, readably: lists of ids by what came and what went."""
    found = []
    for login, things in before.items():
        for what in sorted(things.keys() | after[login].keys()):
            old, new = things.get(what), after[login].get(what)
            if old == new:
                continue
            if isinstance(old, list) and isinstance(new, list):
                lost = [row for row in old if row not in new][:5]
                won = [row for row in new if row not in old][:5]
                found.append(f"{login}: {what}: lost {lost}, won {won}")
            else:
                found.append(f"{login}: {what}: {old} -> {new}")
    return "\n".join(found)


@pytest.fixture(scope="module")
def stay(environment):
    """What the guests see before, during and after our stay."""
    environment.create_database(DATABASE, TEMPLATE)
    environment.python(DATABASE, BUILD)
    limits, before = _look(environment, DATABASE)
    steps = {"limits": limits, "before": before}
    environment.odoo(DATABASE, "-i", "icrm_internal")
    steps["touched"] = environment.sql(DATABASE, WRITE_DATES)
    steps["costs"] = environment.python(DATABASE, COSTS)
    steps["during"] = _look(environment, DATABASE, limits)[1]
    environment.create_database(LEAF_DATABASE, DATABASE)
    environment.dev(
        *("odoo", "module", "uninstall", "-d", DATABASE, "helpdesk_mgmt_hardening")
    )
    steps["after"] = _look(environment, DATABASE, limits)[1]
    yield steps
    environment.drop_database(DATABASE)
    environment.drop_database(LEAF_DATABASE)


def test_guests_see_and_do_something(stay):
    """The comparison below compares something."""
    before = stay["before"]
    assert set(before) >= {"guest_team", "guest_portal", "guest_employee"}
    assert len(before["guest_user"]["helpdesk.ticket found"]) == TICKETS
    assert 0 < len(before["guest_team"]["helpdesk.ticket write"]) < TICKETS
    assert before["guest_portal"]["helpdesk.ticket found"]
    assert before["guest_user"]["retitles 0"]
    assert not before["guest_employee"]["retitles 0"]


def test_nobody_notices_us(stay):
    assert _difference(stay["before"], stay["during"]) == ""


def test_no_query_is_compiled(stay):
    assert "DEAR 7 []" in stay["costs"]


def test_nor_that_we_were_here(stay):
    assert _difference(stay["before"], stay["after"]) == ""


def test_tickets_keep_their_date(stay):
    assert stay["touched"] == {"0"}


def test_nobody_notices_the_leaves(stay, environment):
    """All at once: a look takes most of the time of this file."""
    environment.odoo(LEAF_DATABASE, "-i", ",".join(LEAVES))
    during = _look(environment, LEAF_DATABASE, stay["limits"])[1]
    # What it bridges to (project, hr_skills) brings menus of its own.
    for seen in (during, stay["before"]):
        for mine in seen.values():
            mine.pop("menus", None)
    assert _difference(stay["before"], during) == ""
