# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.icrm_internal.models.access.personal import get_secret
from odoo.addons.icrm_internal.models.privacy.own_copy import OwnCopy
from odoo.addons.icrm_internal.models.privacy.person import Person
from odoo.addons.icrm_internal.tests.access.common import AccessHttpCommon

from ...models.counsel.icrm_counsel_confidential import COUNSELLOR
from .common import CounselCommon

STRANGERS = (
    "colleague",
    "agent",
    "it_head",
    "finance_head",
    "officer",
    "admin_user",
    "auditor",
    "desk",
    "other",
    "portal_user",
    "public_user",
)
# What the person reads of their own; of notes they are a stranger, too.
PARTS = ("case", "message", "note")
# Rows that other people or the server read.
TRACES = (
    "mail.message",
    "mail.followers",
    "mail.activity",
    "mail.notification",
    "calendar.event",
    "ir.attachment",
    "rating.rating",
    "ir.model.data",
    "ir.sequence",
    "ir.filters",
    "icrm.access.log",
)


@tagged("post_install", "-at_install")
class TestCounselChannels(AccessHttpCommon, CounselCommon):
    """No channel reveals a confidential talk, channel by channel and role by role.

    The superuser and whoever reads the database can; docs/anonymity.md says so.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.public_user = cls.env.ref("base.public_user")
        exporters = cls.env.ref("base.group_allow_export")
        for role in ("staff", "counsellor", *STRANGERS[:-2]):
            getattr(cls, role).group_ids |= exporters
        # The strongest there is: settings, users and all of ours
        cls.admin_user.group_ids |= cls.env.ref("base.group_system")
        cls.homes = {role: cls._home(role) for role in STRANGERS[:-2]}
        cls.traces = {model: cls.env[model].sudo().search_count([]) for model in TRACES}
        cls.case = cls._ask(subject="SECRETALK", body="SECRETALK story").sudo()
        talk = cls.case.with_user(cls.counsellor)
        talk.action_note("SECRETALK note")
        talk.action_write("SECRETALK answer")
        talk.action_arrange(
            {"at": fields.Datetime.now() + timedelta(days=1), "place": "SECRETALK room"}
        )
        cls.case.with_user(cls.staff).action_write("SECRETALK thanks")
        cls.env.flush_all()
        cls.env["icrm.message"]._flush_outbox()
        cls.env.invalidate_all()
        cls.ids = {
            "icrm.counsel.case": cls.case.ids,
            "icrm.counsel.message": cls.case.message_ids.ids,
            "icrm.counsel.note": cls.case.note_ids.ids,
        }

    @classmethod
    def _home(cls, role):
        home = cls.env["icrm.home"].with_user(getattr(cls, role))
        return json.dumps([home.get_home(), home.get_badges()], default=str)

    def outcome(self, call):
        """Return what a caller learns: a result, or "refused"."""
        try:
            with (
                mute_logger("odoo.addons.base.models.ir_rule"),
                self.env.cr.savepoint(),
            ):
                return call()
        except (AccessError, MissingError, UserError):
            return "refused"
        finally:
            self.env.invalidate_all()

    def _channels(self, records):
        """Yield ``(channel, call)``; each call tells something, or nothing."""
        model = records.browse()
        mine = [("id", "in", records.ids)]
        group = "state" if "state" in model._fields else "day:month"
        yield "search", lambda: model.search(mine).ids
        yield "active_test", lambda: model.with_context(active_test=False).search(mine)
        yield "count", lambda: model.search_count(mine)
        yield "count of all", lambda: model.search_count([])
        yield "read", lambda: [row["id"] for row in records.read(["id"])]
        # A name made of the number that was asked for tells nothing.
        yield (
            "names",
            lambda: [
                record.display_name
                for record in records
                if record.display_name != f"{record._name},{record.id}"
            ],
        )
        yield "name_search", lambda: model.name_search("", mine)
        yield "search_read", lambda: model.search_read(mine, ["id"])
        yield "web_search_read", lambda: model.web_search_read(mine, {})["length"]
        yield "web_read", lambda: records.web_read({"display_name": {}})
        yield (
            "formatted_read_group",
            lambda: model.formatted_read_group(mine, [], ["__count"])[0]["__count"],
        )
        yield (
            "web_read_group",
            lambda: model.web_read_group(mine, [group])["length"],
        )

    def test_the_records_themselves(self):
        wrong = []
        for model, ids in self.ids.items():
            self.assertTrue(ids, model)
            for role in STRANGERS:
                records = self.env[model].with_user(getattr(self, role)).browse(ids)
                for channel, call in self._channels(records):
                    told = self.outcome(call)
                    if told and told != "refused":
                        wrong.append(f"{role}: {channel} of {model}: {told}")
        self.assertFalse(wrong, "\n".join(["", *wrong]))

    def test_the_channels_do_tell_the_two(self):
        """The same calls answer person and counsellor: the test above can fail."""
        for user, models in (
            (self.counsellor, PARTS),
            (self.staff, PARTS[:2]),
        ):
            for part in models:
                model = f"icrm.counsel.{part}"
                records = self.env[model].with_user(user).browse(self.ids[model])
                for channel, call in self._channels(records):
                    told = self.outcome(call)
                    self.assertNotIn(told, ("refused", [], 0), f"{model} {channel}")

    def test_exports(self):
        """Nobody, the two included: the log of exports would tell auditors."""
        before = self.env["icrm.access.log"].sudo().search_count([])
        for model, ids in self.ids.items():
            for role in ("staff", "counsellor", *STRANGERS):
                records = self.env[model].with_user(getattr(self, role)).browse(ids)
                told = self.outcome(
                    lambda records=records: records.export_data(["id", "display_name"])
                )
                self.assertEqual(told, "refused", f"{role} {model}")
        # ... nor by way of what refers to it
        told = self.outcome(
            lambda: self.env["res.company"]
            .with_user(self.admin_user)
            .search([])
            .export_data(["name"])
        )
        self.assertNotIn("SECRET", json.dumps(told))
        after = self.env["icrm.access.log"].sudo().search([])
        self.assertFalse(
            after.filtered(lambda row: row.res_model.startswith("icrm.counsel"))
        )
        self.assertGreaterEqual(len(after), before)

    def test_lists_as_json(self):
        """Core's address of a list as JSON is an export, too, and would be logged."""
        self.env["ir.config_parameter"].set_param("web.json.enabled", "1")
        self.counsellor.group_ids |= self.env.ref("icrm_internal.group_icrm_export")
        before = self.env["icrm.access.log"].sudo().search([])
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.counsellor)
            ._generate("rpc", "test", datetime.now() + timedelta(days=1))
        )
        with mute_logger("odoo.http"):
            answer = self.url_open(
                "/json/1/internal-confidential-talks",
                headers={"Authorization": f"bearer {key}"},
            )
        self.assertNotEqual(answer.status_code, 200)
        self.assertNotIn("SECRET", answer.text)
        rows = self.env["icrm.access.log"].sudo().search([]) - before
        self.assertNotIn("icrm.counsel.case", rows.mapped("res_model"))

    def test_nothing_lies_elsewhere(self):
        """No follower, message, activity, event, file, notification, log entry."""
        for model, count in self.traces.items():
            self.assertLessEqual(self.env[model].sudo().search_count([]), count, model)
        for message in self.env["bus.bus"].sudo().search([]).mapped("message"):
            self.assertNotIn("counsel", message)
            self.assertNotIn("SECRET", message)

    def test_no_other_table_holds_a_word(self):
        """Every text column of every other table, as the superuser."""
        columns = self.env.execute_query(
            # SQL: the catalogue of the database, to find what no model declares
            SQL(
                """
                SELECT table_name, column_name FROM information_schema.columns
                 WHERE table_schema = 'public'
                   AND data_type IN ('character varying', 'text', 'json', 'jsonb')
                   AND table_name IN (
                       SELECT relname FROM pg_class WHERE relkind = 'r'
                   )
                """
            )
        )
        found = set()
        for table, column in columns:
            # SQL: see above
            ((hit,),) = self.env.execute_query(
                SQL(
                    "SELECT EXISTS (SELECT 1 FROM %s WHERE %s::text LIKE %s)",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    "%SECRETALK%",
                )
            )
            if hit:
                found.add(table)
        self.assertEqual(found, {f"icrm_counsel_{part}" for part in PARTS})

    def test_the_outbox(self):
        """Rows wait without record, name or reader, and are gone when sent."""
        rows = self.env["icrm.message"].search([("event", "=", "internal_notice")])
        self.assertTrue(rows)
        self.assertEqual(rows.partner_id, (self.staff | self.counsellor).partner_id)
        for row in rows:
            self.assertFalse(row.res_model or row.res_id or row.is_logged)
            self.assertNotIn("counsel", f"{row.key}{row.values}{row.thread}")
        for role in STRANGERS:
            found = self.outcome(
                lambda role=role: self.env["icrm.message"]
                .with_user(getattr(self, role))
                .search([("id", "in", rows.ids)])
            )
            self.assertIn(found, ("refused", self.env["icrm.message"]), role)
        sent = []
        IrMailServer = self.env.registry["ir.mail_server"]
        with patch.object(
            IrMailServer,
            "send_email",
            lambda _self, message, *_args, **_kw: sent.append(message) or "<id>",
        ):
            rows._send_now()
        self.assertFalse(rows.exists(), "no log of it")
        mails = [message.as_string() for message in sent] or [
            f"{mail.subject}{mail.body_html}{mail.headers}{mail.message_id}"
            f"{mail.reply_to}{mail.model}{mail.references}"
            for mail in self.env["mail.mail"].sudo().search([])
        ]
        self.assertTrue(mails)
        for mail in mails:
            self.assertIn("Action needed", mail)
            for word in ("counsel", "ounselor", "SECRET", "talk", "X-Odoo-Objects"):
                self.assertNotIn(word, mail)
        for role in STRANGERS:
            user = getattr(self, role)
            for model in ("mail.mail", "mail.message"):
                if (role, model) == ("admin_user", "mail.mail"):
                    # The server's administrator reads the queue: the text above
                    continue
                found = self.outcome(
                    lambda model=model, user=user: self.env[model]
                    .with_user(user)
                    .search([("subject", "=", "Action needed")])
                )
                self.assertIn(found, ("refused", self.env[model]), role)

    def test_homes_of_others_do_not_change(self):
        """Neither a task, nor a count, nor a badge, nor the name of the person."""
        for role, before in self.homes.items():
            home = self._home(role)
            self.assertNotIn("private message", home, role)
            self.assertNotIn("SECRET", home, role)
            if role in ("colleague", "auditor", "desk", "other"):
                self.assertEqual(home, before, role)
        mine = self._home("counsellor")
        self.assertIn("You have a private message", mine)
        self.assertNotIn("SECRET", mine, "nobody reads it over the shoulder")

    def test_searches_of_everything(self):
        """Completion of the catalogue, of people, of orphaned work, of menus."""
        for role in STRANGERS[:-2]:
            env = self.env(user=getattr(self, role), context={})
            found = self.outcome(lambda env=env: env["icrm.search"].find("SECRETALK"))
            self.assertNotIn('SECRETALK"', json.dumps(found, default=str), role)
            orphans = self.outcome(
                lambda env=env: env["icrm.orphaned.work"].search_count(
                    [("res_model", "=like", "icrm.counsel%")]
                )
            )
            self.assertIn(orphans, (0, "refused"), role)
            menus = json.dumps(env["ir.ui.menu"].load_menus(False))
            self.assertEqual(
                "Confidential Talks" in menus,
                env.user.has_group(COUNSELLOR),
                role,
            )

    def test_domains_that_walk_to_it(self):
        """From what one may read to the talk: no path and no dialog tells."""
        for role in STRANGERS[:-2]:
            user = getattr(self, role)
            for model, path in (
                ("icrm.counsel.message", "case_id.subject"),
                ("icrm.counsel.case", "message_ids.body"),
                ("icrm.counsel.case", "counsellor_id"),
                ("icrm.counsel.step", "case_id.subject"),
            ):
                found = self.outcome(
                    lambda model=model, path=path, user=user: self.env[model]
                    .with_user(user)
                    .search_count([(path, "!=", False)])
                )
                self.assertIn(found, (0, "refused"), f"{role} {model} {path}")

    def test_nothing_counts_or_dates_it(self):
        """Ids are in no order; no author, no time of the day; nothing is tracked."""
        cases = self.env["icrm.counsel.case"].browse()
        for _time in range(6):
            cases |= self._ask().sudo()
        self.assertNotEqual(cases.ids, sorted(cases.ids))
        for part in PARTS:
            model = self.env[f"icrm.counsel.{part}"]
            names = set(model._fields)
            self.assertFalse(
                {"create_uid", "create_date", "write_uid", "write_date"} & names
            )
            self.assertFalse(
                {"message_follower_ids", "activity_ids", "rating_ids"} & names
            )
            exact = {
                name
                for name, field in model._fields.items()
                if field.type == "datetime" and name != "meeting_at"
            }
            self.assertFalse(exact, "days, no times")

    def test_missing_and_forbidden_are_alike(self):
        """A number that does not exist gets the same answer over JSON-2."""
        missing = self.case.id + 1
        for role in ("colleague", "finance_head", "officer", "admin_user", "auditor"):
            answers = []
            for case_id in (missing, self.case.id):
                with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
                    status, answer = self.json2(
                        getattr(self, role),
                        "icrm.counsel.case",
                        "search_read",
                        domain=[["id", "=", case_id]],
                    )
                answers.append((status, json.dumps(answer)))
            self.assertEqual(*answers, role)

    def test_copy_of_ones_data(self):
        """One's own words, neither the counsellor's nor the notes; counts of nobody."""
        for user, told, kept in (
            (self.staff, ("story", "thanks"), ("answer", "note", "room")),
            (self.counsellor, (), ("story", "thanks", "answer", "note")),
        ):
            copy = json.dumps(OwnCopy(Person.of_user(user)).get_sections())
            for word in told:
                self.assertIn(f"SECRETALK {word}", copy)
            for word in kept:
                self.assertNotIn(f"SECRETALK {word}", copy)
        for part in PARTS:
            # What an erasure finds in them is told to nobody.
            self.assertIsNotNone(get_secret(self.env, f"icrm.counsel.{part}"))

    def test_deleting_a_user_tells_nothing(self):
        user = self._user("short_lived", None)
        case = self._ask(user).sudo()
        user.unlink()
        self.assertFalse(case.exists().user_id)
        self.assertEqual(case.with_user(self.counsellor).person_text, "Former employee")
