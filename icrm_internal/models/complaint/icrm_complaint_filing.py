# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib

import psycopg2.errors

from odoo import api, models
from odoo.exceptions import ConcurrencyError, UserError

from ..access import given
from .icrm_complaint import SUBJECT_LIMIT, TEXT_LIMIT

FILE_KEYS = {
    "protection",
    "against",
    "service_id",
    "department_id",
    "ticket_id",
    "against_head",
    "subject",
    "text",
    "files",
    "form_key",
}
FORM_KEY_LIMIT = 64


class IcrmComplaint(models.Model):
    """The door for those who complain with an account: by name, or confidentially."""

    _inherit = "icrm.complaint"

    @api.model
    def file_complaint(self, values):
        """File a complaint as the current user; return it.

        :param dict values:

            - ``protection``: "identified" or "confidential"; an anonymous complaint
              cannot be filed with an account: use the page /complaint/new
            - ``against``: "service", "department" or "request", and the id that goes
              with it: ``service_id``, ``department_id`` or ``ticket_id`` (a request
              of the caller's own)
            - ``against_head``: it is about the head of the department in person
            - ``subject``: up to 200 characters; ``text``: up to 20,000
            - ``files``: list of pairs, name and content in base64
            - ``form_key``: up to 64 characters; sent again it returns the complaint
              that it made the first time

        :raise UserError: names what is wrong; nothing is stored then
        """
        self._check_filing_keys(values)
        customer = self.env["icrm.customer"]._from_user()
        if not customer:
            raise UserError(
                self.env._(
                    "You are not known as an internal customer of %(company)s: no "
                    "employee is linked to your user. Please ask your HR department to "
                    "link one, or complain anonymously.",
                    company=self.env.company.name,
                )
            )
        protection = values.get("protection")
        if protection not in ("identified", "confidential"):
            raise UserError(
                self.env._(
                    "Protection: with your name or confidential. For an anonymous "
                    "complaint open the page /complaint/new; it does not know you."
                )
            )
        subject_vals = self._prepare_against(values)
        files = self._decode_files(values.get("files"))
        digest = self._digest_form(values.get("form_key"), f"user {self.env.uid}")
        # sudo: nobody has the right to create complaints as such; all of it is checked.
        complaint_sudo = self.sudo()._find_by_form(digest)
        if complaint_sudo:
            return complaint_sudo.sudo(False)
        identity_vals = {"customer_id": customer.id, "user_id": self.env.uid}
        if protection == "confidential":
            identity_vals["ticket_id"] = subject_vals.pop("ticket_id", False)
        else:
            subject_vals["customer_department_id"] = customer.department_id.id
        complaint_sudo = self.sudo()._create_filed(
            {
                **subject_vals,
                "protection": protection,
                "subject": values["subject"].strip(),
                "text": values["text"].strip(),
                "form_digest": digest,
            }
        )
        self.env["icrm.complaint.identity"].sudo().create(
            {**identity_vals, "complaint_id": complaint_sudo.id}
        )
        complaint_sudo._add_evidence("complainant", files)
        complaint_sudo.invalidate_recordset()
        return complaint_sudo.sudo(False)

    # -- checks --
    def _check_filing_keys(self, values):
        """Refuse what is no complaint, by the names, types and sizes of its values."""
        _ = self.env._
        if not isinstance(values, dict):
            raise UserError(_("A complaint needs named values."))
        if unknown := sorted(map(str, values.keys() - FILE_KEYS)):
            raise UserError(
                _(
                    "A complaint cannot take: %(unknown)s. It takes: %(known)s.",
                    unknown=", ".join(unknown)[:200],
                    known=", ".join(sorted(FILE_KEYS)),
                )
            )
        self._check_words(_("Subject"), values.get("subject"), SUBJECT_LIMIT)
        self._check_words(_("What happened"), values.get("text"), TEXT_LIMIT)
        given.text_of(self.env, _("Form key"), values.get("form_key"), FORM_KEY_LIMIT)
        given.flag_of(self.env, _("Against the head"), values.get("against_head"))

    @api.model
    def _check_words(self, label, text, limit, required=True):
        """Return *text* without blanks around it, if it is one and not too long."""
        return given.text_of(self.env, label, text, limit, required)

    def _prepare_against(self, values):
        """Return what the complaint is about, every id checked as the caller."""
        _ = self.env._
        against = values.get("against")
        about = {
            "service": ("icrm.service", "service_id", _("Service")),
            "department": ("hr.department", "department_id", _("Department")),
            "request": ("helpdesk.ticket", "ticket_id", _("Request")),
        }.get(against if isinstance(against, str) else None)
        if not about:
            raise UserError(
                _("Against: a service, a department or the handling of a request.")
            )
        model, key, label = about
        record = self.env[model].search([("id", "=", given.id_of(values.get(key)))])
        if record and against == "request" and not record.icrm_is_mine:
            record = False
        if not record:
            raise UserError(_("%(field)s: choose one of those offered.", field=label))
        # sudo: whose service or request it is, and who heads that department
        record_sudo = record.sudo()
        department_sudo = {
            "service": lambda: record_sudo.department_id,
            "department": lambda: record_sudo,
            "request": lambda: record_sudo.icrm_provider_department_id
            or record_sudo.team_id.icrm_department_id,
        }[against]()
        company = self.env.company
        if against != "department":
            company = record_sudo.company_id or company
        elif record_sudo.company_id:
            company = record_sudo.company_id
        if company not in self.env.user.company_ids:
            raise UserError(_("%(field)s: choose one of those offered.", field=label))
        vals = {
            "against": against,
            key: record.id,
            "company_id": company.id,
            **self._prepare_concerned(department_sudo, values.get("against_head")),
        }
        if against == "request":
            vals["service_id"] = record_sudo.icrm_service_id.id
        return vals

    @api.model
    def _prepare_concerned(self, department_sudo, against_head):
        """Return the fields that say whom a complaint concerns."""
        return {
            "department_id": department_sudo.id,
            "department_name": department_sudo.name,
            "against_head": bool(against_head),
            "concerned_employee_id": against_head and department_sudo.manager_id.id,
            "concerned_user_id": against_head and department_sudo.manager_id.user_id.id,
        }

    # -- one form, one complaint --
    @api.model
    def _digest_form(self, form_key, owner):
        """Return what is stored of a form: whose it was cannot be read from it."""
        if not form_key:
            return False
        return hashlib.sha256(f"{owner}/{form_key}".encode()).hexdigest()

    def _find_by_form(self, digest):
        if not digest:
            return self.browse()
        return self.search([("form_digest", "=", digest)], limit=1)

    def _create_filed(self, vals):
        """Create a complaint and start its clocks. Call it in sudo, all checked."""
        company = self.env["res.company"].browse(vals["company_id"])
        try:
            with self.env.cr.savepoint():
                complaint = self.with_company(company).create(
                    {**vals, "filed_on": self.with_company(company)._today()}
                )
        except psycopg2.errors.UniqueViolation as error:
            if error.diag.constraint_name != "icrm_complaint_form_uniq":
                raise
            # The same form was sent at the same time and the other one won. This
            # transaction cannot see what it wrote; a new one will, and Odoo begins one.
            raise ConcurrencyError("the same form was sent at the same time") from error
        complaint._start_clocks("complaint_acknowledge", "complaint_resolve")
        return complaint
