# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .icrm_customer import FROM_HR, LINK

_logger = logging.getLogger(__name__)

# One row per employee: what _prepare_from_hr says, in SQL.
EMPLOYEES = SQL(
    """
    SELECT 'employee' AS kind,
           employee.id AS employee_id,
           employee.name,
           COALESCE(employee.active, FALSE) AS active,
           version.department_id,
           version.job_title,
           COALESCE(employee.work_contact_id, users.partner_id) AS partner_id,
           COALESCE(employee.user_id, contact_user.id) AS user_id,
           employee.company_id
      FROM hr_employee employee
 LEFT JOIN hr_version version ON version.id = employee.current_version_id
 LEFT JOIN res_users users ON users.id = employee.user_id
 LEFT JOIN LATERAL (
               SELECT id
                 FROM res_users
                WHERE partner_id = employee.work_contact_id
                  AND active
             ORDER BY share, id
                LIMIT 1
           ) contact_user ON employee.user_id IS NULL
    """
)
DEPARTMENTS = SQL(
    """
    SELECT 'department' AS kind,
           NULL::integer AS employee_id,
           COALESCE(
               department.name->>partner.lang, department.name->>'en_US'
           ) AS name,
           COALESCE(department.active, FALSE) AS active,
           department.id AS department_id,
           NULL::varchar AS job_title,
           NULL::integer AS partner_id,
           NULL::integer AS user_id,
           department.company_id
      FROM hr_department department
 LEFT JOIN res_company company ON company.id = department.company_id
 LEFT JOIN res_partner partner ON partner.id = company.partner_id
    """
)
# As IcrmCustomer._keep_known says: who was linked later waits to be confirmed.
KEPT_LINK = {
    "user_id": SQL(
        """
        CASE WHEN source.user_id IS NULL THEN NULL
             WHEN customer.known_user_id IS NULL AND customer.pending_user_id IS NULL
             THEN source.user_id
             ELSE customer.known_user_id
         END
        """
    ),
    "partner_id": SQL(
        """
        CASE WHEN customer.pending_user_id IS NOT NULL
               OR customer.known_user_id <> source.user_id
             THEN customer.partner_id
             ELSE source.partner_id
         END
        """
    ),
}
SAME_EMPLOYEE = SQL("customer.employee_id = source.employee_id")
SAME_DEPARTMENT = SQL(
    "customer.kind = 'department' AND customer.department_id = source.department_id"
)


