# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Recurring problems among many requests.

Run it in a shell on a database that bench/generate.py has filled; nothing is stored:

    ./dev odoo shell -d DATABASE --no-http < bench/bench_recurring.py

Every request gets a text of ten words drawn from a few hundred; a tenth of those of the
busiest service are about the same thing and rise. The job commits nothing here.
Processor time is of Odoo and PostgreSQL; memory is the peak of Odoo's process.
"""

import os
import sys
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

sys.path.append("bench")
from measuring import measure, peak_memory  # noqa: E402

TURNS = int(os.environ.get("TURNS", 1))


WORDS = """
    laptop battery mouse docking station monitor headset keyboard calendar invitation
    folder signature distribution licence drawing spreadsheet macro profile forwarding
    voicemail badge reader camera projector cable bookmark backup archive invoice export
    tablet label wifi certificate flicker fan zone language font contact drive webcam
    adapter card phone mailbox chair lamp door window heating parcel pallet travel hotel
    flight receipt contract salary holiday training onboarding visa mentor badge
""".split()


def main(env):
    """Measure one night."""
    words = WORDS + [f"{word}{other[:3]}" for word in WORDS for other in WORDS[:8]]
    env.cr.execute(
        """
        UPDATE helpdesk_ticket AS request
           SET name = (SELECT STRING_AGG(words.list[1 + (
                              (request.id::bigint * 7919 + place * 104729)
                              %% ARRAY_LENGTH(words.list, 1))::int], ' ')
                         FROM generate_series(1, 10) AS place),
               icrm_submitted_at = CASE WHEN request.id %% 3 = 0
                    THEN %s - (request.id %% 84) * INTERVAL '1 day'
                    ELSE icrm_submitted_at END
          FROM (SELECT %s AS list) AS words
         WHERE icrm_service_id IS NOT NULL
        """,
        [fields.Datetime.now(), words],
    )
    ((service_id, _count),) = env.execute_query(
        SQL(
            "SELECT icrm_service_id, COUNT(*) FROM helpdesk_ticket"
            " WHERE icrm_service_id IS NOT NULL GROUP BY 1 ORDER BY 2 DESC LIMIT 1"
        )
    )
    env.cr.execute(
        "UPDATE helpdesk_ticket SET name = 'The VPN drops after the update ' || id"
        " WHERE icrm_service_id = %s AND id %% 10 = 0"
        " AND icrm_submitted_at > %s AND (icrm_submitted_at > %s OR id %% 40 = 0)",
        [
            service_id,
            fields.Datetime.now() - timedelta(weeks=12),
            fields.Datetime.now() - timedelta(weeks=4),
        ],
    )
    env.cr.execute("ANALYZE helpdesk_ticket")
    env.invalidate_all()
    Problem = env["icrm.recurring.problem"].sudo()
    since = fields.Datetime.now() - timedelta(weeks=12)
    groups = env["helpdesk.ticket"]._read_group(
        [("icrm_submitted_at", ">=", since), ("icrm_service_id", "!=", False)],
        ["icrm_service_id"],
        ["__count"],
    )
    print(
        f"{sum(count for _service, count in groups)} requests of twelve weeks,"
        f" {len(groups)} services, the busiest with {max(c for _s, c in groups)}",
        flush=True,
    )
    before = peak_memory()

    def night():
        names = Problem._read_names(env.company)
        for service, _count in groups:
            Problem._find(service, names)

    measure(env, "first night", night, TURNS)
    found = Problem.search([])
    print(f"{len(found)} found, first: {found[:1].words}", flush=True)
    measure(env, "second night", night, TURNS)
    print(f"memory +{peak_memory() - before:.0f} MB", flush=True)
    env.cr.rollback()


main(env)  # noqa: F821 # the shell's
