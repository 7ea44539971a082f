# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, MissingError
from odoo.tests import tagged

from .matrix_records import MatrixCommon
from .roles import ROLES
from .tables import CORE, addons

OPERATIONS = {"R": "read", "W": "write", "C": "create", "D": "unlink"}


@tagged("post_install", "-at_install")
class TestMatrix(MatrixCommon):
    """Every role tries every operation on every kind of record."""

    def _may_read(self, record):
        """Return whether the record is found and read; both must agree."""
        try:
            found = bool(
                record.with_context(active_test=False).search([("id", "=", record.id)])
            )
            counted = bool(
                record.with_context(active_test=False)._read_group(
                    [("id", "=", record.id)], [], ["__count"]
                )[0][0]
            )
        except AccessError:
            found = counted = False
        names = [
            name
            for name, field in record._fields.items()
            if field.store and not field.groups and field.column_type
        ]
        try:
            read = bool(record.read([*names[:3], "display_name"]))
        except (AccessError, MissingError):
            read = False
        self.assertEqual({found, counted}, {read}, f"{record} {record.env.user.name}")
        return read

    def _may(self, letter, model, kind, user):
        record = self.records.get((model, kind))
        Model = self.env[model].with_user(user)
        if not Model.has_access(OPERATIONS[letter]):
            return False
        if letter == "C":
            values = self._new_values(model, kind)
            return values is None or self._attempt(lambda: Model.create(values))
        if not record:
            return True
        record = record.with_user(user)
        if letter == "R":
            return self._may_read(record)
        if letter == "D":
            return self._attempt(record.unlink)
        values = self.writes.get((model, kind)) or self.writes[model]
        return self._attempt(lambda: record.write(values))

    def _cells(self):
        for model, kinds in self.matrix.items():
            for kind, rights in kinds.items():
                for role in ROLES:
                    for letter in OPERATIONS:
                        yield letter in rights[role], letter, model, kind, role

    def test_refusals(self):
        wrong = [
            f"{role} must not {OPERATIONS[letter]} {model}, {kind}"
            for allowed, letter, model, kind, role in self._cells()
            if not allowed and self._may(letter, model, kind, getattr(self, role))
        ]
        self.assertFalse(wrong, "\n".join(["", *wrong]))

    def test_rights(self):
        wrong = [
            f"{role} must be able to {OPERATIONS[letter]} {model}, {kind}"
            for allowed, letter, model, kind, role in self._cells()
            if allowed and not self._may(letter, model, kind, getattr(self, role))
        ]
        self.assertFalse(wrong, "\n".join(["", *wrong]))

    # -- the table itself --
    def test_every_model_is_in_the_table(self):
        models = {
            name
            for name, model in self.env.registry.items()
            if name.startswith("icrm.")
            and not model._abstract
            and model._original_module in (CORE, *addons(self.env))
        }
        table = {name for name in self.matrix if name.startswith("icrm.")}
        self.assertFalse(
            models - table,
            "Add a line to MATRIX in tests/access/matrix.py for these models",
        )
        self.assertFalse(table - models, "These models in MATRIX are gone")

    def test_every_kind_has_a_record(self):
        for model, kinds in self.matrix.items():
            for kind in set(kinds) - {"any"}:
                self.assertEqual(
                    len(self.records.get((model, kind), ())),
                    1,
                    f"matrix_records makes no record for {model}, {kind}",
                )

    # -- fields that not everybody may see --
    def test_hidden_fields(self):
        """Read, domain, order, read_group, write refuse alike."""
        tried = 0
        for model in self.matrix:
            Model = self.env[model]
            hidden = [
                field
                for field in Model._fields.values()
                if field.groups and field.groups != "base.group_user"
            ]
            for role in ROLES:
                user = getattr(self, role)
                as_user = Model.with_user(user)
                if not (as_user.has_access("read") and as_user.search_count([])):
                    continue
                for field in hidden:
                    if user.has_groups(field.groups):
                        continue
                    self._assert_hidden(as_user, field)
                    tried += 1
        self.assertTrue(tried)

    def _assert_hidden(self, model, field):
        what = f"{field} {model.env.user.name}"
        self.assertNotIn(field.name, model.fields_get())
        record = next(
            (
                record
                for (name, _kind), record in self.records.items()
                if name == model._name
            ),
            model,
        )
        record = record.with_user(model.env.user)
        channels = {"read": lambda: record.read([field.name])}
        if field.store:
            channels |= {
                "domain": lambda: model.search([(field.name, "!=", False)], limit=1),
                "order": lambda: model.search([], order=field.name, limit=1),
                "read_group": lambda: model.formatted_read_group(
                    [], [field.name], ["__count"]
                ),
                "aggregate": lambda: model.formatted_read_group(
                    [], [], [f"{field.name}:count"]
                ),
                "write": lambda: record.write({field.name: False}),
            }
            if field.type in ("one2many", "many2many"):
                del channels["order"]
            if field.type == "one2many":
                del channels["read_group"], channels["aggregate"]
        for channel, action in channels.items():
            self.assertFalse(self._attempt(action), f"{channel} {what}")