class IcrmCustomer(models.Model):
    _inherit = "icrm.customer"

    @api.model
    def _create_for(self, records):
        """Create the customers of new employees or departments; no access check.

        The number of statements does not depend on the number of *records*.
        """
        self_sudo = self.sudo().with_context(
            mail_create_nolog=True, mail_create_nosubscribe=True, tracking_disable=True
        )
        is_employee = records._name == "hr.employee"
        return self_sudo.create(
            [
                {
                    **self._prepare_from_hr(record),
                    "kind": "employee" if is_employee else "department",
                    "employee_id": is_employee and record.id,
                    "lang": is_employee and record.work_contact_id.lang,
                }
                for record in records.sudo()
            ]
        )

    @api.model
    def _of_department(self, departments):
        """Return the customers that *departments* are, archived ones included."""
        return self.with_context(active_test=False).search(
            [("kind", "=", "department"), ("department_id", "in", departments.ids)]
        )

    def _refresh_from_hr(self):
        """Have the copies of HR's data computed anew."""
        for name in FROM_HR:
            self.env.add_to_compute(self._fields[name], self)

    @api.model
    def _sync_with_hr(self):
        """Create the customers that are missing and mend those that differ from HR.

        Four statements, whatever the size of the company; running it again changes
        nothing.

        :return: dict of counts: ``created`` and ``mended``
        """
        self.env.flush_all()
        created, mended = [], []
        for source, same in (
            (DEPARTMENTS, SAME_DEPARTMENT),
            (EMPLOYEES, SAME_EMPLOYEE),
        ):
            mended += self._sync_update(source, same)
            created += self._sync_insert(source, same)
        if created or mended:
            self.invalidate_model()
            self.browse(mended).modified(FROM_HR)
            self._complete_created(self.browse(created))
        return {"created": len(created), "mended": len(mended)}

    @api.model
    def _complete_created(self, customers):
        """Have computed what depends on *customers* that SQL created.

        All but FROM_HR, which SQL has written: computing it would read all of HR.
        """
        customers.modified(FROM_HR, create=True)
        for field in self._fields.values():
            if field.store and field.compute and field.name not in (*FROM_HR, *LINK):
                self.env.add_to_compute(field, customers)

    def _sync_insert(self, source, same):
        """Insert the customers of *source* that are missing; return their ids."""
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO icrm_customer (
                    kind, employee_id, name, active, department_id, job_title,
                    partner_id, user_id, company_id, lang, preferred_channel,
                    quiet_from, quiet_to, known_user_id,
                    create_uid, create_date, write_uid, write_date
                )
                SELECT source.*, partner.lang, 'mail', 0, 0, source.user_id,
                       %(uid)s, now() AT TIME ZONE 'UTC',
                       %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM (%(source)s) source
             LEFT JOIN res_partner partner ON partner.id = source.partner_id
                 WHERE NOT EXISTS (
                           SELECT FROM icrm_customer customer WHERE %(same)s
                       )
           ON CONFLICT DO NOTHING
             RETURNING id
                """,
                source=source,
                same=same,
                uid=self.env.uid,
            )
        )
        return [customer_id for (customer_id,) in rows]

    def _sync_update(self, source, same):
        """Set the customers right that differ from *source*; return their ids."""
        columns = [SQL.identifier(name) for name in FROM_HR]
        theirs = [
            KEPT_LINK.get(name, SQL("source.%s", column))
            for name, column in zip(FROM_HR, columns, strict=True)
        ]
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE icrm_customer customer
                   SET (%(columns)s) = ROW(%(theirs)s),
                       known_user_id = COALESCE(
                           customer.known_user_id,
                           CASE WHEN customer.pending_user_id IS NULL
                                THEN source.user_id END
                       )
                  FROM (%(source)s) source
                 WHERE %(same)s
                   AND (%(ours)s) IS DISTINCT FROM (%(theirs)s)
             RETURNING customer.id
                """,
                columns=SQL(", ").join(columns),
                theirs=SQL(", ").join(theirs),
                ours=SQL(", ").join(SQL("customer.%s", name) for name in columns),
                source=source,
                same=same,
            )
        )
        return [customer_id for (customer_id,) in rows]

    @api.model
    def _cron_sync_with_hr(self):
        """Mend what a change behind the ORM's back (SQL, a restore) left behind."""
        counts = self._sync_with_hr()
        if any(counts.values()):
            _logger.warning(
                "Internal customers out of step with Employees: "
                "%(created)d created, %(mended)d mended",
                counts,
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        self._check_no_history(self)

    @api.model
    def _check_no_history(self, records):
        """Raise if something of this application would lose its customer.

        :param records: customers or departments; asks every stored many2one of this
            application that restricts deletion, so later models are covered too
        """
        references = (
            self.env["ir.model.fields"]
            .sudo()
            .search(
                [
                    ("relation", "=", records._name),
                    ("ttype", "=", "many2one"),
                    ("store", "=", True),
                    ("on_delete", "=", "restrict"),
                    "|",
                    ("name", "=like", "icrm\\_%"),
                    ("model", "=like", "icrm.%"),
                ]
            )
        )
        found = {}
        for field in references:
            model_sudo = self.env[field.model].sudo().with_context(active_test=False)
            ids = model_sudo.search([(field.name, "in", records.ids)]).ids
            if ids:
                found.setdefault(field.model, set()).update(ids)
        if found:
            names = records.sudo().mapped("display_name")
            raise UserError(
                self.env._(
                    "%(names)s cannot be deleted: there is a history (%(history)s). "
                    "Archive instead; the history stays as it is.",
                    names=", ".join(names[:5]) + ("..." if len(names) > 5 else ""),
                    history=", ".join(
                        f"{self.env['ir.model']._get(model).name}: {len(ids)}"
                        for model, ids in found.items()
                    ),
                )
            )
