# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Installing, updating and uninstalling each addon on a database of its own."""

import pytest

DATABASE = "icrm_lifecycle"
# What builds on the core and is installed when asked for.
LEAVES = ("icrm_internal_care", "icrm_internal_improvement", "icrm_internal_import")
TEMPLATE = "icrm_template"

# One of everything a user makes, so that uninstalling has something to leave behind.
USE_IT = """
department = env["hr.department"].create({"name": "IT"})
employee = env["hr.employee"].search([("user_id", "=", env.ref("base.user_admin").id)])
employee.department_id = department
team = env["helpdesk.ticket.team"].create(
    {"name": "IT desk", "icrm_department_id": department.id,
     "user_ids": [(4, env.ref("base.user_admin").id)]})
category = env["icrm.service.category"].create({"name": "Computers"})
service = env["icrm.service"].create({
    "name": "Laptop", "category_id": category.id, "department_id": department.id,
    "team_id": team.id, "state": "published",
    "promise_ids": [(0, 0, {
        "priority": "1", "response_hours": 2, "resolution_hours": 8})]})
ticket = service.with_user(env.ref("base.user_admin")).submit_request({"name": "Mine"})
# A survey of ours, and a key that seals answers.
env["survey.survey"].create({"title": "Guest survey", "survey_type": "icrm"})
from odoo.addons.icrm_internal.models.voice import crypto
crypto.make_key(env.cr)
# What is done stays in the database, archived.
ticket.sudo().activity_schedule(
    "icrm_internal.mail_activity_type_promise",
    user_id=env.ref("base.user_admin").id).action_feedback()
env.cr.commit()
print("REQUEST", len(ticket))
"""

# What belongs to the addons below ours and must be as it was when we are gone. Ids
# only where the row has no better name; the ORM's own dates and users do not count.
BELOW = {
    "access rights": """
        SELECT d.module, d.name, a.perm_read, a.perm_write, a.perm_create, a.perm_unlink
        FROM ir_model_access a JOIN ir_model_data d
            ON d.model = 'ir.model.access' AND d.res_id = a.id""",
    "rules": """
        SELECT d.module, d.name, r.active, r.global, r.domain_force
        FROM ir_rule r JOIN ir_model_data d
            ON d.model = 'ir.rule' AND d.res_id = r.id""",
    "groups": """
        SELECT d.module, d.name, i.hid FROM ir_model_data d
        JOIN res_groups_implied_rel i ON i.gid = d.res_id
        WHERE d.model = 'res.groups'""",
    "menus": """
        SELECT d.module, d.name, m.active, m.action FROM ir_ui_menu m
        JOIN ir_model_data d ON d.model = 'ir.ui.menu' AND d.res_id = m.id""",
    "crons": "SELECT id, cron_name, active FROM ir_cron",
    "sequences": "SELECT code, prefix, padding, implementation FROM ir_sequence",
    "parameters": """
        SELECT key FROM ir_config_parameter WHERE key NOT LIKE 'database.%'""",
    "indexes": """
        SELECT tablename, indexname FROM pg_indexes WHERE schemaname = 'public'""",
    "constraints": """
        SELECT conrelid::regclass, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE conrelid != 0""",
    "tables": "SELECT relname, relkind FROM pg_class WHERE relkind IN ('r', 'v', 'm')"
    " AND relnamespace = 'public'::regnamespace",
    "columns": """
        SELECT table_name, column_name, is_nullable FROM information_schema.columns
        WHERE table_schema = 'public'""",
}

