# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One submission and one change of stage, in queries, against a plain ticket.

Run it in a shell on any database that has icrm_internal; nothing is stored:

    ./dev odoo shell -d DATABASE --no-http < bench/bench_submission.py

Each case is what the web client sends when a button is pressed: ``web_save`` of the
dialog and its ``action_submit`` by an employee; ``web_save`` of a ticket with the same
team by an agent; ``web_save`` with another stage by the agent. What the form asks
before (``onchange``) is not in it. Everything up to the moment before the COMMIT is:
conversation, notifications, mails, tracked changes. The best of five turns counts,
caches warm as in a server that runs. Aim: a submission costs at most 1.5 times the
queries of a plain ticket, and a change of stage is one write of the ticket.

With DETAIL=1 in the environment every statement is listed.
"""

import os
import re
import time
from collections import Counter
from unittest.mock import patch

from odoo import Command
from odoo.sql_db import Cursor
from odoo.tests import new_test_user

TURNS = 5
DETAIL = bool(os.environ.get("DETAIL"))
VALUES = {
    "name": "A laptop",
    "description": "Mine is broken",
    "answers": {"model": "X1", "needed": "2031-03-03"},
}


def company(env):
    """Return a service, its team, an agent and an employee who asks."""
    serving, asking = env["hr.department"].create(
        [{"name": "Bench IT"}, {"name": "Bench Finance"}]
    )
    users = []
    for login, department, groups in (
        ("bench_agent", serving, "base.group_user,icrm_internal.group_icrm_agent"),
        ("bench_employee", asking, "base.group_user"),
    ):
        user = new_test_user(env, login=login, name=login, groups=groups)
        env["hr.employee"].create(
            {"name": login, "user_id": user.id, "department_id": department.id}
        )
        users.append(user)
    agent, employee = users
    team = env["helpdesk.ticket.team"].create(
        {
            "name": "Bench desk",
            "icrm_department_id": serving.id,
            "user_ids": [Command.link(agent.id)],
        }
    )
    service = env["icrm.service"].create(
        {
            "name": "Bench service",
            "category_id": env["icrm.service.category"].create({"name": "Bench"}).id,
            "department_id": serving.id,
            "team_id": team.id,
            "state": "published",
            "question_ids": [
                Command.create({"name": "model", "label": "Model"}),
                Command.create(
                    {"name": "needed", "question_type": "date", "label": "Needed on"}
                ),
            ],
            "promise_ids": [
                Command.create(
                    {"priority": "1", "response_hours": 4, "resolution_hours": 40}
                )
            ],
        }
    )
    return service, team, agent, employee


def submit(env, service):
    """Send the dialog as the web client does; return the id of the request."""
    answers = [
        {"name": "model", "type": "char", "string": "Model", "value": "X1"},
        {"name": "needed", "type": "date", "string": "Needed", "value": "2031-03-03"},
    ]
    Dialog = env["icrm.request.create"].with_context(default_service_id=service.id)
    [values] = Dialog.web_save(
        {
            "service_id": service.id,
            "name": "A laptop",
            "description": "Mine is broken",
            "answers": answers,
        },
        {"service_id": {}, "name": {}},
    )
    dialog = Dialog.browse(values["id"])
    return dialog.action_submit()["params"]["request_id"]


def save_plain(env, team, partner):
    [values] = env["helpdesk.ticket"].web_save(
        {
            "name": "A laptop",
            "description": "<p>Mine is broken</p>",
            "team_id": team.id,
            "partner_id": partner.id,
            "priority": "1",
        },
        {"name": {}},
    )
    return values["id"]


def move(env, ticket_id, stage):
    env["helpdesk.ticket"].browse(ticket_id).web_save(
        {"stage_id": stage.id}, {"name": {}}
    )
    return ticket_id


def create(env, team, partner):
    return (
        env["helpdesk.ticket"]
        .create(
            {
                "name": "A laptop",
                "description": "<p>Mine is broken</p>",
                "team_id": team.id,
                "partner_id": partner.id,
            }
        )
        .id
    )


class Count:
    """Queries, milliseconds and nested writes of what runs inside."""

    def __init__(self, env):
        self.env = env
        self.statements = []
        self.writes = self.creates = 0
        self.ms = 0.0

    def __enter__(self):
        self.env.cr.precommit.run()
        self.env.cr.flush()
        self.env.invalidate_all()
        count = self
        execute = Cursor.execute
        Ticket = self.env.registry["helpdesk.ticket"]
        write, create = Ticket.write, Ticket.create

        def counted_execute(cursor, query, params=None, log_exceptions=True):
            code = getattr(query, "code", query)
            count.statements.append(code)
            return execute(cursor, query, params, log_exceptions)

        def counted_write(records, vals):
            if DETAIL:
                count.statements.append(f"-- write {sorted(vals)}")
            count.writes += 1
            return write(records, vals)

        def counted_create(records, vals_list):
            count.creates += 1
            return create(records, vals_list)

        counted_create._api_model = True
        self.patches = [
            patch.object(Cursor, "execute", counted_execute),
            patch.object(Ticket, "write", counted_write),
        ]
        for patcher in self.patches:
            patcher.start()
        self.before = self.env.cr.sql_log_count
        self.start = time.perf_counter()
        return self

    def __exit__(self, *_error):
        self.env.cr.precommit.run()
        self.env.cr.flush()
        self.ms = (time.perf_counter() - self.start) * 1000
        self.queries = self.env.cr.sql_log_count - self.before
        for patcher in self.patches:
            patcher.stop()

    def groups(self):
        """Return how many statements touch which table."""
        counter = Counter()
        for statement in self.statements:
            text = " ".join(str(statement).split())
            verb = text.split(" ", 1)[0].upper()
            if verb == "--":
                continue
            table = re.search(r'(?:FROM|INTO|UPDATE)\s+"?(\w+)"?', text, re.I)
            counter[verb, table.group(1) if table else ""] += 1
        return counter


def main(env):
    service, team, agent, employee = company(env)
    stages = team._get_applicable_stages()
    working = stages.filtered(lambda stage: stage.icrm_state == "in_progress")[:1]
    done = stages.filtered(lambda stage: stage.icrm_state == "resolved")[:1]
    cases = (
        (
            "plain ticket",
            agent,
            lambda env, _id: save_plain(env, team, employee.partner_id),
        ),
        (
            "plain, by code",
            agent,
            lambda env, _id: create(env, team, employee.partner_id),
        ),
        (
            "submission, by code",
            employee,
            lambda env, _id: service.with_env(env).submit_request(VALUES).id,
        ),
        ("submission", employee, lambda env, _id: submit(env, service)),
        ("stage: in progress", agent, lambda env, id_: move(env, id_, working)),
        ("stage: resolved", agent, lambda env, id_: move(env, id_, done)),
    )
    best = {}
    for _turn in range(TURNS):
        ticket_id = None
        for label, user, act in cases:
            user_env = env(user=user, context={"lang": "en_US", "tz": "UTC"})
            with Count(user_env) as count:
                ticket_id = act(user_env, ticket_id)
            if label not in best or (count.queries, count.ms) < (
                best[label].queries,
                best[label].ms,
            ):
                best[label] = count
    for label, count in best.items():
        plain = "plain, by code" if "code" in label else "plain ticket"
        ratio = count.queries / best[plain].queries
        print(
            f"{label:20}{count.queries:>5} queries {count.ms:>8.1f} ms"
            f"{count.writes:>4} writes{ratio:>7.2f}"
        )
        if DETAIL:
            for statement in count.statements:
                print("      ", " ".join(str(statement).split())[:230])
        else:
            for (verb, table), number in sorted(count.groups().items()):
                print(f"      {number:>3} {verb} {table}")
    env.cr.rollback()


main(env)  # noqa: F821 (the shell gives env)
