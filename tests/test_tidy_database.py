# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A company that tidied up its helpdesk before it installs us, and goes on tidying."""

import pytest

DATABASE = "icrm_tidy"
TEMPLATE = "icrm_template"

# What others ship and we build on, deleted by whoever did not want it; stages of the
# company's own in their place.
TIDY = """
for name in ("new", "awaiting", "done", "rejected"):
    env.ref("helpdesk_mgmt.helpdesk_ticket_stage_" + name).unlink()
for name in (
    "access_helpdesk_ticket_stage_public", "helpdesk_ticket_comp_rule",
    "closed_ticket_template", "helpdesk_ticket_channel_web", "hlp_tck_created",
):
    env.ref("helpdesk_mgmt." + name).unlink()
env["helpdesk.ticket.stage"].create([
    {"name": "Inbox", "sequence": 0, "unattended": True},
    {"name": "With the supplier", "sequence": 2},
    {"name": "Solved", "sequence": 9, "closed": True},
])
env.cr.commit()
"""
GO_ON = """
env.ref("helpdesk_mgmt.helpdesk_ticket_stage_in_progress").unlink()
env.cr.commit()
"""
USE_IT = """
department = env["hr.department"].create({"name": "IT"})
admin = env.ref("base.user_admin")
employee = env["hr.employee"].search([("user_id", "=", admin.id)])
employee.department_id = department
team = env["helpdesk.ticket.team"].create(
    {"name": "IT desk", "icrm_department_id": department.id,
     "user_ids": [(4, admin.id)]})
category = env["icrm.service.category"].create({"name": "Computers"})
service = env["icrm.service"].create({
    "name": "Laptop", "category_id": category.id, "department_id": department.id,
    "team_id": team.id, "state": "published"})
ticket = service.with_user(admin).submit_request({"name": "Mine"})
print("BEGINS", ticket.stage_id.name, ticket.icrm_state)
ticket.with_user(admin).action_icrm_resolve()
print("ENDS", ticket.stage_id.name, ticket.icrm_state)
"""
STAGES = "SELECT name ->> 'en_US', icrm_state FROM helpdesk_ticket_stage"


@pytest.fixture(scope="module")
def tidy(environment):
    environment.create_database(DATABASE, TEMPLATE)
    environment.python(DATABASE, TIDY)
    steps = {"installed": environment.odoo(DATABASE, "-i", "icrm_internal").stderr}
    steps["stages"] = environment.sql(DATABASE, STAGES)
    steps["used"] = environment.python(DATABASE, USE_IT)
    environment.python(DATABASE, GO_ON)
    steps["updated"] = environment.odoo(
        DATABASE, "-u", "helpdesk_mgmt_hardening,icrm_internal"
    ).stderr
    done = environment.dev(
        "odoo", "module", "uninstall", "-d", DATABASE, "helpdesk_mgmt_hardening"
    )
    steps["uninstalled"] = done.stderr
    yield steps
    environment.drop_database(DATABASE)


@pytest.mark.parametrize("step", ["installed", "updated", "uninstalled"])
def test_no_error(tidy, step):
    assert " ERROR " not in tidy[step]


def test_the_company_s_own_stages_mean_something(tidy):
    assert tidy["stages"] == {
        "Inbox|new",
        "In Progress|in_progress",
        "With the supplier|in_progress",
        "Solved|resolved",
        "Cancelled|withdrawn",
    }


def test_a_request_begins_and_ends_there(tidy):
    assert "BEGINS Inbox new" in tidy["used"]
    assert "ENDS Solved resolved" in tidy["used"]


def test_what_is_missing_is_told(tidy):
    assert "No stage means Declined, Waiting" in tidy["installed"]
