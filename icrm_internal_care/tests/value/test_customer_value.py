# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import ValueCommon


@tagged("post_install", "-at_install")
class TestCustomerValue(ValueCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._age(cls.it | cls.finance)
        cls.daily, cls.silent, cls.never, cls.late = cls._departments(
            "Daily", "Silent", "Never", "Late"
        )
        cls._ask(cls.daily, range(1, 60), hours=3)
        cls._ask(cls.silent, range(45, 200, 5))
        cls._ask(cls.late, range(2, 22, 2), missed=range(2, 12, 2))
        cls.manager = cls._user("manager", cls.it)
        cls._of(cls.silent).account_manager_id = cls.manager
        cls._compute()

    def test_facts(self):
        value = self._value(self.daily)
        self.assertEqual(value.recency_days, 1)
        self.assertEqual(value.rhythm_days, 1)
        self.assertEqual(value.frequency, 59)
        self.assertEqual(value.effort_hours, 177)
        self.assertEqual(value.wait_hours, 3)
        self.assertEqual((value.measured_count, value.missed_count), (59, 0))
        late = self._value(self.late)
        self.assertEqual((late.measured_count, late.missed_share), (10, 50))

    def test_verdicts(self):
        for department, stage in (
            (self.daily, "active"),
            (self.silent, "at_risk"),
            (self.never, "dormant"),
            (self.late, "at_risk"),
        ):
            self.assertEqual(self._value(department).lifecycle, stage, department.name)
        daily = self._value(self.daily)
        self.assertEqual((daily.rfm_label, daily.abc), ("high", "a"))
        self.assertFalse(self._value(self.never).rfm_label)
        self.assertEqual(self._value(self.late).reasons[0]["code"], "missed")
        self.assertIn("45", self._value(self.silent).reason_text)
        self.assertEqual(daily.health, 100)
        self.assertLess(self._value(self.silent).health, daily.health)

    def test_again_changes_nothing(self):
        before = self.Value.search([]).read()
        stages = self.Stage.search([])
        self._compute()
        self.assertEqual(self.Value.search([]).read(), before)
        self.assertEqual(self.Stage.search([]), stages)

    def test_stages_are_logged_and_told_once(self):
        Message = self.env["icrm.message"]
        first = self.Stage.search([("customer_id", "=", self._of(self.silent).id)])
        self.assertEqual((first.from_stage, first.to_stage), (False, "at_risk"))
        Message._flush_outbox()
        own = [("res_model", "=", "icrm.customer.stage")]
        self.assertFalse(Message.search(own), "the first night is no change")
        with freeze_time(f"{self.today + timedelta(days=150)} 12:00:00"):
            self._compute()
            self._compute()
            stage = self.Stage.search(
                [("customer_id", "=", self._of(self.silent).id)], limit=1
            )
            self.assertEqual((stage.from_stage, stage.to_stage), ("at_risk", "dormant"))
            Message._flush_outbox()
            message = Message.search(own)
            self.assertEqual(len(message), 1, message.mapped("event"))
            self.assertEqual(message.event, "customer_silent")
            self.assertEqual(message.partner_id, self.manager.partner_id)
            text = message._render()
            self.assertIn("Silent", text.subject)
            self.assertIn("195", text.body)

    def test_log_cannot_be_edited(self):
        stage = self.Stage.search([], limit=1)
        with self.assertRaises(AccessError):
            stage.write({"to_stage": "active"})
        with self.assertRaises(AccessError):
            stage.sudo().unlink()

    def test_return_rate(self):
        silent = self._of(self.silent)
        person = self.env["hr.employee"].create(
            {"name": "One of them", "department_id": self.silent.id}
        )
        person = self.Customer.search([("employee_id", "=", person.id)])
        self.assertEqual(self.Value._mark_contacted(person), 1)
        self.assertEqual(self.Stage._mark_contacted(silent), 0, "once")
        self.assertEqual(self.Stage._mark_contacted(self._of(self.daily)), 0)
        stage = self.Stage.search([("customer_id", "=", silent.id)])
        self.assertEqual(stage.contacted_on, self.today)
        self._compute()
        self.assertFalse(stage.is_counted, "there is time")
        self._ask(self.silent, [-10])
        with freeze_time(f"{self.today + timedelta(days=20)} 12:00:00"):
            self._compute()
        self.assertTrue(stage.is_counted)
        self.assertEqual(stage.return_rate, 100)
        self.assertEqual(stage.returned_on, self.today + timedelta(days=10))
        # who was not contacted and does not come back counts when the time is up
        late = self.Stage.search(
            [("customer_id", "=", self._of(self.late).id)], limit=1
        )
        with freeze_time(f"{self.today + timedelta(days=61)} 12:00:00"):
            self._compute()
        self.assertTrue(late.is_counted)
        self.assertEqual((late.return_rate, late.is_contacted), (0, False))

    def test_bands_of_an_officer(self):
        policy = self.env["icrm.value.policy"].with_user(self.officer)
        policy = policy.browse(policy.action_open()["res_id"])
        policy.write({"frequency_bands": "1, 2, 3, 100", "high_from": 15})
        policy.action_apply()
        value = self._value(self.daily)
        self.assertEqual(value.f_score, 4)
        self.assertEqual(value.rfm_label, "potential")
        log = self.env["icrm.access.log"].search([("kind", "=", "settings")], limit=1)
        self.assertEqual((log.user_id, log.res_model), (self.officer, policy._name))
        for wrong in ("1, 2, 3", "4, 3, 2, 1", "a, b, c, d", "nan, 1, 2, 3"):
            with self.assertRaisesRegex(ValidationError, "ascending"):
                policy.frequency_bands = wrong
        for user in (self.it_head, self.agent, self.staff, self.auditor):
            with self.assertRaises(AccessError):
                policy.with_user(user).action_open()
            with self.assertRaises(AccessError):
                policy.with_user(user).write({"high_from": 4})

    def test_segments_see_behaviour(self):
        high = self.env.ref("icrm_internal_care.icrm_segment_high")
        risky = (
            self.env["icrm.segment"]
            .with_user(self.officer)
            .create(
                {
                    "name": "Risky",
                    "kind": "rule",
                    "domain": "[('lifecycle', 'in', ['at_risk', 'dormant']),"
                    " ('health', '<', 101)]",
                }
            )
        )
        self.assertFalse(risky.rule_error)
        high._refresh_members()
        self.assertIn(self._of(self.daily), high.customer_ids)
        members = risky.customer_ids
        self.assertIn(self._of(self.silent), members)
        self.assertNotIn(self._of(self.daily), members)
        own = risky.membership_ids.filtered(
            lambda membership: membership.customer_id == self._of(self.late)
        )
        self.assertEqual(own.figures_joined["missed_share"], 50)
        self.assertIn("At risk", own.reason_joined)
        self.assertIn("50", risky.strategy)
        self.assertEqual(risky.department_count, len(members))
        self.assertGreater(risky.missed_share, risky.missed_share_others)
        need = self.env["icrm.need"].create(
            {
                "name": "Faster",
                "service_id": self.service.id,
                "customer_department_id": self.late.id,
                "provider_department_id": self.it.id,
                "mentions": 7,
            }
        )
        self.assertEqual(risky._get_voice()[need.service_id], [7, 0])
        self.assertIn("Laptop", risky.voice)
        self.assertNotIn("Laptop", high.voice)
        with self.assertRaises(ValidationError):
            risky.domain = "[('value_ids.health', '<', 50)]"

    def test_department_figures_are_not_everybodys(self):
        value = self._value(self.daily)
        for user in (self.staff, self.agent, self.it_head, self.desk, self.manager):
            with self.assertRaises(AccessError):
                value.with_user(user).read(["health"])
            self.assertFalse(self._of(self.daily).with_user(user).rfm_label)
            self.assertFalse(self._of(self.daily).with_user(user).has_figures)
        found = self.Customer.with_user(self.staff).search([("rfm_label", "=", "high")])
        self.assertFalse(found)
        self.assertTrue(self._value(self.silent).with_user(self.manager).health)
        self.assertEqual(value.with_user(self.auditor).rfm_label, "high")

    def test_health_counts_no_complaint(self):
        """Nobody learns of a complaint from a figure: officers may not know of it."""
        before = self._value(self.finance).read()
        self.company.icrm_complaint_calendar_id = self.calendar
        for _turn in range(5):
            self.env["icrm.complaint"].with_user(self.staff).file_complaint(
                {
                    "protection": "identified",
                    "against": "department",
                    "department_id": self.it.id,
                    "subject": "SECRET subject",
                    "body": "A SECRET story",
                }
            )
        self._compute()
        self.assertEqual(self._value(self.finance).read(), before)
        customer = self._of(self.finance)
        self.assertEqual(customer.with_user(self.officer).figures_complaints, 0)
        self.assertEqual(customer.with_user(self.desk).figures_complaints, 5)

    def test_export(self):
        values = self._value(self.daily)
        self.officer.group_ids += self.env.ref("icrm_internal.group_icrm_export")
        data = values.with_user(self.officer).export_data(
            ["customer_id/name", "health"]
        )
        self.assertEqual(data["datas"][0][0], "Daily")
        log = self.env["icrm.access.log"].search([], limit=1)
        self.assertEqual(log.res_model, "icrm.customer.value")
        with self.assertRaisesRegex(UserError, "Customer Value"):
            # by way of the department to its people
            values.with_user(self.officer).export_data(
                ["customer_id/department_id/icrm_customer_ids/value_ids/health"]
            )
        with self.assertRaisesRegex(UserError, "Customer Value"):
            self._of(self.daily).with_user(self.officer).export_data(
                ["name", "value_ids/health"]
            )


@tagged("post_install", "-at_install")
class TestPersonFigures(ValueCommon):
    """Figures of people: off, and if on, for few."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._customer(cls.staff)
        cls._ask(cls.finance, range(1, 40))
        cls.manager = cls._user("manager", cls.it)
        cls.person.account_manager_id = cls.manager

    def test_off_by_default(self):
        self._compute()
        self.assertFalse(self.Value.search([("kind", "=", "employee")]))
        self.assertFalse(self.Stage.search([("kind", "=", "employee")]))

    def test_switch(self):
        self.company.icrm_person_figures = True
        self._compute()
        self.assertEqual(self._value(self.person).frequency, 39)
        self.assertTrue(self.Stage.search([("kind", "=", "employee")]))
        self.company.icrm_person_figures = False
        self.assertFalse(self.Value.search([("kind", "=", "employee")]))
        self.assertFalse(self.Stage.search([("kind", "=", "employee")]))
        self.assertTrue(self.Value.search([("kind", "=", "department")]))

    def test_who_sees_a_person(self):
        self.company.icrm_person_figures = True
        self._compute()
        value = self._value(self.person)
        admin = self._user("system", None, "base.group_system")
        for user in (self.staff, self.manager, self.officer):
            self.assertEqual(value.with_user(user).frequency, 39)
            self.assertTrue(self.person.with_user(user).has_figures)
        refused = (
            self.colleague,
            self.agent,
            self.finance_head,
            self.it_head,
            self.auditor,
            self.desk,
            admin,
        )
        for user in refused:
            with self.assertRaises(AccessError):
                value.with_user(user).read(["health"])
            self.assertFalse(
                self.Value.with_user(user).search([("kind", "=", "employee")])
                - self._value(self._customer(user))
            )
            self.assertFalse(self.person.with_user(user).has_figures, user.name)
            groups = self.Value.with_user(user)._read_group(
                [("customer_id", "=", self.person.id)], [], ["__count"]
            )
            self.assertEqual(groups[0][0], 0)

    def test_a_head_sees_none_whatever_else_they_are(self):
        self.company.icrm_person_figures = True
        self.finance_head.group_ids += self.env.ref("icrm_internal.group_icrm_officer")
        self.person.account_manager_id = self.finance_head
        self._compute()
        with self.assertRaises(AccessError):
            self._value(self.person).with_user(self.finance_head).read(["health"])

    def test_no_rule_of_a_segment_finds_people(self):
        self.company.icrm_person_figures = True
        self._compute()
        segment = self.env["icrm.segment"].create(
            {
                "name": "Everybody",
                "kind": "rule",
                "domain": "[('frequency', '>=', 0)]",
            }
        )
        self.assertEqual(set(segment.customer_ids.mapped("kind")), {"department"})
        self.assertFalse(self.person.rfm_label)

    def test_no_ratings_of_people(self):
        self.company.icrm_person_figures = True
        self._compute()
        value = self._value(self.person)
        self.assertFalse(value.satisfaction or value.rating_count)
        self.assertIsNone(value.health_parts["satisfaction"])

    def test_not_as_json_either(self):
        self.company.icrm_person_figures = True
        self._compute()
        for model in ("icrm.customer.value", "icrm.customer.stage"):
            with self.assertRaisesRegex(UserError, "individual people"):
                self.env[model].with_user(self.admin_user)._icrm_check_json()
        Customer = self.env["icrm.customer"].with_user(self.admin_user)
        self.assertTrue(Customer.browse(self.person.id).has_figures)
        with self.assertRaisesRegex(UserError, "individual people"):
            Customer._icrm_check_json(self.person.id)
        Customer._icrm_check_json(self._of(self.finance).id)
        Customer._icrm_check_json()

    def test_never_exported(self):
        self.company.icrm_person_figures = True
        self._compute()
        value = self._value(self.person)
        stage = self.Stage.search([("kind", "=", "employee")], limit=1)
        for user in (self.staff, self.officer):
            user.group_ids += self.env.ref("icrm_internal.group_icrm_export")
            with self.assertRaisesRegex(UserError, "individual people"):
                value.with_user(user).export_data(["health"])
        with self.assertRaisesRegex(UserError, "individual people"):
            stage.with_user(self.officer).export_data(["to_stage"])
        with self.assertRaisesRegex(UserError, "individual people"):
            (value | self._value(self.finance)).with_user(self.officer).export_data(
                ["health"]
            )
        with self.assertRaisesRegex(UserError, "Customer Value"):
            self.person.with_user(self.officer).export_data(
                ["name", "stage_ids/to_stage"]
            )
        with self.assertRaisesRegex(UserError, "Customer Value"):
            self.person.with_user(self.officer).export_data(["name", "figures_stage"])
        timeline = self.person.with_user(self.officer)._get_stage_entries(9)
        self.assertFalse(timeline)
