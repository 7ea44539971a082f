# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.icrm_internal.models.customer.duty import get_duties
from odoo.addons.icrm_internal.models.request.releasing import get_caretakers

from ..access.tables import extended
from ..promise.test_departure import LOUD, DepartureCommon

# Fields that name people or departments for whom nothing has to be found: what they
# say is the past (who signed, decided, found), follows by itself, or is the subject.
NO_DUTY = {
    "icrm.announcement": {"department_id", "department_ids"},
    "icrm.announcement.reading": {"user_id"},
    "helpdesk.ticket": {
        "icrm_customer_department_id",
        "icrm_provider_department_id",
    },
    # snapshots: with whom a step was, and who decided
    "icrm.request.step": {"department_id", "decided_by_id"},
    # computed from their services and relationships
    "icrm.promise.simulation": {"provider_department_id", "customer_department_id"},
    # of what was: who caused it, whose promise
    "icrm.external.lateness": {"department_id"},
    "icrm.external.association": {"department_id"},
    # who asked, and who has what it takes now
    "icrm.external.commitment": {
        "department_id",
        "critical_department_id",
        "holding_department_ids",
    },
    "icrm.external.ask": {"department_id", "department_ids"},
    "icrm.forecast": {"department_id"},
    "icrm.risk.check": {"department_id"},
    "icrm.access.check": {"user_id"},
    "icrm.access.key": {"user_id"},
    "icrm.access.log": {"user_id"},
    "icrm.access.review": {"started_by_id"},
    # who is reviewed; where no head is left, administrators decide
    "icrm.access.review.line": {"user_id", "department_id", "decided_by_id"},
    "icrm.agreement": {
        "provider_signed_by_id",
        "customer_signed_by_id",
        "proposed_by_id",
    },
    "icrm.approval": {
        "approved_ids",
        "department_id",
        "decided_by_id",
        "decided_for_id",
    },
    "icrm.approval.delegation": {"user_id"},
    "icrm.campaign.group": {"department_ids", "department_id"},
    "icrm.campaign.participant": {"department_id"},
    "icrm.clock": {"department_id"},
    "icrm.clock.alert": {"acknowledged_ids"},
    "icrm.clock.segment": {"department_id"},
    "icrm.comment": {"department_id"},
    "icrm.comment.author": {"revealed_user_ids"},
    # what was sent to them
    "icrm.message": {"customer_id"},
    "icrm.complaint": {
        "department_id",
        "customer_department_id",
        "concerned_user_id",
        "concerned_employee_id",
    },
    "icrm.complaint.followup": {"asked_by_id"},
    "icrm.complaint.identity": {"user_id", "revealed_user_ids", "department_id"},
    "icrm.complaint.message": {"author_id"},
    # "department_id" of an organization: a duty of the contact
    "icrm.customer": {
        "employee_id",
        "department_id",
        "user_id",
        "known_user_id",
        "pending_user_id",
    },
    "icrm.erasure": {"proposed_by_id", "executed_by_id"},
    "icrm.own.data": {"user_id"},
    "icrm.evaluation": {"evaluator_department_id"},
    "icrm.evaluation.correction": {"user_id"},
    "icrm.evaluation.evaluator": {"evaluator_department_id"},
    "icrm.evaluation.notice": {"user_id"},
    "icrm.evaluation.person": {"department_id"},
    "icrm.evaluation.result": {"department_id", "group_department_ids"},
    "icrm.evaluation.score": {"department_id"},
    "icrm.expectation": {"provider_department_id", "customer_department_id"},
    "icrm.expected.date": {"set_by_id"},
    "icrm.handover": {
        "from_department_id",
        "to_department_id",
        "handed_by_id",
        "answered_by_id",
    },
    "icrm.kpi.value": {
        "department_id",
        "customer_department_id",
        "entered_by_id",
    },
    "icrm.need": {"customer_department_id"},
    "icrm.public.answer": {"department_id"},
    # who left gets nothing
    "icrm.report.schedule": {"user_ids", "off_user_ids"},
    "icrm.request.check": {"user_id"},
    "icrm.request.event": {"department_id", "user_id", "changed_by_id"},
    "icrm.request.rating": {
        "provider_department_id",
        "customer_department_id",
        "answered_by_id",
    },
    # One's own step of the last minute
    "icrm.request.undo": {"user_id"},
    "icrm.result": {"department_id", "customer_department_id"},
    "icrm.scorecard": {"department_id", "published_by_id"},
    "icrm.scorecard.correction": {"user_id"},
    "icrm.scorecard.line": {"cause_department_id"},
    "icrm.scorecard.notice": {"user_id"},
    "icrm.service": {"pinned_user_ids"},
    "icrm.service.question.condition": {"department_ids"},
    "icrm.service.version": {"user_id"},
}