NAMES = "LIKE ANY (ARRAY['icrm\\_internal%', 'helpdesk\\_mgmt\\_hardening'])"
# Names that nothing but this addon uses.
OURS = {
    "external ids": f"SELECT name FROM ir_model_data WHERE module {NAMES}",
    # Odoo keeps the rows of foreign keys in tables of other addons, whoever's they are.
    "constraint rows": "SELECT c.name FROM ir_model_constraint c"
    " JOIN ir_module_module m ON m.id = c.module"
    f" WHERE c.type != 'f' AND m.name {NAMES}",
    "relation rows": "SELECT r.name FROM ir_model_relation r JOIN ir_module_module m"
    f" ON m.id = r.module WHERE m.name {NAMES}",
    "open surveys": "SELECT id FROM survey_survey WHERE active AND title::text LIKE"
    " '%Guest survey%'",
    "models": "SELECT model FROM ir_model WHERE model LIKE 'icrm.%'",
    "fields": "SELECT model, name FROM ir_model_fields WHERE name LIKE 'icrm\\_%'",
    "attachments": "SELECT id FROM ir_attachment WHERE res_model LIKE 'icrm.%'",
    "messages": "SELECT id FROM mail_message WHERE model LIKE 'icrm.%'",
    "followers": "SELECT id FROM mail_followers WHERE res_model LIKE 'icrm.%'",
    "activities": "SELECT id FROM mail_activity WHERE res_model LIKE 'icrm.%'",
    "filters": "SELECT id FROM ir_filters WHERE model_id LIKE 'icrm.%'",
    "exports": "SELECT id FROM ir_exports WHERE resource LIKE 'icrm.%'",
}

INSTALLED = "SELECT name FROM ir_module_module WHERE state = 'installed'"
LEFT_OF = "SELECT model, name FROM ir_model_data WHERE module = '%s'"
COUNT_TICKETS = "SELECT count(*) FROM helpdesk_ticket"


def _snapshot(environment):
    return {what: environment.sql(DATABASE, query) for what, query in BELOW.items()}


@pytest.fixture(scope="module")
def life(environment):
    """Install the core, then what builds on it; use, update, uninstall.

    Return what the database looked like on the way.
    """
    environment.create_database(DATABASE, TEMPLATE)
    steps = {"before": _snapshot(environment), "without": {}}
    environment.odoo(DATABASE, "-i", "icrm_internal")
    steps["core alone"] = environment.sql(DATABASE, INSTALLED)
    environment.odoo(DATABASE, "-i", ",".join(LEAVES))
    steps["all"] = environment.sql(DATABASE, INSTALLED)
    steps["used"] = environment.python(DATABASE, USE_IT)
    steps["updated"] = environment.odoo(DATABASE, "-u", "helpdesk_mgmt_hardening")
    steps["requests"] = environment.sql(DATABASE, COUNT_TICKETS)
    keys = environment.folder / "data" / "icrm_keys" / DATABASE
    steps["keys"] = [keys.exists()]
    steps["uninstalled"] = []
    # The last one takes the core with it, and all that depends on it.
    for addons in (LEAVES, ("helpdesk_mgmt_hardening",)):
        done = environment.dev("odoo", "module", "uninstall", "-d", DATABASE, *addons)
        steps["uninstalled"].append(done.stderr)
        for addon in addons:
            steps["without"][addon] = environment.sql(DATABASE, LEFT_OF % addon)
    steps["keys"].append(keys.exists())
    steps["after"] = _snapshot(environment)
    steps["left"] = {what: environment.sql(DATABASE, q) for what, q in OURS.items()}
    steps["base"] = environment.odoo(DATABASE, "-u", "base")
    yield steps
    environment.drop_database(DATABASE)


def test_only_what_was_asked_for_is_installed(life):
    assert life["core alone"] & {"icrm_internal", *LEAVES} == {"icrm_internal"}
    assert life["all"] >= {"icrm_internal", *LEAVES}


@pytest.mark.parametrize("addon", LEAVES)
def test_an_addon_leaves_nothing_in_the_core(life, addon):
    assert life["without"][addon] == set()


def test_installed_addon_serves_a_request(life):
    assert "REQUEST 1" in life["used"]


def test_update_logs_no_error(life):
    assert " ERROR " not in life["updated"].stderr


def test_uninstall_logs_no_error(life):
    assert [log for log in life["uninstalled"] if " ERROR " in log] == []


def test_uninstall_removes_the_key_file(life):
    assert life["keys"] == [True, False]


@pytest.mark.parametrize("what", OURS)
def test_uninstall_leaves_nothing_of_ours(life, what):
    assert life["left"][what] == set()


@pytest.mark.parametrize("what", BELOW)
def test_uninstall_restores_what_is_below(life, what):
    before, after = life["before"][what], life["after"][what]
    assert (before - after, after - before) == (set(), set())


def test_requests_stay_as_tickets(life, environment):
    assert environment.sql(DATABASE, COUNT_TICKETS) == life["requests"] != {"0"}


def test_database_still_updates_after_uninstall(life):
    assert " ERROR " not in life["base"].stderr
