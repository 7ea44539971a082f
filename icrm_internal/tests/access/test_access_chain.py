# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import psycopg2

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.modules.module import get_module_path
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.icrm_internal.models.access.icrm_access_log import keep_entries
from odoo.addons.icrm_internal.models.access.trace import Trace

from ..common import IcrmCommon


@tagged("post_install", "-at_install")
class TestAccessChain(IcrmCommon):
    """Whoever changes the log by SQL is found; whoever is erased is gone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Log = cls.env["icrm.access.log"]
        cls.Check = cls.env["icrm.access.check"]
        for number in range(6):
            user = cls.officer if number % 2 else cls.agent
            cls.Log.with_user(user)._record("reveal", cls.service, f"Reason {number}")
        cls.last = cls.Check._run(cls.auditor)
        cls.env.flush_all()

    def sql(self, text, *args):
        """Do what somebody does who has the password of the database."""
        self.env.cr.execute(
            SQL("ALTER TABLE icrm_access_log DISABLE TRIGGER icrm_access_log_refuse")
        )
        self.env.cr.execute(SQL(text, *args))
        self.env.invalidate_all()

    @mute_logger("odoo.addons.icrm_internal.models.access.icrm_access_check")
    def find(self):
        check = self.Check._run(self.officer)
        self.assertEqual(check.state == "broken", bool(check.finding_count))
        return check.details

    def entry(self, number):
        return self.Log.search([("sequence", "=", self.last.entry_count - number)])

    def test_all_is_chained_and_intact(self):
        self.assertEqual(self.last.state, "intact")
        self.assertFalse(self.Log.search([("sequence", "=", False)]))
        self.assertFalse(self.find())
        one, other = self.entry(0), self.entry(2)
        self.assertEqual(one.person_code, other.person_code)
        self.assertNotEqual(one.person_code, self.entry(1).person_code)
        self.assertFalse(self.Log._chain())

    def test_each_sort_of_tampering_is_found(self):
        first, second = self.entry(3), self.entry(2)
        now, number = fields.Datetime.now(), first.sequence
        for text, args, expected in (
            (
                "UPDATE icrm_access_log SET reason = 'Nothing' WHERE id = %s",
                (first.id,),
                "Changed",
            ),
            (
                "UPDATE icrm_access_log SET kind = 'export' WHERE id = %s",
                (first.id,),
                "Changed",
            ),
            (
                "UPDATE icrm_access_log SET user_id = %s WHERE id = %s",
                (self.staff.id, first.id),
                "Changed",
            ),
            (
                "UPDATE icrm_access_log SET user_id = NULL WHERE id = %s",
                (first.id,),
                "removed",
            ),
            ("DELETE FROM icrm_access_log WHERE id = %s", (first.id,), "Missing"),
            (
                "DELETE FROM icrm_access_log WHERE sequence >= %s",
                (number,),
                "Cut off",
            ),
            (
                """
                UPDATE icrm_access_log SET sequence = NULL, hash = NULL WHERE id = %s
                """,
                (first.id,),
                "Missing",
            ),
            (
                """
                UPDATE icrm_access_log SET sequence = 2000000 WHERE id = %s;
                UPDATE icrm_access_log SET sequence = %s WHERE id = %s;
                UPDATE icrm_access_log SET sequence = %s WHERE id = %s
                """,
                (first.id, number, second.id, number + 1, first.id),
                "Changed",
            ),
            (
                """
                INSERT INTO icrm_access_log
                    (at, user_id, kind, res_model, record_name, reason, company_id)
                VALUES (%s, %s, 'reveal', 'icrm.service', 'x', 'x', %s)
                """,
                (now - timedelta(days=30), self.staff.id, self.company.id),
                "earlier date",
            ),
            (
                "UPDATE icrm_access_log SET sequence = NULL, hash = NULL",
                (),
                "earlier check saw, up to",
            ),
        ):
            with self.subTest(text), self.env.cr.savepoint() as savepoint:
                self.sql(text, *args)
                self.assertIn(expected, self.find() or "")
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertFalse(self.find())

    def test_cut_and_written_again(self):
        """As many new entries do not hide those that are gone."""
        self.sql("DELETE FROM icrm_access_log WHERE id = %s", self.entry(0).id)
        self.Log._record("reveal", self.service, "Another")
        self.assertIn("earlier check saw, up to", self.find())

    def test_the_database_refuses_what_the_orm_refuses(self):
        entry = self.entry(0)
        with self.assertRaises(AccessError):
            entry.sudo().write({"reason": "x"})
        with self.assertRaises(AccessError):
            entry.sudo().unlink()
        for text in (
            "UPDATE icrm_access_log SET reason = 'x' WHERE id = %s",
            "UPDATE icrm_access_log SET user_id = NULL WHERE id = %s",
            "UPDATE icrm_access_log SET sequence = 77777 WHERE id = %s",
            "DELETE FROM icrm_access_log WHERE id = %s",
        ):
            with (
                self.subTest(text),
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(psycopg2.Error, "cannot be changed"),
                self.env.cr.savepoint(flush=False),
            ):
                self.env.cr.execute(SQL(text, entry.id))
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.Error),
            self.env.cr.savepoint(flush=False),
        ):
            self.env.cr.execute(SQL("TRUNCATE icrm_access_log"))

    def test_erasing_a_person(self):
        self.agent.name = "Ottokar Zwirn"
        self.Log._record("role", self.service, "Given to Ottokar Zwirn 100%")
        self.Log._record("role", self.service, "Not chained yet")
        with_others = self.Log.search([("user_id", "!=", self.agent.id)])
        count = self.env["icrm.access.key"]._erase(self.agent)
        self.assertEqual(
            count,
            len(self.Log.search([("user_id", "=", False)]))
            + len(self.Log.search([("reason", "=", "[…]")])),
        )
        self.assertGreaterEqual(count, 4)
        self.assertFalse(self.find())
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT COUNT(*) FROM icrm_access_log AS entry WHERE user_id = %s"
                " OR entry::text ILIKE '%%Zwirn%%'",
                self.agent.id,
            )
        )
        self.assertEqual(rows, [(0,)])
        self.assertFalse(
            self.env["icrm.access.key"].sudo().search([("user_id", "=", self.agent.id)])
        )
        self.assertEqual(
            with_others.mapped("user_id"), with_others.exists().mapped("user_id")
        )
        last = self.Log.search([("kind", "=", "erasure")], limit=1)
        self.assertEqual(last.user_id, self.env.user)
        self.assertTrue(last.erased_numbers)
        # the same person's entries are still known as one person's
        gone = self.Log.search([("user_id", "=", False)])
        self.assertEqual(len(set(gone.mapped("person_code"))), 1)
        # under cover of an erasure nothing else can be emptied
        self.sql(
            "UPDATE icrm_access_log SET user_id = NULL WHERE user_id = %s",
            self.officer.id,
        )
        self.assertIn("no erasure", self.find())

    def test_only_whole_words_name_a_person(self):
        self.agent.write({"name": "Ann Lee", "login": "lee"})
        texts = ("Given to Joann Leeds", "Sleepers", "the fleet", "Given to Ann Lee.")
        for text in texts:
            self.Log._record("role", self.service, text)
        self.env["icrm.access.key"]._erase(self.agent)
        left = self.Log.search([("kind", "=", "role")]).mapped("reason")
        for text in texts[:3]:
            self.assertIn(text, left)
        self.assertNotIn(texts[3], left)
        self.assertFalse(self.find())

    def test_short_chinese_name(self):
        self.agent.write({"name": "王伟", "login": "wangwei"})
        self.Log._record("role", self.service, "分配给王伟")
        self.env["icrm.access.key"]._erase(self.agent)
        self.assertFalse(self.Log.search([("reason", "like", "王伟")]))

    def test_who_has_no_login(self):
        none = self.env["res.users"]
        self.Log._record("role", self.service, "Ottokar Zwirn asked for it")
        count = self.env["icrm.access.key"]._erase(none, Trace(["Ottokar Zwirn"]))
        self.assertEqual(count, 1)
        self.assertFalse(self.Log.search([("reason", "like", "Zwirn")]))
        self.assertFalse(self.find())

    def test_erased_person_comes_again(self):
        self.env["icrm.access.key"]._erase(self.agent)
        self.Log.with_user(self.agent)._record("reveal", self.service, "Again")
        self.assertFalse(self.find())
        codes = self.Log.search([("reason", "like", "Again")]).mapped("person_code")
        gone = self.Log.search([("user_id", "=", False)]).mapped("person_code")
        self.assertNotIn(codes[0], gone)
        self.assertFalse(self.env["icrm.access.key"]._erase(self.env["res.users"]))

    def test_erasing_oneself(self):
        self.assertTrue(
            self.env["icrm.access.key"]
            .with_user(self.officer)
            .sudo()
            ._erase(self.officer)
        )
        self.assertFalse(self.find())
        self.assertFalse(self.Log.search([("user_id", "=", self.officer.id)]))

    def test_who_may_check(self):
        for user in (self.auditor, self.admin_user):
            action = self.Log.with_user(user).action_check()
            self.assertEqual(action["params"]["type"], "success")
            self.assertEqual(
                self.Check.with_user(user).search([], limit=1).user_id, user
            )
            self.Log.with_user(user).action_open_checks()
        for user in (self.staff, self.agent, self.it_head, self.officer, self.desk):
            with self.subTest(user.login):
                for method in ("action_check", "action_open_checks"):
                    with self.assertRaises(AccessError):
                        getattr(self.Log.with_user(user), method)()
                with self.assertRaises(AccessError):
                    self.Check.with_user(user).search([])
        self.sql("DELETE FROM icrm_access_log WHERE id = %s", self.entry(2).id)
        with mute_logger("odoo.addons.icrm_internal.models.access.icrm_access_check"):
            action = self.Log.with_user(self.auditor).action_check()
        self.assertEqual(action["params"]["type"], "danger")
        self.assertIn("Missing", action["params"]["message"])

    def test_nobody_reads_a_key(self):
        for user in (self.admin_user, self.auditor, self.officer):
            Key = self.env["icrm.access.key"].with_user(user)
            with self.assertRaises(AccessError):
                Key.search([])
            with self.assertRaises(AccessError):
                self.Log.with_user(user).search([("salt", "!=", False)])

    def test_daily_check_once_a_day(self):
        self.Check._cron_check()
        count = self.Check.search_count([])
        self.Check._cron_check()
        self.assertEqual(self.Check.search_count([]), count)
        with self.assertRaises(AccessError):
            self.last.write({"entry_count": 1})
        with self.assertRaises(AccessError):
            self.last.unlink()

    def test_update_from_before(self):
        """Entries of before are chained; who exported yesterday still does."""
        core = self.env.ref("base.group_allow_export")
        for user in (self.agent, self.staff, self.admin_user):
            user.group_ids += core
        self.Log._record("reveal", self.service, "Of before")
        path = Path(get_module_path("icrm_internal"), "migrations/19.0.2.5.0")
        spec = spec_from_file_location("post_log", path / "post-log.py")
        script = module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.env.cr, "19.0.2.4.0")
        self.env.invalidate_all()
        role = "icrm_internal.group_icrm_export"
        self.assertTrue(self.agent.has_group(role))
        self.assertFalse(self.staff.has_group(role))
        self.assertFalse(self.it_head.has_group(role))
        self.assertNotIn(self.env.ref(role), self.admin_user.group_ids)
        self.assertFalse(self.Log.search([("sequence", "=", False)]))
        self.assertTrue(
            self.Log.search([("reason", "=", "Data Export: given to Agent")])
        )

    def test_kinds_keep_their_entries(self):
        """An addon's kinds go with it, the entries do not."""
        for code, policy in (self.Log._fields["kind"].ondelete or {}).items():
            self.assertIs(policy, keep_entries, code)
        kind = self.env["ir.model.fields.selection"].search(
            [
                ("field_id.model", "=", "icrm.access.log"),
                ("field_id.name", "=", "kind"),
                ("value", "=", "reopen"),
            ]
        )
        self.Log._record("reopen", self.service, "Kept")
        kind._process_ondelete()
        self.assertTrue(self.Log.search([("reason", "=", "Kept")]))


