# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .matrix_records import MatrixCommon
from .roles import ROLES
from .tables import extended


@tagged("post_install", "-at_install")
class TestShared(MatrixCommon):
    """Rows without a company are written by the administrator only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Other"})
        cls.officer_2 = cls._user(
            "officer_2",
            None,
            "icrm_internal.group_icrm_officer,icrm_internal.group_icrm_desk",
        )
        cls.officer_2.write({"company_ids": cls.other.ids, "company_id": cls.other.id})
        cls.roles = {role: getattr(cls, role) for role in ROLES}
        cls.roles["officer_2"] = cls.officer_2

    def _shared(self):
        """Return a row without a company of every model that may have one."""
        found = {}
        for name, model in self.env.registry.items():
            company = model._fields.get("company_id")
            if (
                not name.startswith("icrm.")
                or model._abstract
                or model._transient
                or not model._auto
                or company is None
                or not company.store
                or company.required
                or company.related  # a part of what belongs to a company
                or name == "icrm.message"  # one person's, written by the system alone
            ):
                continue
            row = next(
                (
                    record
                    for (one, kind), record in self.records.items()
                    # an employee has a company, a department need not
                    if one == name
                    and record
                    and (name != "icrm.customer" or kind == "of a department")
                ),
                self.env[name].search([], limit=1),
            )
            self.assertTrue(row, f"no row of {name} to try")
            self.env.flush_all()
            self.env.cr.execute(
                f"UPDATE {row._table} SET company_id = NULL WHERE id = %s", [row.id]
            )
            found[name] = row
        self.env.invalidate_all()
        return found

    def test_shared_rows(self):
        shared = self._shared()
        for name in (
            *("icrm.kpi", "icrm.service.category", "icrm.dimension", "icrm.segment"),
            *("icrm.evaluation.template", "icrm.theme", "icrm.interest"),
            *("icrm.complaint.cause", "icrm.kpi.target", "icrm.customer"),
            *extended(self.env, "SHARED", {}),
        ):
            self.assertIn(name, shared)
        wrong = [
            f"{role} must not {operation} {row}"
            for row in shared.values()
            for role, user in self.roles.items()
            for operation in ("write", "unlink", "create")
            if role != "admin_user" and row.with_user(user).has_access(operation)
        ]
        self.assertFalse(wrong, "\n".join(["", *wrong]))
        for name, row in shared.items():
            as_admin = row.with_user(self.admin_user)
            self.assertTrue(as_admin.has_access("write"), name)

    def test_every_such_model_is_one_of_ours(self):
        shared = self.env.registry["icrm.shared"]
        for name in self._shared():
            if name != "icrm.customer":  # its company follows from HR
                self.assertTrue(issubclass(self.env.registry[name], shared), name)

    def test_what_hangs_on_shared_rows(self):
        """A part of what is shared is shared."""
        shared = self._shared()
        tried = 0
        for (name, _kind), record in self.records.items():
            if not record or "company_id" in record or not record._auto:
                continue
            parents = [
                field
                for field in record._fields.values()
                if field.type == "many2one"
                and field.store
                and field.required
                and field.comodel_name in shared
                and field.comodel_name != "icrm.customer"
            ]
            for field in parents:
                if record[field.name] not in shared.values():
                    continue
                tried += 1
                for role in ("officer", "officer_2", "desk", "it_head"):
                    self.assertFalse(
                        record.with_user(self.roles[role]).has_access("write"),
                        f"{name} {role}",
                    )
        self.assertTrue(tried)

    def test_own_rows(self):
        """Others make their own company's, and cannot give them away."""
        for user, company in (
            (self.officer, self.company),
            (self.officer_2, self.other),
        ):
            for model, values in {
                "icrm.service.category": {"name": f"Own {user.login}"},
                "icrm.dimension": {"name": "x", "code": user.login},
                "icrm.interest": {"name": f"Own {user.login}"},
                "icrm.theme": {"name": f"Own {user.login}"},
                "icrm.kpi": {"name": "x", "code": user.login, "definition": "x"},
                "icrm.evaluation.template": {"name": "x"},
                "icrm.segment": {"name": "x"},
                **{
                    model: make(user)
                    for model, make in extended(self.env, "SHARED", {}).items()
                    if make
                },
            }.items():
                Model = self.env[model].with_user(user)
                with self.assertRaises(AccessError, msg=model):
                    Model.create({**values, "company_id": False})
                row = Model.create(values)
                self.assertEqual(row.company_id, company, model)
                row.write({"name": f"{row.name}!"})
                for foreign in (False, (self.company | self.other - company)[:1].id):
                    if foreign == company.id:
                        continue
                    with self.assertRaises(AccessError, msg=model):
                        row.write({"company_id": foreign})
                    row.invalidate_recordset()
        category = self.env["icrm.service.category"].search(
            [("company_id", "=", self.other.id)]
        )
        self.assertTrue(category)
        for user in (self.officer, self.staff, self.admin_user):
            self.assertFalse(category.with_user(user).has_access("read"))

    def test_administrator_makes_shared_rows(self):
        row = self.env["icrm.dimension"].with_user(self.admin_user)
        row = row.create({"name": "x", "code": "shared"})
        self.assertFalse(row.company_id)
        copied = row.with_user(self.officer).copy({"code": "own"})
        self.assertEqual(copied.company_id, self.company)

    def test_a_criterion_does_not_move_into_a_shared_template(self):
        shared = self.records["icrm.evaluation.template", "any"]
        own = shared.with_user(self.officer).copy({"name": "Own"})
        self.assertEqual(own.company_id, self.company)
        self.assertTrue(own.criterion_ids)
        with self.assertRaises(AccessError):
            own.criterion_ids[0].template_id = shared

    def test_targets_of_a_shared_indicator(self):
        """The company's own departments have theirs; the one for all is for all."""
        kpi = self.records["icrm.kpi", "any"]
        self.assertFalse(kpi.company_id)
        Target = self.env["icrm.kpi.target"].with_user(self.officer)
        values = {"kpi_id": kpi.id, "date_from": "2001-01-01", "floor": 1, "target": 5}
        own = Target.create({**values, "department_id": self.it.id})
        self.assertEqual(own.company_id, self.company)
        with self.assertRaises(AccessError):
            Target.create(values)
        with self.assertRaises(AccessError):
            own.department_id = False
