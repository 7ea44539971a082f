# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Invitations: 10,000 people asked by a campaign, against Odoo's own survey.invite.

Run it in a shell on a database that generate.py has filled; nothing is stored:

    EMPLOYEES=10000 DEPARTMENTS=200 SERVICES=10 AGENTS=2 REQUESTS=10000 \
        ./dev odoo shell -d DATABASE --no-http < bench/generate.py
    ./dev odoo shell -d DATABASE --no-http < bench/bench_invite.py

Both make a personal link and one mail per person, ready to be sent. Odoo's own is
measured over fewer people, because it takes so long; the figures are per 1,000. Memory
is what the process gained between the first thousand people and the last.
"""

import time
from unittest.mock import patch

from odoo import Command, fields

OURS, THEIRS = 10_000, 2_000


def resident():
    """Return the resident memory of this process in MB."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096 / 1e6


def measure(env, label, people, function):
    """Print and return seconds and queries per 1,000 people."""
    env.cr.flush()
    env.invalidate_all()
    queries, start = env.cr.sql_log_count, time.perf_counter()
    function()
    env.cr.flush()
    seconds = (time.perf_counter() - start) * 1000 / people
    queries = (env.cr.sql_log_count - queries) * 1000 / people
    print(f"{label:42}{seconds:9.2f} s{queries:12.1f} queries per 1,000", flush=True)
    return seconds


def make_survey(env, kind):
    return env["survey.survey"].create(
        {
            "title": "How do you like it?",
            "survey_type": kind,
            "question_and_page_ids": [
                Command.create(
                    {
                        "title": "All in all",
                        "question_type": "scale",
                        "scale_min": 1,
                        "scale_max": 5,
                        "icrm_measure": "csat" if kind == "icrm" else False,
                    }
                )
            ],
        }
    )


def send_ours(env, campaign):
    """Send to everybody who waits; tell how memory grew on the way."""
    memory = []
    with patch.object(
        env.registry["ir.cron"],
        "_commit_progress",
        lambda self, *args, **kw: memory.append(resident()) or 3600,
    ):
        campaign._send_invitations()
    return memory


def main(env):
    campaign = env["icrm.campaign"].create(
        {
            "name": "Everybody",
            "survey_id": make_survey(env, "icrm").id,
            "about": "company",
            "cooldown_days": 0,
            "closes_on": fields.Date.add(fields.Date.today(), days=14),
        }
    )
    asked = campaign.action_preview()["asked"]
    print(f"{asked} people")
    measure(env, "preview", asked, campaign.action_preview)
    opening = measure(
        env, "opening: people, codes, ballot boxes", asked, campaign.action_open
    )
    memory = []
    sending = measure(
        env,
        "sending: one mail each",
        asked,
        lambda: memory.extend(send_ours(env, campaign)),
    )
    mails = env["mail.mail"].search_count([("model", "=", "icrm.campaign.participant")])
    # A handful of users without an address find theirs in Odoo.
    assert asked - 10 < mails <= asked, (mails, asked)
    print(
        f"memory of the campaign: {memory[-1] - memory[1]:+.0f} MB over {asked} people"
    )

    partners = campaign.participant_ids.customer_id.partner_id[:THEIRS]
    env.invalidate_all()
    survey = make_survey(env, "survey")
    invite = env["survey.invite"].create(
        {
            "survey_id": survey.id,
            "template_id": env.ref("survey.mail_template_user_input_invite").id,
            "partner_ids": [Command.set(partners.ids)],
        }
    )
    before = resident()
    theirs = measure(
        env, "survey.invite: one answer and mail each", THEIRS, invite.action_invite
    )
    print(
        f"memory of survey.invite: {resident() - before:+.0f} MB over {THEIRS} people"
    )
    print(f"survey.invite takes {theirs / (opening + sending):.1f} times as long")


main(env)  # noqa: F821
env.cr.rollback()  # noqa: F821
