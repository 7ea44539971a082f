# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from functools import partial

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..access import caller_values
from ..access.groups import OFFICER
from ..access.icrm_reason_mixin import ReasonStep
from ..access.jobs import run_step
from .duty import get_duties, is_gone

# The number of a row: that of the field times this, plus that of the record. A row
# number would name another record as soon as one before it is settled.
ID_BASE = 2**31

PEOPLE = ("res.users", "hr.employee", "icrm.customer")


class IcrmOrphanedWork(models.Model):
    """Open work whose people are gone: one row for each record and field.

    A table on the fly: of each :class:`~.duty.Duty` the records that the reader may see
    and nobody answers for. Nothing is stored, so nothing can be out of date.

    What moves by itself when somebody leaves (``Duty.release``) does so at once; the
    rest stays here until an officer reassigns it.
    """

    _name = "icrm.orphaned.work"
    _inherit = "icrm.reason.mixin"
    _description = "Orphaned Work"
    _auto = False
    _order = "res_model, role, res_id"
    _rec_name = "name"

    res_model = fields.Selection(
        selection="_get_models", string="Kind of Record", readonly=True
    )
    res_id = fields.Many2oneReference(
        string="Record Number", model_field="res_model", readonly=True
    )
    role = fields.Char(string="Field", readonly=True)
    name = fields.Char(string="Record", compute="_compute_record")
    role_name = fields.Char(string="Role", compute="_compute_record")
    reason = fields.Selection(
        [
            ("left", "Has left"),
            ("company", "No access to the company"),
            ("dissolved", "Archived"),
            ("nobody", "No one named"),
        ],
        string="Why",
        readonly=True,
    )
    person_name = fields.Char(string="Person in Charge", compute="_compute_record")
    user_id = fields.Many2one("res.users", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    can_reassign = fields.Boolean(compute="_compute_record")

    # ------------------------------------------------------------------
    # The table
    # ------------------------------------------------------------------

    @api.model
    def _get_models(self):
        """Return the kinds of records, in the language of the reader."""
        # sudo: the names of models
        models_sudo = self.env["ir.model"].sudo()
        names = {model._name for model, _duty in get_duties(self.env)}
        return [(name, models_sudo._get(name).name) for name in sorted(names)]

    @property
    def _table_query(self):
        selects = [
            self._select_orphans(model, duty)
            for model, duty in get_duties(self.env)
            if model.has_access("read")
        ] or [
            SQL(
                "SELECT 0 AS id, '' AS res_model, 0 AS res_id, '' AS role,"
                " '' AS reason, 0 AS user_id, 0 AS department_id, 0 AS company_id"
                " WHERE FALSE"
            )
        ]
        return SQL(" UNION ALL ").join(selects)

    def _select_orphans(self, model, duty):
        """Return the rows of one duty: the SELECT of the records without anybody.

        Only records that the reader may see: a complaint is not betrayed here.
        """
        field = model._fields[duty.field]
        domain = Domain(list(duty.domain))
        if model._active_name:
            domain &= Domain(model._active_name, "=", True)
        query = model.with_context(active_test=False)._search(domain)
        # sudo: the columns of records that the reader's rules let through
        model_sudo = model.sudo()
        company = SQL("NULL::int")
        if "company_id" in model and model._fields["company_id"].store:
            company = model_sudo._field_to_sql(query.table, "company_id", query)
        record_id = SQL.identifier(query.table, "id")
        if field.type == "many2many":
            # To flush what waits to be written
            link = SQL(to_flush=field)
            open_records = query.select(
                SQL("%s AS id", record_id), SQL("%s AS company_id", company)
            )
            people = SQL(
                "(%s) AS work%s LEFT JOIN %s AS link ON link.%s = work.id",
                open_records,
                link,
                SQL.identifier(field.relation),
                SQL.identifier(field.column1),
            )
            named = SQL("link.%s", SQL.identifier(field.column2))
        else:
            people = SQL(
                "(%s) AS work",
                query.select(
                    SQL("%s AS id", record_id),
                    SQL("%s AS company_id", company),
                    SQL(
                        "%s AS named",
                        model_sudo._field_to_sql(query.table, duty.field, query),
                    ),
                ),
            )
            named = SQL("work.named")
        comodel = self.env[field.comodel_name]
        gone, user, no_access = self._get_person_sql(comodel)
        is_department = comodel._name == "hr.department"
        columns = {
            "counted": SQL("(%s IS NOT NULL)::int", named),
            "gone": gone,
            "unable": SQL("(%s OR %s)", gone, no_access),
            "user": user,
            "department": SQL("person.id") if is_department else SQL("NULL::int"),
        }
        filtered = SQL("WHERE")
        if field.type == "many2many":
            filtered = SQL("GROUP BY work.id, work.company_id HAVING")
            columns = {
                "counted": SQL("COUNT(%s)", named),
                "gone": SQL("BOOL_AND(%s)", gone),
                "unable": SQL("BOOL_AND(%s)", columns["unable"]),
                "user": SQL("MIN(%s)", user),
                "department": SQL("MIN(%s)", columns["department"]),
            }
        return SQL(
            """
            SELECT %(field_id)s::bigint * %(base)s + work.id AS id,
                   %(model)s AS res_model,
                   work.id AS res_id,
                   %(role)s AS role,
                   CASE WHEN %(counted)s = 0 THEN 'nobody'
                        WHEN NOT %(gone)s THEN 'company'
                        ELSE %(reason)s
                    END AS reason,
                   %(user)s AS user_id,
                   %(department)s AS department_id,
                   work.company_id
              FROM %(people)s
         LEFT JOIN %(table)s AS person ON person.id = %(named)s
                   %(filtered)s %(counted)s > 0 AND %(unable)s
                OR %(required)s AND %(counted)s = 0
            """,
            field_id=self.env["ir.model.fields"]._get_ids(model._name)[duty.field],
            base=ID_BASE,
            model=model._name,
            role=duty.field,
            named=named,
            reason="left" if comodel._name in PEOPLE else "dissolved",
            people=people,
            table=SQL.identifier(comodel._table),
            filtered=filtered,
            required=duty.required,
            **columns,
        )

    @api.model
    def _get_person_sql(self, comodel):
        """Return whether ``person`` is gone, their user, and whether they have no
        access to the company of ``work``."""
        if comodel._name == "res.users":
            companies = SQL(to_flush=comodel._fields["company_ids"])
            no_access = SQL(
                """(
                    work.company_id IS NOT NULL AND NOT EXISTS (
                        SELECT FROM res_company_users_rel AS allowed%s
                         WHERE allowed.user_id = person.id
                           AND allowed.cid = work.company_id
                    )
                )""",
                companies,
            )
            return is_gone(self.env, "person"), SQL("person.id"), no_access
        active = SQL.identifier("person", "active", to_flush=comodel._fields["active"])
        user = SQL("NULL::int")
        if comodel._name in PEOPLE:
            user = SQL.identifier(
                "person", "user_id", to_flush=comodel._fields["user_id"]
            )
        return SQL("(%s IS NOT TRUE)", active), user, SQL("FALSE")

    # ------------------------------------------------------------------
    # Rows
    # ------------------------------------------------------------------

    @api.depends("res_model", "res_id", "role")
    @api.depends_context("lang", "uid")
    def _compute_record(self):
        """Name records, roles and people; a few queries for each kind of record."""
        duties = self._get_duties()
        for (model_name, role), rows in self.grouped(
            lambda row: (row.res_model, row.role)
        ).items():
            duty = duties.get((model_name, role))
            if not duty:
                rows.update(dict.fromkeys(("name", "role_name", "person_name"), False))
                rows.can_reassign = False
                continue
            Model = self.env[model_name].with_context(active_test=False)
            field = Model._fields[role]
            label = field._description_string(self.env)
            records = Model.browse(rows.mapped("res_id")).exists()
            writable = Model.browse()
            if field.comodel_name == "res.users" and duty.reassign:
                writable = records
                if not callable(duty.reassign):
                    writable = records._filtered_access("write")
            for row in rows:
                record = records.filtered(lambda it, row=row: it.id == row.res_id)
                row.name = record.display_name if record else False
                row.role_name = label
                # sudo: the names of colleagues who have left
                people_sudo = record.sudo()[role]
                row.person_name = ", ".join(people_sudo.mapped("display_name"))
                row.can_reassign = record in writable if record else False

    @api.model
    def _get_duties(self):
        """Return ``{(model name, field name): Duty}``."""
        return {(model._name, duty.field): duty for model, duty in get_duties(self.env)}

    def _get_record(self):
        """Return the record of this row, as the reader may see it."""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id)

    def action_open(self):
        """Open the record that is in nobody's hands, or what it is part of."""
        self.ensure_one()
        self.check_access("read")
        record = self._get_record()
        if shown := self._get_duties()[self.res_model, self.role].shown:
            record = record[shown]
        return record.get_formview_action()

    # ------------------------------------------------------------------
    # Reassigning
    # ------------------------------------------------------------------

    @api.model
    def _icrm_reason_steps(self):
        return super()._icrm_reason_steps() | {
            "action_reassign": ReasonStep(
                title=self.env._("Reassign"),
                button=self.env._("Reassign"),
                hint=self.env._("The new person is notified with the reason."),
                placeholder=self.env._("Reason (logged on the records)"),
                asks_person=True,
            )
        }

    def action_open_reassign(self):
        """Ask for the new person and the reason."""
        return self._icrm_ask_reason("action_reassign")

    def action_reassign(self, reason, user_id):
        """Put somebody else in charge of the records of these rows.

        Each record is written with the caller's own rights.

        :param str reason: up to 2,000 characters, compulsory
        :param int user_id: an internal user who works in the records' companies
        """
        self.check_access("read")
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only officers can reassign work."))
        reason = caller_values.reason_of(self.env, reason)
        user = caller_values.record_of(self.env["res.users"], user_id)
        if not user:
            raise UserError(self.env._("Choose the person who takes over."))
        rows = self.exists()
        if not rows:
            raise UserError(self.env._("This work is no longer orphaned."))
        records = []
        for row in rows:
            record = row._get_record()
            if not row.can_reassign:
                raise UserError(
                    self.env._(
                        "%(record)s: open the record to change “%(field)s”.",
                        record=row.name,
                        field=row.role_name,
                    )
                )
            self._check_assignable(record, user)
            row._reassign_record(record, user, reason)
            records.append(record)
        self._notify_assigned(user, reason, records)
        return True

    def _reassign_record(self, record, user, reason):
        duty = self._get_duties()[self.res_model, self.role]
        if callable(duty.reassign):
            duty.reassign(record, user, reason)
            return
        record.check_access("write")
        field = record._fields[duty.field]
        # sudo: who is gone; the caller may write the record
        gone_sudo = record.sudo().with_context(active_test=False)[duty.field]
        value = user.id
        if field.type == "many2many":
            value = [Command.unlink(person.id) for person in gone_sudo]
            value.append(Command.link(user.id))
        # Odoo unlinks only whom it sees.
        record.with_context(active_test=False).write({duty.field: value})
        self._log_reassigned(record, self.role_name, gone_sudo, user, reason)

    @api.model
    def _check_assignable(self, record, user):
        """Raise unless *user* works here, and in the company of *record*."""
        # sudo: users and companies are compared, visible to the caller or not.
        record_sudo = record.sudo()
        company_sudo = record_sudo.env["res.company"]
        if "company_id" in record:
            company_sudo = record_sudo.company_id
        if not user._icrm_filter_available(company_sudo):
            raise UserError(
                self.env._(
                    "%(name)s cannot take over %(record)s: choose an active internal "
                    "user with access to %(company)s.",
                    name=user.name,
                    record=record_sudo.display_name,
                    company=company_sudo.name or self.env._("the company"),
                )
            )

    @api.model
    def _log_reassigned(self, record, role, former, user, reason):
        """Write down who put whom in charge instead of whom, and why."""
        text = self.env._(
            "%(role)s: %(former)s → %(user)s. %(reason)s",
            role=role,
            former=", ".join(former.mapped("name")) or "-",
            user=user.name,
            reason=reason,
        )
        if isinstance(record, self.env.registry["mail.thread"]):
            # sudo: a note of what the caller just did
            record.sudo()._message_log(body=text, author_id=self.env.user.partner_id.id)
        self.env["icrm.access.log"]._record("reassign", record, text)

    def _notify_assigned(self, user, reason, records):
        """Called with who takes over what, to notify them once."""

    # ------------------------------------------------------------------
    # When people leave
    # ------------------------------------------------------------------

    @api.model
    def _release(self, gone, forced=False):
        """Move what can be moved by itself; tell officers what remains. In sudo.

        Safe to call at any time, and twice.

        :param gone: users, customers or departments that may be gone
        :param forced: they are about to be deleted
        """
        self = self.sudo().with_context(caller_values.context_of(self.env))
        for model, duty in get_duties(self.env):
            if duty.release and model._fields[duty.field].comodel_name == gone._name:
                self._release_duty(model, duty, gone, forced)

    @api.model
    def _release_duty(self, model, duty, gone, forced=False):
        """Release the records of one duty."""
        records = model.with_context(active_test=False).search(
            Domain(list(duty.domain)) & Domain(duty.field, "in", gone.ids)
        )
        by_company = {self.env["res.company"]: records}
        if gone._name == "res.users" and "company_id" in model:
            by_company = records.grouped("company_id")
        for company, work in by_company.items():
            missing = gone
            if not forced and gone._name == "res.users":
                missing = gone - gone._icrm_filter_available(company)
            elif not forced:
                missing = gone.filtered(lambda person: not person.active)
            work = work.filtered(
                lambda record, missing=missing: record[duty.field] & missing
            )
            if work:
                duty.release(work, missing)

    @api.model
    def _notify_officers(self, gone):
        """Tell the officers how much of *gone* (users, departments) needs somebody.

        Each of them only what they may see themselves.
        """
        if not gone or self.env.context.get("tracking_disable"):
            return
        names = {"res.users": "user_id", "hr.department": "department_id"}
        domain = Domain(names[gone._name], "in", gone.ids)
        # sudo: who the officers are
        for officer in self.env.ref(OFFICER).sudo().all_user_ids.filtered("active"):
            if officer.share or officer == self.env.ref("base.user_root"):
                continue
            reader = self.with_user(officer).with_context(
                allowed_company_ids=officer.company_ids.ids, lang=officer.lang
            )
            counts = reader._read_group(domain, ["res_model"], ["__count"])
            if not counts:
                continue
            # sudo: who left, for officers
            self._notify_officer(officer, gone.sudo().mapped("name"), dict(counts))

    @api.model
    def _notify_officer(self, officer, names, counts):
        """Called with how many records of which models need somebody.

        :param names: of the people or departments that are gone
        :param counts: {model: number of records}
        """

    @api.model
    def _cron_release(self):
        """Release what came in by other ways than archiving people and departments.

        One duty that fails is reported, the others are released.
        """
        # sudo: the job looks at all.
        self = self.sudo().with_context(active_test=False)
        gone = {
            "res.users": self.env["res.users"]
            .search(
                ["|", "|", ("active", "=", False), ("share", "=", True)]
                + [("icrm_has_left", "=", True)]
            )
            .ids,
            "icrm.customer": self.env["icrm.customer"]
            .search([("active", "=", False)])
            .ids,
            "hr.department": self.env["hr.department"]
            .search([("active", "=", False)])
            .ids,
        }
        for model, duty in get_duties(self.env):
            comodel = model._fields[duty.field].comodel_name
            if not duty.release or not gone.get(comodel):
                continue
            people = self.env[comodel].browse(gone[comodel])
            run_step(
                self.env,
                f"{model._name}.{duty.field}",
                partial(self._release_duty, model, duty, people),
            )