@tagged("post_install", "-at_install")
class TestLoggedChanges(IcrmCommon):
    """Whoever changes roles or settings, by whatever way, is in the log."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Log = cls.env["icrm.access.log"]
        cls.boss = cls._user("boss", None, "base.group_system")

    def entries(self, kind):
        """Return the entries of a kind since the last call, the oldest first."""
        found = self.Log.search(
            [("kind", "=", kind), ("id", ">", getattr(self, "_last", 0))], order="id"
        )
        self._last = max(found.ids, default=getattr(self, "_last", 0))
        return found

    def test_roles(self):
        group = self.env.ref("icrm_internal.group_icrm_auditor").with_user(self.boss)
        self.entries("role")
        staff = self.staff.with_user(self.boss)
        for change, words in (
            (lambda: staff.write({"group_ids": [Command.link(group.id)]}), "given"),
            (lambda: staff.write({"group_ids": [Command.unlink(group.id)]}), "taken"),
            (lambda: group.write({"user_ids": [Command.link(staff.id)]}), "given"),
            (lambda: group.write({"user_ids": [Command.unlink(staff.id)]}), "taken"),
        ):
            change()
            entry = self.entries("role")
            with self.subTest(words):
                self.assertEqual(len(entry), 1)
                self.assertEqual(entry.user_id, self.boss)
                self.assertEqual(
                    entry.reason,
                    f"Auditor: {words} to {staff.name}"
                    if words == "given"
                    else f"Auditor: {words} from {staff.name}",
                )

    def test_roles_through_a_group_of_others(self):
        manager = self.env.ref("icrm_internal.group_icrm_manager")
        group = self.env["res.groups"].create(
            {"name": "Staff club", "user_ids": [Command.link(self.staff.id)]}
        )
        self.entries("role")
        group.implied_ids = [Command.link(manager.id)]
        entry = self.entries("role")
        self.assertIn("Department Manager, Agent: given to Staff", entry.reason)
        group.unlink()
        self.assertIn("taken from Staff", self.entries("role").reason)

    def test_new_user_with_a_role(self):
        self.entries("role")
        user = self._user("fresh", None, "icrm_internal.group_icrm_officer")
        entry = self.entries("role")
        self.assertIn("Officer, Department Manager, Agent: given to", entry.reason)
        self.assertIn(user.name, entry.reason)
        self._user("plain", None)
        self.staff.write({"name": "Renamed"})
        self.assertFalse(self.entries("role"))

    def test_settings(self):
        self.entries("settings")
        self.company.with_user(self.boss).icrm_link_days = 21
        entry = self.entries("settings")
        self.assertEqual(entry.user_id, self.boss)
        self.assertEqual(entry.reason, "Links in E-mails Valid For: 14 → 21")
        self.company.with_user(self.boss).write({"icrm_link_days": 21, "phone": "1"})
        self.assertFalse(self.entries("settings"))
        settings = self.env["res.config.settings"].with_user(self.boss)
        settings.create({"icrm_link_days": 7}).execute()
        self.assertIn("21 → 7", self.entries("settings").reason)

    def test_parameters(self):
        self.entries("settings")
        parameters = self.env["ir.config_parameter"].with_user(self.boss)
        parameters.set_param("icrm_internal.anonymous_hour", "SECRET")
        entry = self.entries("settings")
        self.assertEqual(entry.reason, "icrm_internal.anonymous_hour")
        parameters.set_param("icrm_internal.anonymous_hour", False)
        self.assertEqual(len(self.entries("settings")), 1)
        parameters.set_param("web.base.url", "http://localhost")
        self.assertFalse(self.entries("settings"))
