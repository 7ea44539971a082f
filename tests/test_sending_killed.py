# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Invitations are sent by processes that are killed, and by two at once.

Each participant gets one mail: none is lost and none is doubled, at whatever point the
process dies.
"""

import os
import random
import signal
import subprocess
import time

import pytest
from conftest import TOP

DATABASE = "icrm_sending"
PEOPLE, KILLS = 400, 6

ASK = f"""
from odoo import Command, fields
# Nobody is reached in Odoo: mails are counted.
env.ref("base.user_admin").email = "admin@example.com"
people = env["hr.employee"].create([
    {{"name": f"Person {{number}}", "work_email": f"p{{number}}@example.com"}}
    for number in range({PEOPLE})])
survey = env["survey.survey"].create({{
    "title": "How do you like it?", "survey_type": "icrm",
    "question_and_page_ids": [Command.create({{
        "title": "All in all", "question_type": "scale", "scale_min": 1,
        "scale_max": 5, "icrm_measure": "csat"}})]}})
campaign = env["icrm.campaign"].create({{
    "name": "Everybody", "survey_id": survey.id, "about": "company",
    "closes_on": fields.Date.add(fields.Date.today(), days=14)}})
campaign.action_open()
# Mails stay where they are: they are counted.
env["ir.cron"].search([]).active = False
env.cr.commit()
print("ASKED", len(campaign.participant_ids))
"""
# Small batches, with a breath between making the mails and the commit.
SEND = """
import time
from odoo.addons.icrm_internal.models import voice
voice.icrm_campaign_participant.SEND_BATCH = 7
Participant = env.registry["icrm.campaign.participant"]
write_to = Participant._send_messages
def slowly(self, *args):
    write_to(self, *args)
    self.env.flush_all()
    time.sleep(0.1)
Participant._send_messages = slowly
print("READY", flush=True)
env["icrm.campaign"]._cron_send()
print("DONE", flush=True)
"""
# Mails, people written to, people who are written down as invited: at one moment.
COUNT = """
    SELECT (SELECT COUNT(*) FROM mail_message
             WHERE model = 'icrm.campaign.participant'),
           (SELECT COUNT(DISTINCT res_id) FROM mail_message
             WHERE model = 'icrm.campaign.participant'),
           (SELECT COUNT(*) FROM icrm_campaign_participant WHERE state = 'invited')"""


@pytest.fixture(scope="module")
def asked(environment):
    environment.copy_test_database(DATABASE)
    said = environment.python(DATABASE, ASK)
    yield int(said.split("ASKED")[1].split()[0])
    environment.drop_database(DATABASE)


def start_sender():
    """Return a process that has begun to send."""
    process = subprocess.Popen(
        [str(TOP / "dev"), "shell", "--no-http"],
        env={**os.environ, "DB": DATABASE},
        cwd=TOP,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    process.stdin.write(SEND)
    process.stdin.close()
    for line in process.stdout:
        if "READY" in line:
            return process
    raise AssertionError("The sender never began.")


def counts(environment):
    """Return the numbers of COUNT as a list."""
    (row,) = environment.sql(DATABASE, COUNT)
    return [int(number) for number in row.split("|")]


def test_one_mail_each(environment, asked):
    dice = random.Random(5)
    for _kill in range(KILLS):
        process = start_sender()
        time.sleep(dice.uniform(0, 0.6))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        mails, people, invited = counts(environment)
        assert mails == people == invited
    # Or they have done it all, and nothing was tested.
    assert 0 < invited < asked
    pair = [start_sender(), start_sender()]
    for process in pair:
        assert "DONE" in process.stdout.read()
        process.wait()
    mails, people, invited = counts(environment)
    assert mails == people == invited
    assert mails == asked
