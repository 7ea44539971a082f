# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import contextlib
import re

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from .matrix_records import MatrixCommon

DOCUMENT_ID = re.compile(r"(^|_)(res|record|document|thread|object)_id$")
DOCUMENT_MODEL = re.compile(r"(^|_)model(_id|_name)?$")
# What a row needs besides
NEEDED = {
    "ir.embedded.actions": {
        "action_id": None,
        "python_method": "SECRET",
        "name": '{"en_US": "SECRET"}',
    },
    "mail.notification": {
        "notification_type": "email",
        "mail_email_address": "SECRET",
    },
}
# An address, and nothing of what is written to it; a search typed by a user, which
# core ties to a button on a document
TELLS_NOTHING = ("mail.alias", "ir.filters")


@tagged("post_install", "-at_install")
class TestDocuments(MatrixCommon):
    """Rows attached to a document are readable with the document only."""

    @classmethod
    def _pair(cls, model):
        """Return the fields of *model* that point to the document of a row."""
        stored = {name: field for name, field in model._fields.items() if field.store}
        names = [name for name in stored if DOCUMENT_MODEL.search(name)]
        for name, field in stored.items():
            if field.type == "many2one_reference":
                return field.model_field, name
            if field.type == "integer" and DOCUMENT_ID.search(name) and names:
                prefix = name.removesuffix("id")
                names.sort(key=lambda name, prefix=prefix: not name.startswith(prefix))
                return names[0], name
        return None

    @classmethod
    def _attached_models(cls):
        """Return ``{model: its pair of fields, or the field of its parent}``."""
        tables = {
            name: cls.env[name]
            for name, model in cls.env.registry.items()
            if not (model._abstract or model._transient or name.startswith("icrm."))
            and model._auto
            and name not in ("helpdesk.ticket", *TELLS_NOTHING)
        }
        found = {}
        for name, model in tables.items():
            pair = cls._pair(model)
            if pair:
                found[name] = pair
        size = None
        while size != len(found):
            size = len(found)
            for name, model in tables.items():
                for field in model._fields.values():
                    if (
                        name not in found
                        and field.type == "many2one"
                        and field.store
                        and field.ondelete == "cascade"
                        and field.comodel_name in found
                        and field.comodel_name != "ir.attachment"
                    ):
                        found[name] = field.name
        return found

    def _insert(self, model, values):
        """Return a row of *model*, created without the ORM, without an author."""
        columns = self.env.execute_query_dict(
            SQL(
                """
                SELECT column_name AS name,
                       data_type AS kind,
                       column_default AS "default",
                       is_nullable = 'NO' AS required
                  FROM information_schema.columns
                 WHERE table_name = %s AND table_schema = current_schema()
                """,
                model._table,
            )
        )
        row, values = {}, values | NEEDED.get(model._name, {})
        for column in columns:
            name, field = column["name"], model._fields.get(column["name"])
            if name in values:
                row[name] = values[name]
            elif name == "active":
                row[name] = True
            elif not column["required"] or column["default"]:
                continue
            elif field is not None and field.type == "many2one":
                row[name] = self.env[field.comodel_name].sudo().search([], limit=1).id
            elif column["kind"] == "boolean":
                row[name] = True
            elif column["kind"] in ("integer", "double precision", "numeric"):
                row[name] = 1
            elif "time" in column["kind"] or column["kind"] == "date":
                row[name] = "2026-01-05"
            elif column["kind"] in ("json", "jsonb"):
                row[name] = '{"en_US": "SECRET"}'
            else:
                row[name] = "SECRET"
        for name, field in model._fields.items():
            if name in row and field.type == "selection" and name not in values:
                row[name] = field.get_values(self.env)[0]
        rows = self.env.execute_query(
            SQL(
                "INSERT INTO %s (%s) VALUES %s ON CONFLICT DO NOTHING RETURNING id",
                SQL.identifier(model._table),
                SQL(", ").join(map(SQL.identifier, row)),
                tuple(row.values()),
            )
        )
        return model.browse(row_id for [row_id] in rows)

    def _attach(self, attached, name, document):
        """Return a row of model *name* attached to *document*."""
        model, how = self.env[name], attached[name]
        if isinstance(how, str):
            parent = self._attach(attached, model._fields[how].comodel_name, document)
            return self._insert(model, {how: parent.id})
        model_field, id_field = how
        values = {id_field: document.id, model_field: document._name}
        if model._fields[model_field].type == "many2one":
            values[model_field] = self.env["ir.model"]._get_id(document._name)
        # both, where one follows from the other
        for field_name, value in (
            ("res_model", document._name),
            ("res_model_id", self.env["ir.model"]._get_id(document._name)),
        ):
            if field_name in model._fields and model._fields[field_name].store:
                values[field_name] = value
        return self._insert(model, values)

    def _reads(self, rows, how):
        """Return those of *rows* that are read, and by which ways.

        :param how: the fields of their document, or the field of their parent
        """
        rows, domain = rows.with_context(active_test=False), [("id", "in", rows.ids)]
        ways = {"search": rows.search(domain)}
        ways["count"] = rows.browse(range(rows.search_count(domain)))
        groups = rows._read_group(domain, [], ["id:recordset"])
        ways["group"] = groups[0][0]
        ways["access"] = rows._filtered_access("read")
        if isinstance(how, tuple) and rows._fields[how[0]].type == "char":
            # sudo: to ask for the models that are there
            names = list(set(rows.sudo().mapped(how[0])))
            named, one = (how[0], "in", names), (how[0], "=", names[:1] and names[0])
            for way in ([named], [one], ["!", "!", one], ["|", one, ("id", ">", 0)]):
                # Core refuses to look for files of models closed to the caller.
                with contextlib.suppress(AccessError):
                    ways[str(way)] = rows.search(domain + way)
        with contextlib.suppress(AccessError):
            rows[:1].read(["display_name"])
            ways["read"] = rows[:1]
        return {way: found for way, found in ways.items() if found}

    def test_every_row_that_hangs_on_a_document(self):
        attached = self._attached_models()
        for name in (
            "mail.message",
            "mail.notification",
            "mail.activity",
            "mail.followers",
            "mail.scheduled.message",
            "rating.rating",
            "calendar.event",
            "calendar.attendee",
            "ir.attachment",
        ):
            self.assertIn(name, attached)
        documents = {}
        for (model, _kind), record in self.records.items():
            # Nothing can hang on the rows of a query, whose numbers no column holds.
            if record.id and record.id >= 2**31:
                continue
            if model == "helpdesk.ticket" or model.startswith("icrm."):
                documents.setdefault(model, []).append(record)
        tried = 0
        for role in ("staff", "portal_user", "agent"):
            user = getattr(self, role)
            hidden = [
                next(
                    (
                        record
                        for record in records
                        if record and not record.with_user(user).has_access("read")
                    ),
                    None,
                )
                for records in documents.values()
            ]
            for name in attached:
                if not self.env[name].with_user(user).has_access("read"):
                    continue
                rows = self.env[name].union(
                    *(
                        self._attach(attached, name, document)
                        for document in hidden
                        if document
                    )
                )
                tried += len(rows)
                self.env.invalidate_all()
                found = self._reads(rows.with_user(user), attached[name])
                self.assertFalse(found, f"{role} {name}")
        self.assertGreater(tried, 500)

    def test_only_the_rules_of_the_models_asked_for(self):
        """PostgreSQL plans each: those of all take it a tenth of a second."""
        followers = self.env["mail.followers"].with_user(self.agent)
        of_one = [("res_model", "=", "helpdesk.ticket"), ("res_id", "=", self.own.id)]
        table = self.env["icrm.agreement"]._table
        self.assertNotIn(table, str(followers._search(of_one).select().code))
        self.assertIn(table, str(followers._search(of_one[1:]).select().code))
        named = [("res_model", "in", SQL("(SELECT 'icrm.agreement')"))]
        self.assertIn(table, str(followers._search(named).select().code))
        self.own.message_subscribe(self.agent.partner_id.ids)
        self.foreign.message_subscribe(self.victim.partner_id.ids)
        foreign = [of_one[0], ("res_id", "=", self.foreign.id)]
        for user in (self.staff, self.agent, self.it_head, self.officer):
            for domain in (of_one, foreign):
                as_user = followers.with_user(user)
                with self.subTest(user=user.login, domain=domain):
                    self.assertEqual(
                        as_user.search(domain),
                        as_user.search(domain[1:]).filtered(
                            lambda row: row.sudo().res_model == "helpdesk.ticket"
                        ),
                    )