PEOPLE = {"res.users", "hr.employee", "hr.department"}


@tagged("post_install", "-at_install")
class TestOrphanedWork(DepartureCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._user("owner", cls.it, "icrm_internal.group_icrm_officer")
        survey = cls.env["survey.survey"].create({"title": "Survey"})
        cls.owned = {
            "icrm.service": (cls._service("Owned", owner_id=cls.owner.id), "owner_id"),
            "icrm.campaign": (
                cls.env["icrm.campaign"].create(
                    {"name": "x", "survey_id": survey.id, "user_id": cls.owner.id}
                ),
                "user_id",
            ),
            "icrm.kpi": (
                cls.env["icrm.kpi"].create(
                    {
                        "name": "x",
                        "code": "orphan",
                        "definition": "x",
                        "company_id": cls.company.id,
                        "owner_id": cls.owner.id,
                    }
                ),
                "owner_id",
            ),
            "icrm.relationship": (
                cls.env["icrm.relationship"].create(
                    {
                        "provider_department_id": cls.it.id,
                        "customer_department_id": cls.finance.id,
                        "company_id": cls.company.id,
                        "account_manager_id": cls.owner.id,
                    }
                ),
                "account_manager_id",
            ),
            "icrm.need": (
                cls.env["icrm.need"].create({"name": "x", "user_id": cls.owner.id}),
                "user_id",
            ),
            "icrm.research": (
                cls.env["icrm.research"].create({"name": "x", "user_id": cls.owner.id}),
                "user_id",
            ),
            "icrm.customer": (cls.requester, "account_manager_id"),
        }
        cls.requester.account_manager_id = cls.owner
        step = cls.env["icrm.approval.step"].create(
            {
                "service_id": cls.service.id,
                "approver_type": "users",
                "user_ids": [Command.link(cls.owner.id)],
            }
        )
        cls.owned["icrm.approval.step"] = (step, "user_ids")

    def rows(self, user=None, **values):
        domain = [(name, "=", value) for name, value in values.items()]
        return (
            self.env["icrm.orphaned.work"]
            .with_user(user or self.officer)
            .search(domain)
        )

    # -- complete --
    def test_every_field_is_declared(self):
        """Fails for a new field that names people: give its model a Duty, or say why
        not in NO_DUTY (of an addon: in its tests/access/tables.py)."""
        no_duty = extended(self.env, "NO_DUTY", NO_DUTY)
        declared = {(model._name, duty.field) for model, duty in get_duties(self.env)}
        missing, stale = [], []
        for name, model in self.env.items():
            if not name.startswith("icrm.") or model._abstract or model._transient:
                continue
            if not model._auto:
                continue
            for field in model._fields.values():
                if (
                    field.store
                    and not field.related
                    and field.type in ("many2one", "many2many")
                    and field.comodel_name in PEOPLE
                    and field.name not in ("create_uid", "write_uid")
                    and field.name not in no_duty.get(name, ())
                    and (name, field.name) not in declared
                ):
                    missing.append(f"{name}.{field.name}")
            stale += [
                f"{name}.{field_name}"
                for field_name in no_duty.get(name, ())
                if field_name not in model._fields
            ]
        self.assertFalse(missing)
        self.assertFalse(stale)

    def test_duties_name_what_exists(self):
        for model, duty in get_duties(self.env):
            with self.subTest(model=model._name, field=duty.field):
                field = model._fields[duty.field]
                self.assertTrue(field.store)
                self.assertIn("active", self.env[field.comodel_name]._fields)
                if duty.shown:
                    self.assertIn(duty.shown, model._fields)
                model.search(list(duty.domain), limit=1)

    def test_what_hangs_on_a_person(self):
        self.assertFalse(self.rows(user_id=self.owner.id))
        for leave in (self.archive_user, self.archive_employee):
            leave(self.owner)
            found = {(row.res_model, row.res_id, row.role) for row in self.rows()}
            for name, (record, role) in self.owned.items():
                with self.subTest(model=name, way=leave.__name__):
                    self.assertIn((name, record.id, role), found)
            self.owner.sudo().active = True
        row = self.rows(user_id=self.owner.id, res_model="icrm.kpi")
        self.assertEqual(
            (row.name, row.person_name, row.reason),
            (self.owned["icrm.kpi"][0].display_name, "Owner", "left"),
        )
        self.assertEqual(row.action_open()["res_id"], self.owned["icrm.kpi"][0].id)
        row = self.rows(
            res_model="icrm.approval.step",
            res_id=self.owned["icrm.approval.step"][0].id,
        )
        self.assertEqual(row.action_open()["res_model"], "icrm.service")

    def test_who_has_no_access_to_the_company(self):
        other = self.env["res.company"].create({"name": "Second"})
        self.owner.sudo().write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        row = self.rows(res_model="icrm.campaign", user_id=self.owner.id)
        self.assertEqual(row.reason, "company")

    def test_what_is_over_is_not_in_it(self):
        for name, values in (
            ("icrm.service", {"state": "retired"}),
            ("icrm.need", {"state": "met"}),
            ("icrm.research", {"state": "done"}),
            ("icrm.kpi", {"active": False}),
        ):
            self.owned[name][0].write(values)
        self.archive_user(self.owner)
        found = self.rows(user_id=self.owner.id).mapped("res_model")
        self.assertNotIn("icrm.need", found)
        self.assertNotIn("icrm.research", found)
        self.assertNotIn("icrm.kpi", found)
        self.assertFalse(
            self.rows(res_model="icrm.service", res_id=self.owned["icrm.service"][0].id)
        )

    def test_a_complaint_is_not_betrayed(self):
        complaint = (
            self.env["icrm.complaint"]
            .with_user(self.staff)
            .file_complaint(
                {
                    "protection": "confidential",
                    "against": "department",
                    "department_id": self.finance.id,
                    "subject": "x",
                    "body": "x",
                }
            )
            .sudo()
        )
        complaint.handler_id = self.owner
        self.archive_user(self.owner)
        self.assertFalse(self.rows(res_model="icrm.complaint"))
        self.assertNotIn("Complaint", self.inbox(self.officer))
        self.officer.group_ids = [
            Command.link(self.env.ref("icrm_internal.group_icrm_desk").id)
        ]
        row = self.rows(res_model="icrm.complaint")
        self.assertEqual(row.res_id, complaint.id)
        with self.assertRaisesRegex(UserError, "open the record"):
            row.action_reassign("x", self.colleague.id)

    def test_exporting_one_row_is_logged(self):
        self.archive_user(self.owner)
        row = self.rows(res_model="icrm.campaign", user_id=self.owner.id)
        self.officer.group_ids = [
            Command.link(self.env.ref("icrm_internal.group_icrm_export").id)
        ]
        self.assertTrue(row.export_data(["name", "role_name"])["datas"][0][0])
        log = self.env["icrm.access.log"].search([("kind", "=", "export")], limit=1)
        self.assertEqual((log.res_model, log.row_count), (row._name, 1))

    def test_roles(self):
        self.archive_user(self.owner)
        self.assertTrue(self.rows(self.auditor))
        for user in (self.staff, self.agent, self.it_head, self.desk, self.portal_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.rows(user)
        with self.assertRaises(AccessError):
            self.rows(self.auditor)[:1].action_reassign("x", self.auditor.id)

    # -- reassigning --
    def test_reassign_in_bulk(self):
        self.archive_user(self.owner)
        rows = self.rows(user_id=self.owner.id).filtered("can_reassign")
        self.assertGreaterEqual(len(rows), len(self.owned))
        dialog = self._reason_dialog(
            rows.with_context(**LOUD), "action_reassign", "Successor"
        )
        dialog.user_id = self.it_head
        dialog.action_apply()
        for name, (record, role) in self.owned.items():
            with self.subTest(model=name):
                self.assertEqual(record[role], self.it_head)
                if "message_ids" in record:
                    self.assertIn("Successor", record.message_ids[:1].body)
        self.assertFalse(self.rows(user_id=self.owner.id))
        log = self.env["icrm.access.log"].search([("kind", "=", "reassign")])
        self.assertEqual(len(log), len(rows))
        self.assertEqual(log.user_id, self.officer)
        self.assertIn("Successor", self.inbox(self.it_head))
        with self.assertRaisesRegex(UserError, "no longer orphaned"):
            rows.action_reassign("Again", self.it_head.id)

    def test_refusals(self):
        self.archive_user(self.owner)
        row = self.rows(res_model="icrm.kpi", user_id=self.owner.id)
        for reason, user_id, message in (
            ("", self.it_head.id, "Reason"),
            (None, self.it_head.id, "Reason"),
            ("x" * 2001, self.it_head.id, "maximum 2,?000"),
            ("x", self.owner.id, "Choose the person"),
            ("x", False, "Choose the person"),
            ("x", "1", "Choose the person"),
            ("x", 2**40, "Choose the person"),
            ("x", self.portal_user.id, "cannot take over"),
        ):
            with (
                self.subTest(message=message, user=user_id),
                self.assertRaisesRegex(UserError, message),
            ):
                row.action_reassign(reason, user_id)
        self.assertEqual(self.owned["icrm.kpi"][0].owner_id, self.owner)

    def test_a_team_gets_a_member(self):
        (self.agent | self.mate).sudo().active = False
        row = self.rows(res_model="helpdesk.ticket.team", res_id=self.it_team.id)
        self.assertEqual(row.role, "user_ids")
        row.with_user(self.admin_user).action_reassign("New here", self.owner.id)
        self.assertEqual(
            self.it_team.with_context(active_test=False).user_ids, self.owner
        )

    def test_a_row_keeps_its_number(self):
        self.archive_user(self.owner)
        rows = self.rows(user_id=self.owner.id)
        before = {row.id: (row.res_model, row.res_id, row.role) for row in rows}
        rows[0].action_reassign("x", self.it_head.id)
        for row in self.rows(user_id=self.owner.id):
            self.assertEqual(before[row.id], (row.res_model, row.res_id, row.role))
        self.assertFalse(rows[0].exists())

    def test_the_list_in_a_constant_number_of_queries(self):
        self.archive_user(self.owner)

        def read():
            self.env.invalidate_all()
            self.rows().read(["name", "role_name", "person_name", "can_reassign"])

        read()
        self.env.flush_all()
        before = self.cr.sql_log_count
        read()
        few = self.cr.sql_log_count - before
        self.env["icrm.need"].create(
            [{"name": str(number), "user_id": self.owner.id} for number in range(20)]
        )
        self.env.flush_all()
        read()
        before = self.cr.sql_log_count
        read()
        self.assertLessEqual(self.cr.sql_log_count - before, few)
        self.assertLess(few, 250)


@tagged("post_install", "-at_install")
class TestTheDay(DepartureCommon):
    """Every tenth person leaves, and one department is dissolved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        manager = "icrm_internal.group_icrm_manager"
        agent = "icrm_internal.group_icrm_agent"
        cls.departments, cls.teams, cls.people = [], [], cls.env["res.users"]
        for number in range(4):
            department = cls.env["hr.department"].create({"name": f"D{number}"})
            users = cls.env["res.users"]
            for place in range(10):
                role = manager if place == 0 else agent if place < 4 else ""
                users |= cls._user(f"d{number}_{place}", department, role)
            department.manager_id = users[0].sudo().employee_id
            users[1:].sudo().employee_id.parent_id = users[0].sudo().employee_id
            team = cls.env["helpdesk.ticket.team"].create(
                {
                    "name": f"Team {number}",
                    "icrm_department_id": department.id,
                    "icrm_calendar_id": cls.calendar.id,
                    "user_ids": [Command.set(users[1:4].ids)],
                }
            )
            service = {
                "department_id": department.id,
                "team_id": team.id,
                "owner_id": users[0].id,
            }
            cls._service(f"Plain {number}", **service)
            cls._service(
                f"Approved {number}",
                approval_step_ids=[Command.create({"approver_type": "line_manager"})],
                **service,
            )
            cls.departments.append(department)
            cls.teams.append(team)
            cls.people |= users
        cls.services = cls.env["icrm.service"].search(
            [("team_id", "in", [team.id for team in cls.teams])]
        )

    def test_the_day(self):
        tickets = self.ask_and_serve()
        # Every tenth of each department in turn: a head, agents, customers; one team
        # loses all its members.
        leaving = self.people[::10][1:] | self.people[1:4] | self.people[15::10]
        for number, user in enumerate(leaving):
            if number % 2:
                self.archive_user(user)
            else:
                self.archive_employee(user)
        dissolved = self.departments[3]
        dissolved.with_user(self.hr_officer).with_context(**LOUD).action_archive()
        self.env.flush_all()
        held = {"provider": 0, "approver": 0, "customer": 0}
        for ticket in tickets.with_context(active_test=False):
            with self.subTest(ticket=ticket.number, holder=ticket.icrm_holder):
                held[ticket.icrm_holder] += 1
                self.check_held(ticket, leaving.sudo())
        self.assertTrue(all(held.values()), held)
        self.check_complete()
        for service in self.services:
            if service.department_id == dissolved:
                self.assertEqual(service.state, "retired")

    def ask_and_serve(self):
        """Return requests: asked for, taken, waiting for an answer or an approval."""
        tickets = self.env["helpdesk.ticket"]
        for number, service in enumerate(self.services):
            for user in self.people[number::8]:
                tickets |= self.submit(user, service).sudo()
        for number, ticket in enumerate(tickets):
            if ticket.icrm_holder == "approver" or number % 3:
                continue
            agent = ticket.team_id.user_ids[number % 2]
            ticket.with_user(agent).action_icrm_take()
            if number % 2:
                ticket.with_user(agent).action_icrm_ask("Which one?")
        return tickets

    def check_held(self, ticket, gone):
        """An open request has a holder who is there and can act."""
        self.assertNotIn(ticket.user_id, gone)
        if ticket.icrm_holder == "approver":
            approval = ticket.icrm_approval_id
            approvers = approval.approver_ids - gone
            self.assertTrue(approvers)
            self.assertTrue(approval.with_user(approvers[0]).can_decide)
        elif ticket.icrm_holder == "customer":
            customers = ticket.icrm_requester_id | ticket.icrm_beneficiary_id
            self.assertTrue(customers.user_id - gone)
        else:
            takers = ticket.user_id or get_caretakers(ticket)
            self.assertTrue(takers - gone)
            ticket.with_user(takers[0]).action_icrm_take()

    def check_complete(self):
        """Whatever names somebody who is gone is in the list.

        Found here the slow way, record by record.
        """
        expected = set()
        for model, duty in get_duties(self.env):
            records = model.search(list(duty.domain))
            for record in records.with_context(active_test=False):
                named = record[duty.field]
                if (named or duty.required) and not any(map(self.is_there, named)):
                    expected.add((model._name, record.id, duty.field))
        for row in (
            ("helpdesk.ticket.team", self.teams[0].id, "user_ids"),
            ("helpdesk.ticket.team", self.teams[3].id, "icrm_department_id"),
            ("hr.department", self.departments[1].id, "manager_id"),
        ):
            self.assertIn(row, expected)
        owned = {row[1] for row in expected if row[0] == "icrm.service"}
        self.assertTrue(owned & set(self.services.ids))
        officer = self.env(user=self.officer)
        visible = {
            row
            for row in expected
            if officer[row[0]].has_access("read")
            and officer[row[0]].browse(row[1])._filtered_access("read")
        }
        rows = officer["icrm.orphaned.work"].search([])
        self.assertEqual(
            {(row.res_model, row.res_id, row.role) for row in rows}, visible
        )

    def is_there(self, person):
        if person._name == "res.users":
            employees = person.with_context(active_test=False).employee_ids
            return (
                person.active
                and not person.share
                and (not employees or any(employees.mapped("active")))
            )
        return person.active
