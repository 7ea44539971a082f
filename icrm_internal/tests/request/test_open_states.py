# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from pathlib import Path

from odoo.modules import get_module_path
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from odoo.addons.icrm_internal.models.request.helpdesk_ticket_stage import (
    OPEN_STATES,
    REQUEST_STATES,
)
from odoo.addons.icrm_internal.models.request.sla_sql import is_open

LIST = re.compile(r"[\[(]((?:\s*'\w+'\s*,?)+)[\])]")


@tagged("post_install", "-at_install")
class TestOpenStates(TransactionCase):
    """Which requests are open is said once; views cannot ask, so they are compared."""

    def test_views_name_the_same_states(self):
        found = 0
        for path in Path(get_module_path("icrm_internal")).rglob("*.xml"):
            for text in LIST.findall(path.read_text(encoding="utf-8")):
                states = re.findall(r"\w+", text)
                # Two of these are the states of requests, whatever else is named.
                if {"new", "waiting"} <= set(states):
                    found += 1
                    with self.subTest(path=path.name):
                        self.assertEqual(tuple(states), OPEN_STATES)
        self.assertGreater(found, 5)

    def test_sql_says_the_same(self):
        for state, _name in REQUEST_STATES:
            self.env.cr.execute(SQL("SELECT %s", is_open(SQL("%s", state))))
            with self.subTest(state=state):
                self.assertEqual(self.env.cr.fetchone()[0], state in OPEN_STATES)

    def test_index_serves_what_is_asked(self):
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes"
            " WHERE indexname = 'helpdesk_ticket_icrm_pair_open_idx'"
        )
        (definition,) = self.env.cr.fetchone()
        states = re.findall(r"'(\w+)'", definition.partition(" WHERE ")[2])
        self.assertEqual(tuple(states), OPEN_STATES)