@tagged("post_install", "-at_install")
class TestNotifications(MatrixCommon):
    """Who was notified of what, by whom."""

    def _found(self, user, rows):
        self.env.invalidate_all()
        as_user = self.env["mail.notification"].with_user(user)
        found = as_user.search([("id", "in", rows.ids)])
        for row in rows.with_user(user):
            self.assertEqual(row.has_access("read"), row in found, user.name)
        return found.sudo()

    def test_those_who_may_read_the_message(self):
        message = self.foreign.message_post(
            body="SECRET",
            subtype_xmlid="mail.mt_comment",
            partner_ids=(self.victim | self.buyer).partner_id.ids,
            author_id=self.it_head.partner_id.id,
        )
        rows = message.notification_ids
        self.assertEqual(len(rows), 2)
        for user in (self.staff, self.agent, self.finance_head, self.portal_user):
            self.assertFalse(self._found(user, rows), user.name)
            # asking for one's own does not open the others'
            mine = ("res_partner_id", "=", user.partner_id.id)
            found = rows.with_user(user).search(["|", mine, ("id", ">", 0)])
            self.assertFalse(found.sudo() & rows, user.name)
            found = rows.with_user(user).search(["!", mine])
            self.assertFalse(found.sudo() & rows, user.name)
        # readers of the request, the author
        for user in (self.buyer, self.victim, self.officer, self.it_head):
            self.assertEqual(self._found(user, rows), rows, user.name)
        rows.flush_recordset()
        lost = rows.filtered(lambda row: row.res_partner_id == self.victim.partner_id)
        stranger = self._user("stranger", None)
        self.env.cr.execute(
            "UPDATE mail_notification SET res_partner_id = %s WHERE id = %s",
            [stranger.partner_id.id, lost.id],
        )
        self.assertEqual(self._found(stranger, lost), lost, "one's own")

    def test_notes_that_the_customer_does_not_see(self):
        note = self.own.with_user(self.agent).message_post(
            body="SECRET",
            subtype_xmlid="mail.mt_note",
            partner_ids=self.it_head.partner_id.ids,
        )
        rows = note.sudo().notification_ids
        self.assertTrue(rows)
        self.assertFalse(self._found(self.staff, rows))
        self.assertEqual(self._found(self.it_head, rows), rows)

    def test_the_talk_about_a_service(self):
        for record in (self.service, self._customer(self.victim)):
            message = record.message_post(
                body="SECRET",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.it_head.partner_id.ids,
            )
            self.assertFalse(self._found(self.staff, message.notification_ids))
            self.assertTrue(self._found(self.agent, message.notification_ids))

    def test_other_documents_stay_as_core_has_them(self):
        message = (
            self.env["res.partner"]
            .create({"name": "Anybody"})
            .message_post(body="x", partner_ids=self.victim.partner_id.ids)
        )
        rows = message.notification_ids
        self.assertEqual(self._found(self.staff, rows), rows)

    def test_planned_messages(self):
        planned = self.env["mail.scheduled.message"].create(
            [
                {
                    "model": record._name,
                    "res_id": record.id,
                    "author_id": self.buyer.partner_id.id,
                    "body": "SECRET",
                    "scheduled_date": "2100-01-01",
                }
                for record in (self.foreign, self.service)
            ]
        )
        for user in (self.staff, self.agent, self.buyer):
            for row in planned.with_user(user):
                served = row.model == "icrm.service" or user == self.buyer
                may = served and user != self.staff
                self.assertEqual(row.has_access("read"), may, user.name)

    def test_query_count(self):
        Notification = self.env["mail.notification"].with_user(self.agent)
        Notification.search([])
        with self.assertQueryCount(1):
            Notification.search_count([])

    def test_meetings(self):
        """A meeting about a request is for those who meet."""
        event = self.env["calendar.event"].create(
            {
                "name": "SECRET",
                "start": "2026-01-05 10:00:00",
                "stop": "2026-01-05 11:00:00",
                "res_model": "helpdesk.ticket",
                "res_model_id": self.env["ir.model"]._get_id("helpdesk.ticket"),
                "res_id": self.foreign.id,
                "user_id": self.buyer.id,
                "partner_ids": self.colleague.partner_id.ids,
            }
        )
        for user, may in (
            (self.staff, False),
            (self.agent, False),
            (self.colleague, True),
            (self.buyer, True),
            (self.victim, False),
        ):
            self.env.invalidate_all()
            for row in (event, event.attendee_ids):
                found = row.with_user(user).search([("id", "in", row.ids)])
                self.assertEqual(bool(found), may, f"{row} {user.name}")
                self.assertEqual(row.with_user(user).has_access("read"), may)
