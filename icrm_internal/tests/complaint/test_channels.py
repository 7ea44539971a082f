# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..access.common import AccessHttpCommon
from .common import ComplaintCommon

# Users without a part in the complaint; it_head is the head it is about.
STRANGERS = (
    "colleague",
    "agent",
    "it_head",
    "finance_head",
    "officer",
    "admin_user",
    "auditor",
    "neutral",
    "portal_user",
    "public_user",
)
PARTS = ("message", "evidence", "followup", "identity")


@tagged("post_install", "-at_install")
class TestChannels(AccessHttpCommon, ComplaintCommon):
    """No channel reveals the complaint to other roles."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.public_user = cls.env.ref("base.public_user")
        exporters = cls.env.ref("icrm_internal.group_icrm_export")
        for role in ("desk", *STRANGERS[:-2]):
            getattr(cls, role).group_ids |= exporters
        cls.env["hr.employee"].create({"name": "Desk", "user_id": cls.desk.id})
        cls.traces = {
            model: cls.env[model].sudo().search_count([])
            for model in (
                "mail.message",
                "mail.followers",
                "mail.activity",
                "mail.notification",
                "ir.attachment",
                "rating.rating",
                "ir.model.data",
                "ir.sequence",
            )
        }
        cls.complaint = cls._file(
            protection="confidential",
            against_head=True,
            files=[["SECRET.txt", "U0VDUkVU"]],
        ).sudo()
        cls._decide(cls.complaint, cls.go_between)
        cls.complaint.with_user(cls.staff).action_follow_up({"outcome": "no"})
        cls.env.flush_all()
        cls._send_messages()
        cls.env.invalidate_all()
        cls.ids = {"icrm.complaint": cls.complaint.ids}
        for part in PARTS:
            name = f"icrm.complaint.{part}"
            cls.ids[name] = cls.env[name].sudo().search([]).ids
        clocks = cls.complaint.clock_ids
        cls.ids["icrm.clock"] = clocks.ids
        cls.ids["icrm.clock.segment"] = clocks.segment_ids.ids
        cls.ids["icrm.clock.alert"] = (
            cls.env["icrm.clock.alert"]
            .create(
                {
                    "clock_id": clocks[0].id,
                    "escalation_id": cls.env["icrm.escalation"].search([], limit=1).id,
                    "reached_at": clocks[0].started_at,
                }
            )
            .ids
        )

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
        yield "search", lambda: model.search(mine).ids
        yield "active_test", lambda: model.with_context(active_test=False).search(mine)
        yield "count", lambda: model.search_count(mine)
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
        yield "name_search", lambda: model.name_search("SECRET", mine)
        yield "search_read", lambda: model.search_read(mine, ["id"])
        yield "web_search_read", lambda: model.web_search_read(mine, {})["length"]
        yield "web_read", lambda: records.web_read({"display_name": {}})
        yield (
            "read_group",
            lambda: model.formatted_read_group(mine, [], ["__count"])[0]["__count"],
        )
        yield "export", lambda: records.export_data(["display_name"])["datas"]
        yield "copy", lambda: records[:1].copy() and "copied"

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

    def test_the_channels_do_tell_those_concerned(self):
        """The same calls answer the desk: the test above can fail."""
        complaint = self.complaint.with_user(self.desk)
        for channel, call in self._channels(complaint):
            if channel != "copy":
                self.assertNotIn(self.outcome(call), ("refused", [], 0), channel)

    def test_nothing_lies_elsewhere(self):
        """No follower, message, activity, attachment, notification was ever made."""
        for model in ("mail.message", "mail.followers", "mail.activity"):
            field = "model" if model == "mail.message" else "res_model"
            found = self.env[model].sudo().search([(field, "=like", "icrm.complaint%")])
            self.assertFalse(found, model)
        for model, count in self.traces.items():
            # Reminders are mails on no record, and gone once they are sent.
            mails = 0
            if model == "mail.message":
                mails = self.env["mail.mail"].sudo().search_count([])
            now = self.env[model].sudo().search_count([])
            self.assertLessEqual(now - mails, count, model)
        for message in self.env["bus.bus"].sudo().search([]).mapped("message"):
            self.assertNotIn("complaint", message)
            self.assertNotIn("SECRET", message)
        files = (
            self.env["ir.attachment"]
            .sudo()
            .search([("res_model", "=like", "icrm.complaint%"), ("res_id", "!=", 0)])
        )
        self.assertFalse(files)

    def test_mails_are_nobody_elses(self):
        self.assertTrue(self.env["mail.mail"].sudo().search([]))
        for role in STRANGERS:
            user = getattr(self, role)
            for model in ("mail.mail", "mail.message"):
                found = self.outcome(
                    lambda model=model, user=user: self.env[model]
                    .with_user(user)
                    .search([("subject", "=", "Action needed")])
                )
                self.assertIn(found, ("refused", self.env[model]), role)

    def test_related_records_do_not_betray(self):
        """Domains that walk to a complaint from what one may read."""
        for role in STRANGERS[:-2]:
            user = getattr(self, role)
            for model, path in (
                ("icrm.clock", "complaint_id.number"),
                ("icrm.clock", "complaint_id"),
                ("icrm.clock.segment", "clock_id.complaint_id"),
                ("icrm.complaint.step", "complaint_id.number"),
            ):
                found = self.outcome(
                    lambda model=model, path=path, user=user: self.env[model]
                    .with_user(user)
                    .search_count([(path, "!=", False)])
                )
                self.assertIn(found, (0, "refused"), f"{role} {model} {path}")

    def test_missing_and_forbidden_are_alike(self):
        """A number that does not exist gets the same answer over JSON-2."""
        missing = self.complaint.id + 1
        for role in ("colleague", "it_head", "officer", "admin_user", "auditor"):
            user = getattr(self, role)
            answers = []
            for complaint_id in (missing, self.complaint.id):
                with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
                    status, answer = self.json2(
                        user,
                        "icrm.complaint",
                        "search_read",
                        domain=[["id", "=", complaint_id]],
                    )
                answers.append((status, json.dumps(answer)))
            self.assertEqual(*answers, role)

    def test_downloads(self):
        evidence = self.ids["icrm.complaint.evidence"][0]
        path = f"/web/content/icrm.complaint.evidence/{evidence}/data?download=true"
        for role in STRANGERS[:-2]:
            self.login(getattr(self, role))
            with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
                self.assertEqual(self.get(path).status_code, 404, role)
        self.logout()
        self.assertNotEqual(self.get(path).status_code, 200)
        self.login(self.staff)
        self.assertEqual(self.get(path).content, b"SECRET")

    def test_exports_leave_no_trace(self):
        """The ids of an export would be stored where administrators read them."""
        complaint = self.complaint.with_user(self.desk)
        with self.assertRaisesRegex(UserError, "turn off"):
            complaint.export_data(["id", "number"])

    def test_deleting_what_is_concerned_tells_nothing(self):
        department = self.env["hr.department"].create({"name": "Short lived"})
        complaint = self._file(department_id=department.id).sudo()
        department.unlink()
        self.assertEqual(complaint.department_name, "Short lived")

    def test_numbers_count_nothing(self):
        """Neither ids nor numbers are consecutive, also for one's own records."""
        complaints = self.env["icrm.complaint"].browse()
        for _time in range(8):
            complaints |= self._file().sudo()
        gaps = {
            later - earlier
            for earlier, later in zip(complaints.ids, complaints.ids[1:], strict=False)
        }
        self.assertNotEqual(gaps, {1})
        self.assertNotEqual(complaints.ids, sorted(complaints.ids))
        self.assertFalse(
            self.env["ir.sequence"].sudo().search([("code", "ilike", "complaint")])
        )
        for model in ("icrm.complaint", *(f"icrm.complaint.{part}" for part in PARTS)):
            fields = self.env[model]._fields
            self.assertFalse(
                {"create_uid", "create_date", "write_uid", "write_date"} & set(fields)
            )
            exact = [
                name
                for name, field in fields.items()
                if field.type == "datetime" and name != "next_due_at"
            ]
            self.assertFalse(exact, "days, no times")

    def test_a_head_reads_the_complaint_not_the_talk(self):
        complaint = self._file(protection="confidential")
        complaint.action_write("It is me, Staff")
        headed = complaint.with_user(self.it_head)
        self.assertTrue(headed.has_access("read"))
        self.assertEqual(headed.complainant_text, "Confidential")
        self.env.invalidate_all()
        self.assertFalse(headed.message_ids)
        with self.assertRaises(AccessError):
            headed.read(["identity_ids"])
        self.assertFalse(headed.can_read_messages)
        for action in (
            lambda: headed.action_write("x"),
            lambda: headed.action_reveal_identity("x"),
            lambda: headed.action_assign(self.it_head.id),
        ):
            with self.assertRaises(AccessError):
                action()

    def test_the_desk_sees_nothing_about_itself(self):
        complaint = self._file(self.desk)
        complaint.sudo()._post("handler", "Between us", internal=True)
        self.env.invalidate_all()
        own = complaint.with_user(self.desk)
        self.assertTrue(own.is_mine)
        self.assertFalse(own.is_desk)
        self.assertFalse(own.message_ids, "not even as a member of the desk")
        complaint.sudo().identity_ids.unlink()
        complaint.sudo().concerned_user_id = self.desk
        self.assertFalse(own.has_access("read"))
