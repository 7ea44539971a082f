# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What callers hand over: each model, field and role there is, found by walking."""

import json

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.helpdesk_mgmt_hardening.models.guard import (
    default_of,
    is_initial_only,
    is_protected,
    points_to_protected,
)

from ...wizards.request.icrm_setup import COMPANY_CHOICES
from .common import AccessHttpCommon
from .matrix_records import MatrixCommon
from .roles import ROLES

X2MANY = ("one2many", "many2many")
SAMPLES = {
    "boolean": True,
    "char": "FORGED",
    "text": "FORGED",
    "html": "<p>FORGED</p>",
    "integer": 999,
    "float": 999.0,
    "monetary": 999.0,
    "date": "2020-01-01",
    "datetime": "2020-01-01 00:00:00",
    "json": {"forged": 1},
    "binary": "Rk9SR0VE",
    "many2one": 1,
    "many2one_reference": 1,
    "one2many": [Command.clear()],
    "many2many": [Command.clear()],
}


def is_ours(name):
    return name == "helpdesk.ticket" or name.startswith("icrm.")


class Undo(Exception):
    """It went through."""


@tagged("post_install", "-at_install")
class TestValues(MatrixCommon):
    """A new model or field is covered on the day it is born: nothing is listed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_2 = cls.env["res.company"].create(
            {"name": "Elsewhere", "icrm_ticket_confidential": True}
        )
        cls.stranger = cls._user("stranger", None, "icrm_internal.group_icrm_officer")
        cls.stranger.write(
            {
                "company_ids": [Command.set(cls.company_2.ids)],
                "company_id": cls.company_2.id,
            }
        )
        cls.users = {role: getattr(cls, role) for role in ROLES}
        cls.users["officer of another company"] = cls.stranger

    def _ours(self):
        return [
            model
            for model in self.env.values()
            if not model._abstract
            and model._auto
            and (
                is_ours(model._name)
                or any(name.startswith("icrm_") for name in model._fields)
            )
        ]

    def _refused(self, action):
        """Return whether *action* ends with a sentence; nothing of it stays."""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                action()
                self.env.flush_all()
                raise Undo
        except UserError:
            return True
        except Exception:
            # Whatever came later: the guard let it pass.
            return False
        finally:
            self.env.invalidate_all()

    def _as(self, records, user):
        return records.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )

    def _count(self, model, domain):
        try:
            return model.search_count(domain, limit=1)
        except AccessError:
            return 0

    def _hidden(self, user):
        """Return ``{model: record}`` of one record each that *user* may not read."""
        hidden = {}
        for (name, _kind), record in self.records.items():
            if name in hidden or not record or not record._auto:
                continue
            if not self._as(record, user).has_access("read"):
                hidden[name] = record
        return hidden

    # ------------------------------------------------------------------
    # Records that the caller may not see
    # ------------------------------------------------------------------
    def _pointers(self):
        """Yield ``(model, field)`` of all stored fields that hold records of ours."""
        for name, model in self.env.items():
            if model._abstract or not model._auto or name == "base":
                continue
            for field in model._fields.values():
                if (
                    field.store
                    and points_to_protected(model, field)
                    and field.type not in ("reference", "many2one_reference")
                    and not field.related
                ):
                    yield model, field

    def test_nothing_hidden_can_be_named(self):
        """Create, write, defaults and onchange, each field, each role."""
        passed, tried = [], 0
        for role, user in self.users.items():
            hidden = self._hidden(user)
            for model, field in self._pointers():
                record = hidden.get(field.comodel_name)
                as_user = self._as(model, user)
                if record is None or not as_user.has_access("create"):
                    continue
                link = [Command.link(record.id)] if field.type in X2MANY else record.id
                context = {f"default_{field.name}": link}
                entry_points = {
                    "create": lambda m=as_user, v={field.name: link}: m.create(v),
                    "set": lambda m=as_user, f=field, r=record: m.create(
                        {f.name: [Command.set(r.ids)] if f.type in X2MANY else r.id}
                    ),
                }
                if is_ours(model._name):
                    entry_points |= {
                        "default": lambda m=as_user, c=context: m.with_context(
                            **c
                        ).create({}),
                        "onchange": lambda m=as_user, f=field, v=link: m.onchange(
                            {f.name: v}, [f.name], {f.name: {}}
                        ),
                        "first onchange": lambda m=as_user, f=field, c=context: (
                            m.with_context(**c).onchange({}, [], {f.name: {}})
                        ),
                    }
                for entry_point, action in entry_points.items():
                    dropped = is_protected(model, field) or is_initial_only(
                        model, field
                    )
                    if dropped and entry_point in ("default", "first onchange"):
                        continue  # see below
                    tried += 1
                    if not self._refused(action):
                        passed.append(f"{role}: {entry_point} {field}")
        self.assertFalse(passed, "\n".join(["", *passed]))
        self.assertGreater(tried, 500)

    def test_nothing_hidden_can_be_named_in_lines(self):
        """Lines that are only shown, not written, come to no other entry point."""
        told, tried = [], 0
        for role, user in self.users.items():
            hidden = self._hidden(user)
            for model in self.env.values():
                as_user = self._as(model, user)
                if (
                    model._abstract
                    or not model._auto
                    or not as_user.has_access("create")
                ):
                    continue
                for field in model._fields.values():
                    if not (field.relational and is_ours(field.comodel_name or "")):
                        continue
                    for inner in self.env[field.comodel_name]._fields.values():
                        record = inner.type == "many2one" and hidden.get(
                            inner.comodel_name
                        )
                        if not record or not is_ours(inner.comodel_name):
                            continue
                        vals = {inner.name: record.id}
                        if field.type in X2MANY:
                            vals = [[0, "virtual_1", vals]]
                        spec = {inner.name: {"fields": {"display_name": {}}}}
                        tried += 1
                        if not self._refused(
                            lambda m=as_user, f=field, v=vals, s=spec: m.onchange(
                                {f.name: v}, [], {f.name: {"fields": s}}
                            )
                        ):
                            told.append(f"{role}: {field}.{inner.name}")
        self.assertFalse(told, "\n".join(["", *told]))
        self.assertGreater(tried, 100)

    def test_no_document_is_named_that_is_hidden(self):
        """Pairs of columns: activities, ratings, messages, the mail composer."""
        kind = self.env["ir.model"]._get_id("helpdesk.ticket")
        hidden, name = self.foreign.id, "helpdesk.ticket"
        by_id = {"res_model_id": kind, "res_id": hidden}
        by_name = {"model": name, "res_id": hidden}
        parent = {"parent_res_model_id": kind, "parent_res_id": hidden}
        for model, vals, shown in (
            ("mail.activity", by_id, "res_name"),
            ("mail.activity", by_id | {"res_id": str(hidden)}, "res_name"),
            (
                "mail.activity",
                {"res_model_id": {"id": False, "model": name}, "res_id": hidden},
                "res_name",
            ),
            ("rating.rating", by_id, "res_name"),
            ("rating.rating", parent, "parent_res_name"),
            ("mail.message", by_name, "record_name"),
        ):
            as_staff = self.env[model].with_user(self.staff)
            defaults = {f"default_{key}": value for key, value in vals.items()}
            half = dict(list(defaults.items())[:1])
            rest = dict(list(vals.items())[1:])
            spec = {shown: {}, **dict.fromkeys(vals, {})}
            as_half = as_staff.with_context(**half)
            with self.subTest(model, given=vals), self.assertRaises(AccessError):
                as_staff.onchange(dict(vals), [], spec)
            if isinstance(vals.get("res_model_id"), dict):
                continue
            with self.subTest(model, half=rest), self.assertRaises(AccessError):
                as_half.onchange(rest, [], spec)
            with self.subTest(model, defaults=defaults), self.assertRaises(AccessError):
                as_staff.with_context(**defaults).onchange({}, [], spec)
        Composer = self.env["mail.compose.message"].with_user(self.staff)
        mine = {"model": name, "res_ids": str(self.own.ids)}
        composer = Composer.create({"composition_mode": "comment", **mine})
        self.assertIn(self.own.name, composer.subject)
        theirs = {"model": name, "res_ids": str(self.foreign.ids)}
        with self.assertRaises(AccessError):
            Composer.create({"composition_mode": "comment", **theirs})
        with self.assertRaises(AccessError):
            composer.write(theirs)
        # Half a pair: the same number, of another kind
        activity = self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.staff.partner_id.id,
                "user_id": self.staff.id,
            }
        )
        self.env.cr.execute(
            "UPDATE mail_activity SET res_id = %s WHERE id = %s", (hidden, activity.id)
        )
        activity.invalidate_recordset()
        with self.assertRaises(AccessError):
            activity.with_user(self.staff).onchange(
                {"res_model_id": kind}, ["res_model_id"], {"res_name": {}}
            )
        # Everyday work
        named = (
            self.env["mail.activity"]
            .with_user(self.staff)
            .onchange(by_id | {"res_id": self.own.id}, [], {"res_name": {}})
        )
        self.assertIn(self.own.name, named["value"]["res_name"])

    def test_a_default_in_another_shape(self):
        Dialog = self.env["icrm.complaint.create"].with_user(self.staff)
        spec = {"ticket_id": {"fields": {"display_name": {}}}}
        for shape in (self.foreign.id, {"id": self.foreign.id}, (self.foreign.id,)):
            with self.subTest(shape=shape), self.assertRaises(AccessError):
                Dialog.with_context(default_ticket_id=shape).onchange({}, [], spec)

    def test_nothing_hidden_is_found_by_its_number(self):
        """A condition on an x2many reveals nothing of records one may not read."""
        told, tried = [], 0
        for role, user in self.users.items():
            hidden = self._hidden(user)
            for name, model in self.env.items():
                as_user = self._as(model, user).with_context(active_test=False)
                if model._abstract or not model._auto or not as_user.has_access("read"):
                    continue
                for field in model._fields.values():
                    record = field.type in X2MANY and hidden.get(field.comodel_name)
                    if not record or not (field.store or field.search):
                        continue
                    if field.groups and not user.has_groups(field.groups):
                        continue
                    tried += 1
                    for domain in (
                        [(field.name, "in", record.ids)],
                        [(field.name, "=", record.id)],
                        ["!", (field.name, "not in", record.ids)],
                        [(f"{field.name}.id", "in", record.ids)],
                    ):
                        if self._count(as_user, domain):
                            told.append(f"{role}: {name} {domain}")
        self.assertFalse(told, "\n".join(["", *told]))
        self.assertGreater(tried, 100)

    def test_who_filed_a_request(self):
        Partner = self.env["res.partner"].with_user(self.staff)
        author = self.env["res.partner"].create({"name": "Secret Author"})
        self.foreign.partner_id = author
        field = "helpdesk_ticket_ids"
        for domain in (
            [(field, "in", self.foreign.ids)],
            [(field, "=", self.foreign.id)],
            [(field, "not in", self.foreign.ids), ("id", "=", author.id)],
            [(field, "!=", False), ("id", "=", author.id)],
            [("child_ids." + field, "in", self.foreign.ids)],
            [("user_ids.partner_id." + field, "in", self.foreign.ids)],
        ):
            found = Partner.search(domain)
            if domain[0][1] == "not in":
                self.assertEqual(found, author)
            else:
                self.assertNotIn(author, found, domain)
        Users = self.env["res.users"].with_user(self.staff)
        self.assertFalse(Users.search([(field, "in", self.foreign.ids)]))
        # One's own are found as before.
        self.own.partner_id = self.staff.partner_id
        self.assertEqual(
            Partner.search([(field, "in", self.own.ids)]), self.staff.partner_id
        )

    # ------------------------------------------------------------------
    # Another company
    # ------------------------------------------------------------------
    def _company_of(self, record):
        """Return the company of *record*, its own or that of what it belongs to."""
        if "company_id" in record._fields:
            return record.company_id
        for field in record._fields.values():
            if field.type == "many2one" and field.store and is_ours(field.comodel_name):
                if "company_id" in self.env[field.comodel_name]._fields:
                    return record[field.name].company_id
        return self.env["res.company"]

    def test_no_role_reads_another_company(self):
        seen, tried = [], 0
        for group in ("agent", "manager", "officer", "admin", "auditor", "desk"):
            user = self._user(f"far_{group}", None, f"icrm_internal.group_icrm_{group}")
            user.write(
                {
                    "company_ids": [Command.set(self.company_2.ids)],
                    "company_id": self.company_2.id,
                }
            )
            for (name, kind), record in self.records.items():
                if not record or self._company_of(record.sudo()) != self.company:
                    continue
                tried += 1
                as_user = self._as(record, user)
                found = self._count(
                    as_user.with_context(active_test=False), [("id", "=", record.id)]
                )
                # What a report reads is what its query finds: it has no rules.
                if found or (record._auto and as_user.has_access("read")):
                    seen.append(f"{group}: {name}, {kind}")
        self.assertFalse(seen, "\n".join(["", *seen]))
        self.assertGreater(tried, 300)

    # ------------------------------------------------------------------
    # Fields that are not the caller's to set
    # ------------------------------------------------------------------
    def _sample(self, model, field):
        if field.type == "selection":
            values = field.get_values(self.env)
            born = default_of(model, field)
            return next((value for value in reversed(values) if value != born), None)
        return SAMPLES.get(field.type)

    def _not_theirs(self, new):
        for model in self._ours():
            for field in model._fields.values():
                if is_protected(model, field) or (
                    new and is_initial_only(model, field)
                ):
                    sample = self._sample(model, field)
                    if sample is not None:
                        yield model, field, sample

    def test_no_field_is_forged_in_create(self):
        """W5, W6, W9: in create and load; a default of the context is dropped."""
        passed, tried = [], 0
        for role, user in self.users.items():
            for model, field, sample in self._not_theirs(new=True):
                as_user = self._as(model, user)
                if not as_user.has_access("create"):
                    continue
                tried += 1
                vals = {field.name: sample}
                if not self._refused(lambda m=as_user, v=vals: m.create(v)):
                    passed.append(f"{role}: create {field}")
                if field.groups and not user.has_groups(field.groups):
                    continue
                forged = as_user.with_context(**{f"default_{field.name}": sample})
                given = forged.default_get([field.name]).get(field.name, False)
                plain = as_user.default_get([field.name]).get(field.name, False)
                if (
                    given != plain
                    and field.type != "datetime"
                    and (
                        # a new key each time
                        not isinstance(given, str) or given == sample
                    )
                ):
                    passed.append(f"{role}: default_{field.name} of {model._name}")
        self.assertFalse(passed, "\n".join(["", *passed]))
        self.assertGreater(tried, 300)

    def test_no_field_is_forged_in_write(self):
        passed, tried = [], 0
        by_model = {}
        for (name, _kind), record in self.records.items():
            by_model.setdefault(name, []).append(record)
        for role, user in self.users.items():
            for model, field, sample in self._not_theirs(new=False):
                for record in by_model.get(model._name, ()):
                    as_user = self._as(record, user)
                    if not (record and as_user.has_access("write")):
                        continue
                    tried += 1
                    if not self._refused(
                        lambda r=as_user, v={field.name: sample}: r.write(v)
                    ):
                        passed.append(f"{role}: write {field}")
        self.assertFalse(passed, "\n".join(["", *passed]))
        self.assertGreater(tried, 100)

    def test_no_field_is_forged_by_import(self):
        for user, name, columns, row in (
            (self.staff, "icrm.idea", ["name", "vote_count"], ["Tea", "999"]),
            (self.staff, "icrm.idea", ["name", "state"], ["Tea", "Done"]),
        ):
            with mute_logger("odoo.addons.base.models.ir_rule"):
                result = self.env[name].with_user(user).load(columns, [row])
            self.assertFalse(result["ids"], result)
            self.assertIn("cannot be set manually", str(result["messages"]))

    def test_a_copy_takes_what_its_maker_may_set(self):
        idea = (
            self.env["icrm.idea"]
            .with_user(self.staff)
            .create({"name": "Tea", "department_id": self.it.id})
        )
        idea.sudo().write({"state": "done", "answer": "<p>Yes</p>"})
        copied = idea.copy()
        self.assertEqual((copied.state, copied.vote_count), ("new", 0))
        with self.assertRaises(AccessError):
            idea.copy({"state": "done"})

    def test_every_new_form_opens(self):
        """Nothing is filled in yet: no computed field may fall over that."""
        for role, user in self.users.items():
            for model in self._ours():
                as_user = self._as(model, user)
                if not as_user.has_access("create"):
                    continue
                spec = {
                    name: {}
                    for name, field in model._fields.items()
                    if as_user._has_field_access(field, "read")
                }
                with self.subTest(role=role, model=model._name):
                    try:
                        as_user.onchange({}, [], spec)
                    except UserError as error:
                        self.assertTrue(str(error))

    def test_no_head_joins_a_team_without_department(self):
        with self.assertRaises(AccessError):
            self.it_team.with_user(self.it_head).write({"icrm_department_id": False})
        self.it_team.icrm_department_id = False
        with self.assertRaises(AccessError):
            self.it_team.with_user(self.finance_head).write(
                {"user_ids": [Command.link(self.finance_head.id)]}
            )
        self.assertFalse(self.own.with_user(self.buyer).has_access("read"))

    def test_a_request_can_be_duplicated(self):
        copied = self.own.with_user(self.agent).copy()
        self.assertNotIn(copied.number, (False, "/", self.own.number))
        chosen = self.own.with_user(self.agent).copy({"number": "FORGED"})
        self.assertNotEqual(chosen.number, "FORGED")

    def test_dialogs_read_as_their_user(self):
        wrong = [
            str(field)
            for name, model in self.env.items()
            if model._transient and is_ours(name)
            for field in model._fields.values()
            if field.related and field.related_sudo and not field.inherited
        ]
        self.assertFalse(wrong, "related_sudo=False is missing")

    # ------------------------------------------------------------------
    # Authors
    # ------------------------------------------------------------------
    def test_everybody_writes_in_his_own_name(self):
        """W8: message_post, message_notify, a message itself, scheduled and changed."""
        own = self.own.with_user(self.staff)
        agent = self.agent.partner_id
        for forged in (
            {"author_id": agent.id},
            {"email_from": "Agent <icrm_agent@example.com>"},
            {"author_id": False, "email_from": "x@example.com"},
        ):
            with self.subTest(forged=forged), self.assertRaises(AccessError):
                own.message_post(body="Done", **forged)
        Message = self.env["mail.message"].with_user(self.staff)
        with self.assertRaises(AccessError):
            Message.create(
                {
                    "model": own._name,
                    "res_id": own.id,
                    "body": "Done",
                    "message_type": "comment",
                    "author_id": agent.id,
                }
            )
        # Mails to many are made as superuser.
        for forged in (
            {"author_id": self.staff.partner_id.id},
            {"email_from": "Staff <icrm_staff@example.com>"},
        ):
            composer = (
                self.env["mail.compose.message"]
                .with_user(self.agent)
                .create(
                    {
                        "model": own._name,
                        "res_ids": str(own.ids),
                        "composition_mode": "mass_mail",
                        "subject": "Done",
                        "body": "<p>Done</p>",
                        **forged,
                    }
                )
            )
            with self.subTest(mass=forged), self.assertRaises(AccessError):
                composer.action_send_mail()
        with self.assertRaises(AccessError):
            self.env["mail.scheduled.message"].with_user(self.staff).create(
                {
                    "model": own._name,
                    "res_id": own.id,
                    "body": "Done",
                    "scheduled_date": "2199-01-01 00:00:00",
                    "author_id": agent.id,
                }
            )
        message = own.message_post(body="Mine", message_type="comment")
        self.assertEqual(message.author_id, self.staff.partner_id)
        for vals in (
            {"author_id": agent.id},
            {"res_id": self.foreign.id},
            {"date": "2020-01-01 00:00:00"},
        ):
            with self.assertRaises(AccessError):
                message.write(vals)
        self.assertFalse(self.own.icrm_first_response_at)

    def test_a_template_is_sent_in_ones_own_name(self):
        # A template's own sender is for automatic mails only.
        template = self.env["mail.template"].search(
            [("model", "=", self.own._name), ("email_from", "!=", False)], limit=1
        )
        self.env["mail.compose.message"].with_user(self.agent).create(
            {
                "model": self.own._name,
                "res_ids": str(self.own.ids),
                "composition_mode": "comment",
                "template_id": template.id,
            }
        ).action_send_mail()
        self.assertEqual(self.own.message_ids[:1].author_id, self.agent.partner_id)


@tagged("post_install", "-at_install")
class TestValuesByDefault(TestValues):
    """The same in a company that chose nothing: requests do not hang on choices."""

    allow_inherited_tests_method = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.company"].search([]).write(dict.fromkeys(COMPANY_CHOICES, False))

    def _hidden(self, user):
        """Without plain tickets: who may not read one may name it, as before."""
        hidden = super()._hidden(user)
        hidden.pop("helpdesk.ticket", None)
        for (name, _kind), record in self.records.items():
            if (
                name == "helpdesk.ticket"
                and record.icrm_service_id
                and not self._as(record, user).has_access("read")
            ):
                hidden[name] = record
        return hidden

    def _not_theirs(self, new):
        """Without the fields of plain tickets: a new one is such a ticket."""
        for model, field, sample in super()._not_theirs(new):
            if new and model._name == "helpdesk.ticket" and "icrm_" not in field.name:
                continue
            yield model, field, sample


@tagged("post_install", "-at_install")
class TestValuesHttp(AccessHttpCommon):
    def test_debug_mode_names_no_refused_record(self):
        """Core prints the names of refused records in debug mode, which is for all."""
        self.login(self.staff)
        self.session.debug = "1"
        self.session.save() if hasattr(self.session, "save") else None
        response = self.url_open(
            "/web/dataset/call_kw/helpdesk.ticket/read",
            data=json.dumps(
                {
                    "params": {
                        "model": "helpdesk.ticket",
                        "method": "read",
                        "args": [self.foreign.ids, ["name"]],
                        "kwargs": {},
                    }
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        self.assertIn("AccessError", response.text)
        self.assertNotIn("SECRET", response.text)

    def test_a_dialog_tells_no_title_over_json2(self):
        status, answer = self.json2(
            self.staff,
            "icrm.complaint.create",
            "create",
            vals_list=[{"subject": "x", "ticket_id": self.foreign.id}],
        )
        self.assertEqual(status, 403, answer)
        self.assertNotIn("SECRET", str(answer))
