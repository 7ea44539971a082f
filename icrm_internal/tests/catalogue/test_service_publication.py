# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import IcrmCommon


@tagged("post_install", "-at_install")
class TestServicePublication(IcrmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = cls._service("Screen", state="draft", owner_id=cls.it_head.id)
        cls.as_head = cls.draft.with_user(cls.it_head)

    def _refused(self, *words):
        with self.assertRaises(ValidationError) as caught:
            self.as_head.action_publish()
        for word in words:
            self.assertIn(word, str(caught.exception))
        self.assertEqual(self.draft.state, "draft")

    # ------------------------------------------------------------------- states
    def test_publish_retire_and_back(self):
        self.as_head.action_publish()
        self.assertEqual((self.draft.state, self.draft.version), ("published", 1))
        found = self.env["icrm.service"].with_user(self.staff).search_catalogue("scre")
        self.assertIn(self.draft.id, found.ids)
        self.as_head.action_retire()
        self.assertEqual(self.draft.state, "retired")
        self.assertFalse(self.draft.with_user(self.staff).has_access("read"))
        with self.assertRaises(UserError):
            self.as_head.action_retire()
        self.as_head.action_new_version()
        self.assertEqual(self.draft.state, "draft")

    def test_only_changes_of_substance_make_a_version(self):
        self.as_head.action_publish()
        self.as_head.action_new_version()
        self.as_head.action_publish()
        self.assertEqual(self.draft.version, 1)
        self.as_head.keywords = "monitor, display"
        self.assertFalse(self.as_head.has_changes)
        self.as_head.promise_ids.resolution_hours = 8
        self.env.invalidate_all()
        self.assertTrue(self.as_head.has_changes)
        self.as_head.action_publish()
        self.assertEqual(self.draft.version, 2)
        self.assertFalse(self.as_head.has_changes)
        versions = self.draft.version_ids.with_user(self.it_head)
        self.assertEqual(versions.mapped("version"), [2, 1])
        self.assertEqual(versions[0].changes, "Promises")
        self.assertIn("16 h", versions[1].content["promises"])
        self.assertIn("16 h", versions[1].body)
        self.assertIn("Version 2 published", self.draft.message_ids[0].body)

    def test_a_translation_is_no_change_of_substance(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.as_head.action_publish()
        self.as_head.with_context(lang="zh_CN").name = "显示器"
        self.assertFalse(self.as_head.with_context(lang="zh_CN").has_changes)

    # ------------------------------------------------------------------- checks
    def test_each_missing_thing_is_named(self):
        self.draft.promise_ids.priority = "3"
        self._refused("Add a promise for the usual priority (Medium)")
        self.draft.promise_ids.priority = "1"
        self.it_team.user_ids = [Command.clear()]
        self._refused("Team IT desk has no members")
        self.it_team.user_ids = self.agent
        self.draft.owner_id = False
        self._refused("Choose an active owner")
        self.draft.owner_id = self.it_head
        self.draft.audience = "departments"
        self._refused("Choose the departments served")
        self.draft.audience = "segments"
        self._refused("Choose the segments served")
        self.draft.portal_published = True
        self._refused("need the audience Everyone")
        self.draft.write({"audience": "everyone", "portal_published": False})
        # Hours in use are not emptied in the first place.
        with (
            self.assertRaisesRegex(ValidationError, "Forty hours"),
            self.env.cr.savepoint(),
        ):
            self.calendar.attendance_ids.unlink()
            self.env.cr.precommit.run()
        self.env.cr.precommit.clear()
        self.draft.calendar_id = self.company.resource_calendar_id
        self.as_head.action_publish()

    def test_an_owner_who_left_is_named(self):
        self.draft.owner_id = self.colleague
        self.colleague.active = False
        self._refused("Choose an active owner")

    def test_all_that_is_missing_is_told_at_once(self):
        self.draft.promise_ids.unlink()
        self.draft.write({"audience": "segments", "owner_id": False})
        self._refused("promise", "owner", "segment")

    def test_form_must_be_answerable(self):
        for question, words in (
            ({"name": "a", "type": "char", "string": " * "}, "empty question"),
            ({"name": "a", "type": "selection", "string": "Size"}, "add options"),
            ({"name": "a", "type": "many2one", "string": "Who"}, "choose the list"),
        ):
            self._set_form(self.draft, [question])
            self._refused(words)
        with self.assertRaises(ValueError):
            self._set_form(
                self.draft, [{"name": "a", "type": "html", "string": "Text"}]
            )
        self._set_form(
            self.draft,
            [
                {"name": "a", "type": "char", "string": "Same*"},
                {"name": "b", "type": "char", "string": "same"},
            ],
        )
        self._refused("twice")
        self._set_form(
            self.draft,
            [
                {
                    "name": "a",
                    "type": "many2one",
                    "string": "Who",
                    "comodel": "hr.department",
                }
            ],
        )
        self.as_head.action_publish()
        self.as_head.action_new_version()
        self.draft.portal_published = True
        self._refused("Portal users cannot choose")

    def test_no_way_round_the_checks(self):
        self.draft.promise_ids.unlink()
        with self.assertRaises(ValidationError):
            self.as_head.state = "published"
        with self.assertRaises(ValidationError):
            self.env["icrm.service"].with_user(self.it_head).create(
                {
                    "name": "Sneaky",
                    "category_id": self.category.id,
                    "state": "published",
                }
            )
        published = self._service("Mouse", owner_id=self.it_head.id)
        with self.assertRaises(ValidationError):
            published.with_user(self.it_head).promise_ids = [Command.clear()]
        with self.assertRaises(UserError):
            published.with_user(self.it_head).version = 7

    # --------------------------------------------------------------- who may what
    def test_manager_edits_the_own_catalogue_only(self):
        foreign = self.draft.with_user(self.finance_head)
        for call in (
            lambda: foreign.write({"name": "Mine now"}),
            foreign.action_publish,
            foreign.action_retire,
            foreign.action_new_version,
            lambda: foreign.promise_ids.write({"response_hours": 1}),
            lambda: foreign.promise_ids.unlink(),
            lambda: self.env["icrm.service.article"]
            .with_user(self.finance_head)
            .create({"name": "x", "service_id": self.service.id}),
        ):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                call()
        # a published one they may read
        self.assertEqual(self.service.with_user(self.finance_head).name, "Laptop")
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self.service.with_user(self.finance_head).name = "Mine now"

    def test_manager_moves_nothing_to_others(self):
        finance_team = self.env["helpdesk.ticket.team"].create(
            {"name": "Finance desk", "icrm_department_id": self.finance.id}
        )
        for vals in (
            {"department_id": self.finance.id},
            {"team_id": finance_team.id},
            {"department_id": self.finance.id, "team_id": finance_team.id},
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.as_head.write(vals)
            self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self.env["icrm.service"].with_user(self.it_head).create(
                {
                    "name": "For finance",
                    "category_id": self.category.id,
                    "department_id": self.finance.id,
                    "team_id": finance_team.id,
                }
            )
        self.draft.with_user(self.officer).write(
            {"department_id": self.finance.id, "team_id": finance_team.id}
        )

    def test_a_line_stays_with_its_service(self):
        with self.assertRaises(UserError):
            self.as_head.promise_ids.service_id = self.service

    def test_manager_of_above_edits_below(self):
        below = self.env["hr.department"].create(
            {"name": "Network", "parent_id": self.it.id}
        )
        self.draft.department_id = below
        self.as_head.name = "Screen 2"
        self.it.manager_id = False
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self.as_head.name = "Screen 3"

    def test_nobody_else_edits(self):
        for user in (self.staff, self.agent, self.auditor, self.desk, self.portal_user):
            for operation in ("create", "write", "unlink"):
                self.assertFalse(
                    self.service.with_user(user).has_access(operation), user.login
                )
        self.assertFalse(self.as_head.has_access("unlink"))
        self.assertTrue(self.draft.with_user(self.officer).has_access("unlink"))

    def test_versions_are_written_by_publication_only(self):
        self.as_head.action_publish()
        version = self.draft.version_ids
        for user in (self.it_head, self.officer, self.admin_user, self.auditor):
            self.assertTrue(version.with_user(user).has_access("read"))
            for operation in ("create", "write", "unlink"):
                self.assertFalse(version.with_user(user).has_access(operation))
        self.assertFalse(version.with_user(self.finance_head).browse().ids)

    def test_a_department_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self.env["hr.department"].create(
            {"name": "Theirs", "company_id": other.id}
        )
        with self.assertRaises(UserError):
            self.draft.department_id = theirs
        with self.assertRaises(UserError):
            self.draft.write(
                {
                    "audience": "departments",
                    "audience_department_ids": [Command.link(theirs.id)],
                }
            )

    def test_documents_of_others_cannot_be_shown_to_the_audience(self):
        secret = self.env["ir.attachment"].create({"name": "secret", "raw": b"x"})
        held = self.env["ir.attachment"].create(
            {
                "name": "held",
                "raw": b"x",
                "res_model": "res.partner",
                "res_id": self.staff.partner_id.id,
            }
        )
        for attachment in (secret, held):
            with self.assertRaises(UserError):
                self.as_head.attachment_ids = [Command.link(attachment.id)]

    # ------------------------------------------------------------------- comfort
    def test_defaults_of_a_manager(self):
        with Form(
            self.env["icrm.service"].with_user(self.it_head),
            "icrm_internal.icrm_service_view_form",
        ) as form:
            self.assertEqual(form.department_id, self.it)
            self.assertEqual(form.team_id, self.it_team)
            self.assertEqual(form.owner_id, self.it_head)
            form.name = "Headset"
            form.category_id = self.category
        self.assertEqual(form.record.state, "draft")

    def test_edited_questions_become_the_form(self):
        self.as_head.web_save(
            {
                "question_ids": [
                    Command.create({"label": "Size", "required": True}),
                ]
            },
            {},
        )
        [question] = self.draft.with_user(self.it_head).get_form()["questions"]
        self.assertEqual(
            (question["label"], question["type"], question["required"]),
            ("Size", "char", True),
        )
        with self.assertRaises(AccessError):
            self.service.with_user(self.staff).write(
                {"question_ids": [Command.create({"label": "Mine"})]}
            )

    def test_promise_in_words(self):
        for response, resolution, words in (
            (0.5, 4, "Reply in 30 minutes · Done in 4 hours"),
            (1, 8, "Reply in 1 hour · Done in 8 hours"),
            (4, 16, "Reply in 4 hours · Done in 2 working days"),
            (8, 10, "Reply in 8 hours · Done in 10 hours"),
            (8, 100, "Reply in 8 hours · Done in 12 working days"),
        ):
            self.draft.promise_ids.write(
                {"response_hours": response, "resolution_hours": resolution}
            )
            self.draft.invalidate_recordset(["promise_text"])
            self.assertEqual(self.as_head.promise_text, words)
        self.draft.promise_ids.unlink()
        self.assertFalse(self.as_head.promise_text)

    def test_copy_is_a_draft_of_version_one(self):
        self.as_head.action_publish()
        copy = self.as_head.copy()
        self.assertRecordValues(
            copy, [{"state": "draft", "version": 1, "name": "Screen (copy)"}]
        )
        self.assertEqual(len(copy.promise_ids), 1)
        self.assertFalse(copy.version_ids)

    def test_delete_only_what_nobody_asked_for(self):
        as_officer = self.draft.with_user(self.officer)
        self.env["helpdesk.ticket"].create(
            {"name": "x", "description": "x", "icrm_service_id": self.draft.id}
        )
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            as_officer.unlink()
        self.draft.copy().with_user(self.officer).unlink()

    def test_articles_count_whom_they_helped(self):
        article = self.env["icrm.service.article"].create(
            {"name": "How to", "service_id": self.service.id}
        )
        for user in (self.staff, self.colleague):
            article.with_user(user).action_helped()
        self.assertEqual(article.helped_count, 2)
        article.service_id.state = "draft"
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            article.with_user(self.staff).action_helped()
        with self.assertRaises(ValidationError):
            article.url = "javascript:alert(1)"

    def test_responsibilities_name_one_subject(self):
        for subjects in ({}, {"department_id": self.it.id, "job_id": self._job().id}):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.env["icrm.service.role"].create(
                    {"activity": "Order", "service_id": self.draft.id, **subjects}
                )

    def _job(self):
        return self.env["hr.job"].create({"name": "Buyer"})

    def test_charter_can_be_printed_by_those_who_see_the_service(self):
        self.service.write(
            {
                "summary": "Small and light",
                "role_ids": [
                    Command.create({"activity": "Order", "department_id": self.it.id})
                ],
            }
        )
        report = self.env["ir.actions.report"].with_user(self.staff)
        html = report._render_qweb_html(
            "icrm_internal.icrm_service_charter", self.service.ids
        )[0].decode()
        for word in ("Laptop", "Small and light", "Order", "Accountable", "16"):
            self.assertIn(word, html)
        with self.assertRaises(AccessError):
            report._render_qweb_html(
                "icrm_internal.icrm_service_charter", self.draft.ids
            )

    # ---------------------------------------------------------------- categories
    def test_category_tree(self):
        below = self.env["icrm.service.category"].create(
            {"name": "Laptops", "parent_id": self.category.id}
        )
        self.assertEqual(below.display_name, "Computers / Laptops")
        with self.assertRaises(UserError):
            self.category.parent_id = below
        with self.assertRaises(ValidationError):
            below.icon = "fa-x' onclick='alert(1)"


@tagged("post_install", "-at_install")
class TestServiceFigures(IcrmCommon):
    def _rate(self, *users):
        tickets = self.env["helpdesk.ticket"].create(
            [
                {
                    "name": "Request",
                    "description": "x",
                    "icrm_service_id": self.service.id,
                    "team_id": self.it_team.id,
                }
                for _user in users
            ]
        )
        self.env["icrm.request.rating"].create(
            [
                {
                    "ticket_id": ticket.id,
                    "score": 4,
                    "customer_id": self._customer(user).id,
                    "service_id": self.service.id,
                    "company_id": self.company.id,
                }
                for ticket, user in zip(tickets, users, strict=True)
            ]
        )
        self.env.invalidate_all()
        return self.service.with_user(self.colleague)

    def test_rating_is_shown_from_enough_ratings_on(self):
        people = [self.staff, self.colleague, self.agent, self.it_head]
        service = self._rate(*people)
        self.assertEqual((service.rating_avg, service.rating_count), (0, 0))
        service = self._rate(self.finance_head)
        self.assertEqual((service.rating_avg, service.rating_count), (4, 5))
        self.assertEqual(self.service.with_user(self.agent).request_count, 5)
        with self.assertRaises(AccessError):
            service.read(["request_count"])

    # --------------------------------------------------------------- categories
    def test_a_head_creates_a_category_in_the_form(self):
        Service = self.env["icrm.service"].with_user(self.it_head)
        with Form(Service) as form:
            form.name = "Headset"
            category_id, _name = Service.category_id.name_create("Sound")
            form.category_id = Service.category_id.browse(category_id)
        category = form.record.category_id
        self.assertEqual(category.name, "Sound")
        # ... of their own company: others' catalogues do not change.
        self.assertEqual(category.company_id, self.company)
        with self.assertRaises(AccessError):
            category.with_user(self.it_head).name = "Mine"
        with self.assertRaises(AccessError):
            category.with_user(self.it_head).create(
                {"name": "All", "company_id": False}
            )

    def test_who_may_not_create_a_category(self):
        for user in (self.staff, self.agent, self.auditor, self.desk):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.category.with_user(user).name_create("Sound")
        for user in (self.officer, self.admin_user):
            with self.subTest(user=user.name):
                self.assertTrue(self.category.with_user(user).name_create("Sound"))
