# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from uuid import uuid4

import psycopg2

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .kpi_common import APRIL, MARCH, KpiCommon, at

NAN, INF = float("nan"), float("inf")


@tagged("post_install", "-at_install")
class TestKpiDefinition(KpiCommon):
    """What officers may define, and how a change leaves history alone.

    What comes with the addon is shared by all companies: the administrator changes it.
    """

    def _create(self, **values):
        return self.Kpi.with_user(self.officer).create(
            {"name": "New", "code": str(uuid4()), "definition": "x", **values}
        )

    def test_library_is_whole(self):
        library = self.Kpi.search([])
        self.assertGreaterEqual(len(library), 40)
        for kpi in library:
            self.assertTrue(kpi.definition and kpi.numerator_text, kpi.code)
            self.assertFalse(kpi.weights_are_wrong, kpi.code)
        self.assertFalse(self.Kpi.search([("weights_are_wrong", "=", True)]))

    def test_an_update_leaves_the_library_alone(self):
        """Odoo writes what comes from CSV again, unless it is marked."""
        data = self.env["ir.model.data"].search(
            [("module", "=", "icrm_internal"), ("model", "=", "icrm.kpi")]
        )
        self.assertGreaterEqual(len(data), 40)
        self.assertTrue(all(data.mapped("noupdate")))

    def test_weights_that_do_not_add_up_are_shown(self):
        self._kpi("csat").with_user(self.admin_user).weight = 50
        voice = self._kpi("voice")
        self.assertTrue(voice.weights_are_wrong)
        self.assertEqual(voice.weight_total, 125)
        found = self.Kpi.with_user(self.staff).search(
            [("weights_are_wrong", "=", True)]
        )
        self.assertEqual(found, voice)

    def test_numbers_that_are_none(self):
        kpi = self._create()
        for values in (
            {"floor": NAN, "target": 1},
            {"target": INF},
            {"weight": -1},
            {"weight": 101},
            {"weight": NAN},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                kpi.write(values)
        # And past the ORM
        for column in ("floor", "target", "weight"):
            with (
                self.assertRaises(psycopg2.errors.CheckViolation),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(
                    f"UPDATE icrm_kpi_target SET {column} = 'NaN'"  # noqa: S608
                )

    def test_target_on_the_wrong_side(self):
        with self.assertRaisesRegex(ValidationError, "less is better"):
            self._create(direction="down", floor=1, target=5)
        with self.assertRaisesRegex(ValidationError, "more is better"):
            self._create(direction="up", floor=5, target=1)

    def test_tree(self):
        index = self._kpi("index")
        with self.assertRaisesRegex(UserError, "Recursion"):
            index.parent_id = self._kpi("csat")
        own = self._create(
            level="department", department_id=self.it.id, parent_id=index.id
        )
        with self.assertRaisesRegex(ValidationError, "lower level"):
            self._create(parent_id=own.id)
        with self.assertRaisesRegex(ValidationError, "not part of IT"):
            self._create(
                level="department",
                department_id=self.finance.id,
                parent_id=own.id,
            )
        with self.assertRaisesRegex(ValidationError, "choose a team"):
            self._create(level="team")

    def test_source_and_formula_belong_together(self):
        with self.assertRaisesRegex(ValidationError, "formula"):
            self._create(source="computed")
        with self.assertRaisesRegex(ValidationError, "formula"):
            self._create(source="manual", formula="csat")

    def test_a_change_begins_after_what_is_closed(self):
        self._request(at(3, 2), 6)
        self._request(at(4, 1), 6)
        kpi = self._kpi("response_time").with_user(self.admin_user)
        self.compute(code="response_time", is_final=True)
        judged = self.result("response_time", department=self.it)
        self.assertEqual((judged.target, judged.score), (4, 75))
        kpi.write({"floor": 10, "target": 2})
        self.assertEqual(kpi.target_ids.sorted("date_from")[-1].date_from, APRIL[0])
        self.assertEqual((kpi.floor, kpi.target, kpi.weight), (10, 2, 30))
        self.compute(APRIL, "response_time")
        later = self.result("response_time", APRIL, department=self.it)
        self.assertEqual((later.target, later.score), (2, 62.5))
        # Opened again and computed again, March is judged as it was.
        self.env.cr.execute("UPDATE icrm_kpi_value SET is_final = FALSE")
        self.compute(code="response_time")
        self.Value.invalidate_model()
        self.assertEqual((judged.target, judged.score), (4, 75))

    def test_what_judged_closed_results_stays(self):
        self._request(at(3, 2), 6)
        self.compute(code="response_time", is_final=True)
        kpi = self._kpi("response_time").with_user(self.admin_user)
        row = kpi.target_ids
        with self.assertRaisesRegex(UserError, "closed results up to 2026-03-31"):
            row.target = 1
        with self.assertRaisesRegex(UserError, "closed results up to"):
            row.unlink()
        with self.assertRaisesRegex(UserError, "closed results up to"):
            row.copy({"date_from": date(2026, 3, 31)})
        with self.assertRaisesRegex(
            ValidationError, "end it and create a new indicator"
        ):
            kpi.formula = "resolution_time"

    def test_before_anything_is_closed_a_change_is_a_correction(self):
        kpi = self._kpi("response_time").with_user(self.admin_user)
        kpi.target = 3
        self.assertEqual(len(kpi.target_ids), 1)
        self.assertEqual((kpi.floor, kpi.target, kpi.weight), (8, 3, 30))

    def test_target_of_a_department(self):
        below = self.env["hr.department"].create(
            {"name": "Network", "parent_id": self.it.id}
        )
        net = self._service("Net", department_id=below.id)
        buying = self._service("Buy", department_id=self.finance.id)
        for service in (self.service, net, buying):
            self._request(at(3, 2), 3, service=service)
        kpi = self._kpi("response_time")
        self.env["icrm.kpi.target"].with_user(self.officer).create(
            {"kpi_id": kpi.id, "department_id": self.it.id, "floor": 4, "target": 2}
        )
        self.compute(code="response_time")
        scores = {
            value.department_id: value.score
            for value in self.Value.search(
                [
                    ("kpi_id", "=", kpi.id),
                    ("service_id", "=", False),
                    ("customer_department_id", "=", False),
                ]
            )
        }
        self.assertEqual(scores[self.it], 50)
        self.assertEqual(scores[below], 50)
        self.assertEqual(scores[self.finance], 100)
        self.assertEqual(scores[self.it.browse()], 100)

    def test_validity(self):
        self._request(at(3, 2), 3)
        self._kpi("response_time").date_to = date(2026, 2, 28)
        self.compute(code="response_time")
        self.assertFalse(self.rows(MARCH))
