# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, fields
from odoo.tests import tagged

from odoo.addons.icrm_internal.tests.promise.test_departure import DepartureCommon


@tagged("post_install", "-at_install")
class TestOrphanedImprovements(DepartureCommon):
    """This addon's models are in the list; it declares them itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._user("owner", cls.it, "icrm_internal.group_icrm_manager")
        owner, it = cls.owner.id, cls.it.id
        today = fields.Date.today()
        cls.programme = cls.env["icrm.programme"].create(
            {
                "name": "x",
                "owner_id": owner,
                "milestone_ids": [
                    Command.create({"name": "x", "date": today, "owner_id": owner})
                ],
            }
        )
        cls.owned = {
            "icrm.improvement": {
                "name": "x",
                "problem": "x",
                "department_id": it,
                "owner_id": owner,
            },
            "icrm.risk": {"name": "x", "department_id": it, "owner_id": owner},
            "icrm.process": {
                "name": "x",
                "owner_id": owner,
                "service_id": cls.service.id,
            },
            "icrm.journey": {"name": "x", "department_id": it, "owner_id": owner},
        }
        cls.owned = {
            name: cls.env[name].create(values) for name, values in cls.owned.items()
        }
        cls.owned["icrm.programme"] = cls.programme
        cls.owned["icrm.programme.milestone"] = cls.programme.milestone_ids

    def test_owners_who_left(self):
        self.archive_user(self.owner)
        found = {(model, record_id) for model, record_id, _role, _why in self.orphans()}
        for name, record in self.owned.items():
            with self.subTest(model=name):
                self.assertIn((name, record.id), found)

    def test_reassigned_together(self):
        self.archive_employee(self.owner)
        rows = (
            self.env["icrm.orphaned.work"]
            .with_user(self.officer)
            .search([("user_id", "=", self.owner.id)])
        )
        rows.filtered("can_reassign").action_reassign("Successor", self.it_head.id)
        for name, record in self.owned.items():
            with self.subTest(model=name):
                self.assertEqual(record.owner_id, self.it_head)

    def test_the_department_is_dissolved(self):
        self.it.active = False
        found = self.orphans()
        for name in ("icrm.improvement", "icrm.risk", "icrm.journey"):
            row = (name, self.owned[name].id, "department_id", "dissolved")
            self.assertIn(row, found)
