# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The queue page of the service desk against helpdesk_mgmt's bare list of tickets.

Run it in a shell on a database that bench/generate.py has filled; nothing is stored:

    ./dev odoo shell -d DATABASE --no-http < bench/bench_queue.py

Each screen is asked for as the web client does it: 80 rows with the columns, the domain
and the order of the screen, and the count beside the pager. "bare" is the list of
helpdesk_mgmt in its own order, for a user of helpdesk_mgmt who sees all tickets, over
the same table. Median of seven (of fewer where it
takes long), caches emptied before each.
"""

import statistics
import time

from lxml import etree

from odoo import Command
from odoo.tools.safe_eval import safe_eval

TURNS = 7
PATIENCE = 10  # seconds for one figure


def measure(env, work):
    """Return (median milliseconds, queries) of *work*."""
    times = []
    for _turn in range(TURNS + 1):
        env.invalidate_all()
        queries, start = env.cr.sql_log_count, time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
        queries = env.cr.sql_log_count - queries
        if sum(times) > PATIENCE:
            break
    return statistics.median(times[1:] or times) * 1000, queries


def screen(env, user, model, view, domain, order=None):
    """Return what the web client calls to show a list *view* to *user*."""
    Model = env[model].with_user(user)
    arch = etree.fromstring(Model.get_view(env.ref(view).id, "list")["arch"])
    specification = {}
    for node in arch.iterfind("field"):
        name = node.get("name")
        if node.get("column_invisible") == "1" or node.get("optional") == "hide":
            continue
        many2one = Model._fields[name].type == "many2one"
        specification[name] = {"fields": {"display_name": {}}} if many2one else {}
    order = order or arch.get("default_order") or ""
    return lambda: Model.web_search_read(
        domain, specification, order=order, limit=80, count_limit=10_001
    )


def main(env):
    new_user = {"no_reset_password": True}
    officer, bare = (
        env["res.users"]
        .with_context(**new_user)
        .create(
            [
                {
                    "name": login,
                    "login": login,
                    "group_ids": [Command.link(env.ref(group).id)],
                }
                for login, group in (
                    ("bench_officer", "icrm_internal.group_icrm_officer"),
                    ("bench_bare", "helpdesk_mgmt.group_helpdesk_user"),
                )
            ]
        )
    )
    agent = env["res.users"].search([("login", "=", "bench_agent_0")])
    action = env.ref("icrm_internal.helpdesk_ticket_action_desk")
    requests = safe_eval(action.domain)
    opened = [*requests, ("icrm_state", "in", ["new", "in_progress", "waiting"])]
    mine = [("team_id.user_ids", "=", agent.id)]
    desk = "icrm_internal.helpdesk_ticket_view_list_desk"
    Ticket = env["helpdesk.ticket"]
    print(f"{Ticket.search_count([])} tickets")
    # The bare list is measured without our rules, which hide requests from its user.
    rules = env["ir.rule"].search([("model_id.model", "=", "helpdesk.ticket")])
    ours = rules.filtered(
        lambda rule: rule.get_external_id()[rule.id].startswith("icrm_internal")
    )
    ours.active = False
    work = screen(
        env,
        bare,
        "helpdesk.ticket",
        "helpdesk_mgmt.ticket_view_tree",
        [],
        Ticket._order,
    )
    base = measure(env, work)
    ours.active = True
    print(f"{'screen':44}{'ms':>8}{'queries':>9}{'ratio':>8}")
    print(f"{'bare ticket list':44}{base[0]:8.0f}{base[1]:9}{1:8.2f}")
    for label, user, domain in (
        ("desk, agent, open of my teams (default)", agent, [*opened, *mine]),
        ("desk, agent, everything", agent, requests),
        ("desk, officer, open (default)", officer, opened),
        ("desk, officer, everything", officer, requests),
        (
            "desk, officer, overdue",
            officer,
            [*requests, ("icrm_is_overdue", "=", True)],
        ),
    ):
        spent, queries = measure(
            env, screen(env, user, "helpdesk.ticket", desk, domain)
        )
        print(f"{label:44}{spent:8.0f}{queries:9}{spent / base[0]:8.2f}")
    board = env.ref("icrm_internal.helpdesk_ticket_view_kanban_desk")
    arch = etree.fromstring(board.arch_db)
    for label, user, domain in (
        ("board, agent, open of my teams", agent, [*opened, *mine]),
        ("board, officer, open", officer, opened),
    ):
        fields = {node.get("name"): {} for node in arch.iterfind(".//field")}
        tickets = Ticket.with_user(user)
        spent, queries = measure(
            env,
            lambda tickets=tickets,
            domain=domain,
            fields=fields: tickets.web_read_group(
                domain,
                ["stage_id"],
                ["__count"],
                auto_unfold=True,
                unfold_read_specification=fields,
                unfold_read_default_limit=40,
            ),
        )
        print(f"{label:44}{spent:8.0f}{queries:9}{spent / base[0]:8.2f}")
    report = env["icrm.request.report"]
    recent = [("submitted_at", ">=", "today -90d")]
    figures = ["__count", "resolution_met:avg", "response_met:avg", "reopened:avg"]
    for label, user, domain, aggregates in (
        ("report, officer, 90 days by service", officer, recent, figures),
        ("report, officer, two years by service", officer, [], figures),
        (
            "the same with waiting and hand-overs",
            officer,
            [],
            [*figures, "waiting_hours:avg", "handover_count:sum"],
        ),
        ("report, agent, 90 days by service", agent, recent, figures),
    ):
        rows = report.with_user(user)
        spent, queries = measure(
            env,
            lambda rows=rows, domain=domain, aggregates=aggregates: (
                rows.formatted_read_group(domain, ["service_id"], aggregates)
            ),
        )
        print(f"{label:44}{spent:8.0f}{queries:9}{spent / base[0]:8.2f}")
    steps = env["icrm.request.step.report"].with_user(officer)
    for label, domain in (
        ("time per step, officer, 90 days", [("started_at", ">=", "today -90d")]),
        ("time per step, officer, two years", []),
    ):
        spent, queries = measure(
            env,
            lambda domain=domain: steps.formatted_read_group(
                domain, ["service_id", "state"], ["hours:avg", "handover_count:sum"]
            ),
        )
        print(f"{label:44}{spent:8.0f}{queries:9}{spent / base[0]:8.2f}")
    departments = env["hr.department"].with_user(officer).search([], limit=80)
    names = ["icrm_provided_open", "icrm_requested_open", "icrm_top_services"]
    spent, queries = measure(env, lambda: departments.read(names))
    print(f"{'overview, officer, 80 departments':44}{spent:8.0f}{queries:9}")
    env.cr.rollback()


main(env)  # noqa: F821 (the shell gives env)
