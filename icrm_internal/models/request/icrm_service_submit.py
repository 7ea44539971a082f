# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import psycopg2.errors

from odoo import models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.tools import plaintext2html

from ..access import given

NAME_LIMIT = 250
DESCRIPTION_LIMIT = 20_000
ATTACHMENT_LIMIT = 10
FORM_KEY_LIMIT = 64
# Where an upload waits until its request exists.
UPLOAD_MODEL = "icrm.request.create"
SUBMIT_KEYS = {
    "name",
    "description",
    "answers",
    "beneficiary_id",
    "attachment_ids",
    "priority",
    "form_key",
    "origin",
    "external_customer_id",
    "external_order",
}
SUBMIT_ORIGINS = ("catalogue", "portal", "api")


class IcrmService(models.Model):
    """The one door through which customers ask for a service."""

    _inherit = "icrm.service"

    def submit_request(self, values):
        """Ask for this service; return the request, a ``helpdesk.ticket``.

        Everything is checked as the caller: that the service is published and meant
        for him, the answers to its form, every id. Sending the same ``form_key`` again
        returns the request it made the first time.

        :param dict values: any of

            - ``name``: the subject, up to 250 characters; by default the service's name
            - ``description``: plain text, or ``Markup``; up to 20,000 characters
            - ``answers``: ``{name of the question: answer}``
            - ``beneficiary_id``: id of an ``icrm.customer``; by default the caller
            - ``attachment_ids``: up to ten ids of the caller's own loose uploads
            - ``priority``: "0" to "3", where the service lets customers choose
            - ``form_key``: up to 64 characters, unique per form shown
            - ``origin``: "catalogue" (default), "portal" or "api"
            - ``external_customer_id``: id of a contact outside, whom the request serves
            - ``external_order``: the number of the order, up to 64 characters

        :raise UserError: names what is wrong; nothing is stored then
        :raise AccessError: the service, or an id, is not the caller's to use
        """
        service = self._check_on_offer()
        values = service._check_request_types(values)
        if existing := service._find_by_form_key(values.get("form_key")):
            return existing
        requester = self.env["icrm.customer"].with_company(service.company_id)
        requester = requester._from_user()
        if not requester:
            raise UserError(
                self.env._(
                    "You are not known as an internal customer of %(company)s: no "
                    "employee is linked to your user. Please ask your HR department to "
                    "link one.",
                    company=service.sudo().company_id.name,
                )
            )
        ticket_vals = service._prepare_request(values, requester)
        attachments_sudo = service._check_uploads(values.get("attachment_ids"))
        ticket_sudo = service._create_request(ticket_vals)
        if attachments_sudo:
            attachments_sudo.write(
                {"res_model": ticket_sudo._name, "res_id": ticket_sudo.id}
            )
        return ticket_sudo.sudo(False)

    # -- checks --
    def _check_on_offer(self):
        """Return this one service if it is published and meant for the caller."""
        # One answer for "does not exist", "not published" and "not for you".
        found = len(self) == 1 and self.search(
            Domain("id", "=", self.id) & self._catalogue_domain(), limit=1
        )
        if not found or found.sudo().company_id not in self.env.user.company_ids:
            raise AccessError(
                self.env._("This service is not offered to you, or no longer.")
            )
        return found

    def _check_request_types(self, values):
        """Return *values* if their names, types and sizes are right."""
        _ = self.env._
        if not isinstance(values, dict):
            raise UserError(
                _(
                    "A request needs named values, not %(kind)s.",
                    kind=type(values).__name__,
                )
            )
        if unknown := sorted(map(str, values.keys() - SUBMIT_KEYS)):
            raise UserError(
                _(
                    "A request cannot take: %(unknown)s. It takes: %(known)s.",
                    unknown=", ".join(unknown)[:200],
                    known=", ".join(sorted(SUBMIT_KEYS)),
                )
            )
        labels = {
            "name": (_("Subject"), NAME_LIMIT),
            "description": (_("Description"), DESCRIPTION_LIMIT),
            "form_key": (_("Form key"), FORM_KEY_LIMIT),
        }
        for key, (label, limit) in labels.items():
            given.text_of(self.env, label, values.get(key), limit)
        if values.get("origin") and values["origin"] not in SUBMIT_ORIGINS:
            raise UserError(
                _(
                    "Origin: one of %(origins)s is expected.",
                    origins=", ".join(SUBMIT_ORIGINS),
                )
            )
        if not isinstance(values.get("answers") or {}, dict):
            raise UserError(_("Answers: a value per question is expected."))
        self._check_priority(values.get("priority"))
        return values

    def _check_priority(self, priority):
        """Return the priority if it is one; ``None`` for the service's own."""
        if priority in (None, False, ""):
            return None
        priorities = dict(
            self._fields["default_priority"]._description_selection(self.env)
        )
        if not isinstance(priority, str) or priority not in priorities:
            raise UserError(
                self.env._(
                    "Priority: one of %(priorities)s is expected.",
                    priorities=", ".join(priorities),
                )
            )
        return priority

    def _prepare_request(self, values, requester):
        """Return the values of the ticket, every id checked as the caller."""
        self.ensure_one()
        service_sudo = self.sudo()
        priority = self._check_priority(values.get("priority"))
        if priority and priority != service_sudo.default_priority:
            if not (service_sudo.customer_priority or self._is_served_by_caller()):
                raise UserError(
                    self.env._(
                        "Priority: this service does not let customers choose it."
                    )
                )
        description = values.get("description") or ""
        # A plain text keeps its line breaks; Markup is sanitized by the field.
        if not hasattr(description, "__html__"):
            description = plaintext2html(description) if description.strip() else ""
        return {
            "name": (values.get("name") or "").strip() or self.name,
            "description": description,
            "priority": priority or service_sudo.default_priority,
            "icrm_service_id": self.id,
            "icrm_requester_id": requester.id,
            "icrm_beneficiary_id": self._check_beneficiary(
                values.get("beneficiary_id"), requester
            ).id,
            "icrm_answers": self._check_answers(values.get("answers") or {}),
            "icrm_origin": values.get("origin") or "catalogue",
            "icrm_form_key": values.get("form_key") or False,
        }

    def _is_served_by_caller(self):
        """Return whether the caller is one of those who serve this service."""
        service_sudo = self.sudo()
        return self.env["helpdesk.ticket"]._icrm_may_serve(
            service_sudo.team_id, service_sudo.department_id
        )

    def _check_beneficiary(self, beneficiary_id, requester):
        if beneficiary_id in (None, False):
            return requester
        Customer = self.env["icrm.customer"]
        beneficiary = Customer.search(
            [
                ("id", "=", given.id_of(beneficiary_id)),
                ("company_id", "=", self.sudo().company_id.id),
            ]
        )
        if not beneficiary:
            raise UserError(
                self.env._(
                    "Beneficiary: choose an active internal customer of %(company)s.",
                    company=self.sudo().company_id.name,
                )
            )
        return beneficiary

    def _check_uploads(self, attachment_ids):
        """Return the caller's loose uploads with these ids, in sudo."""
        attachment_ids = given.ids_of(
            self.env, self.env._("Attachments"), attachment_ids
        )
        if len(attachment_ids) > ATTACHMENT_LIMIT:
            raise UserError(
                self.env._(
                    "Attachments: at most %(limit)s, not %(count)s.",
                    limit=ATTACHMENT_LIMIT,
                    count=len(attachment_ids),
                )
            )
        # sudo: a portal user cannot read a loose upload; it must be the caller's own,
        # attached to nothing yet.
        attachments_sudo = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("id", "in", attachment_ids),
                    ("create_uid", "=", self.env.uid),
                    ("res_model", "in", (False, UPLOAD_MODEL)),
                    ("res_id", "in", (False, 0)),
                    ("res_field", "=", False),
                    ("type", "=", "binary"),
                ]
            )
        )
        if len(attachments_sudo) != len(attachment_ids):
            raise AccessError(
                self.env._("Attachments: only files you have just uploaded yourself.")
            )
        return attachments_sudo

    # -- one form, one request --
    def _find_by_form_key(self, form_key):
        """Return the caller's request made with this key, if there is one.

        :raise AccessError: the key belongs to somebody else's request
        """
        Ticket = self.env["helpdesk.ticket"]
        if not form_key:
            return Ticket
        ticket_sudo = Ticket.sudo().search([("icrm_form_key", "=", form_key)], limit=1)
        if ticket_sudo and (
            ticket_sudo.icrm_requester_id.user_id != self.env.user
            or ticket_sudo.icrm_service_id != self.sudo()
        ):
            raise AccessError(
                self.env._("This form cannot be used again. Please open a new one.")
            )
        return ticket_sudo.sudo(False)

    def _create_request(self, vals):
        """Create the ticket in sudo; the caller was checked by then."""
        # Only what he may decide: a default_stage_id in his context he may not.
        context = {
            key: value
            for key, value in self.env.context.items()
            if not key.startswith(("default_", "icrm_"))
        }
        Ticket_sudo = self.env["helpdesk.ticket"].with_context(context).sudo()
        try:
            with self.env.cr.savepoint():
                return Ticket_sudo.create(vals).with_env(self.env(su=True))
        except psycopg2.errors.UniqueViolation as error:
            if error.diag.constraint_name != "helpdesk_ticket_icrm_form_key_uniq":
                raise
            # The same form was sent at the same time and the other one won. This
            # transaction cannot see what it wrote; a new one will, and Odoo begins one.
            raise ConcurrencyError("the same form was sent at the same time") from error
