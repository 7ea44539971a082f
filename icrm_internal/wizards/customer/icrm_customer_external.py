# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import email_normalize
from odoo.tools.sql import escape_psql

from ...models.access.actions import open_form
from ...models.access.groups import OFFICER
from ...models.customer.icrm_customer import EXTERNAL_TYPES

MAX_NAME = 100

# So many with the same name are shown.
SAME_NAMES = 5


def _join(*texts):
    return ", ".join(filter(None, texts))


class IcrmCustomerExternal(models.TransientModel):
    """The dialog that makes a partner organization or an external person a customer.

    An external person becomes an employee of the type chosen, with a contact as work
    contact: a portal user of that contact asks for services as any other customer.
    """

    _name = "icrm.customer.external"
    _description = "Add External Customer"

    kind = fields.Selection(
        [("person", "Person"), ("organization", "Organization")],
        default="person",
        required=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        domain="[('is_company', '=', kind == 'organization'),"
        " ('icrm_is_internal', '=', False)]",
        ondelete="cascade",
        help="Leave empty to add a new contact.",
    )
    name = fields.Char(
        compute="_compute_from_contact", store=True, readonly=False, size=MAX_NAME
    )
    email = fields.Char(compute="_compute_from_contact", store=True, readonly=False)
    organization_id = fields.Many2one(
        "icrm.customer",
        domain="[('kind', '=', 'organization')]",
        ondelete="cascade",
    )
    employee_type = fields.Selection(
        [("contractor", "Contractor"), ("freelance", "Freelancer")],
        "Works as",
        default=EXTERNAL_TYPES[0],
    )
    job_title = fields.Char(size=MAX_NAME)
    department_id = fields.Many2one(
        "hr.department",
        string="Answering Department",
        compute="_compute_department_id",
        store=True,
        readonly=False,
        ondelete="cascade",
        help="Department the person works with, or that answers for the organization.",
    )

    same_name_text = fields.Text(string="Same Name", compute="_compute_same_name_text")
    is_another = fields.Boolean(
        string="This is another one",
        help="Add a customer although there is one with the same name.",
    )

    @api.depends("partner_id")
    def _compute_from_contact(self):
        for dialog in self:
            if dialog.partner_id:
                dialog.name = dialog.partner_id.name
                dialog.email = dialog.partner_id.email

    @api.depends("organization_id")
    def _compute_department_id(self):
        for dialog in self:
            if dialog.organization_id:
                dialog.department_id = dialog.organization_id.department_id

    @api.depends("name", "kind", "partner_id")
    def _compute_same_name_text(self):
        for dialog in self:
            dialog.same_name_text = "\n".join(dialog._find_same_name())

    def _find_same_name(self):
        """Return who has the name of this new customer already, one text each.

        External customers, those who left, too, and contacts who may become one; as
        far as the caller may read them. Without an address nothing else tells whether
        they are the same.
        """
        name = (self.name or "").strip()
        if self.partner_id or not name:
            return []
        is_company = self.kind == "organization"
        same = Domain("name", "=ilike", escape_psql(name))
        kind = (
            Domain("kind", "=", "organization")
            if is_company
            else Domain("kind", "=", "employee") & Domain("is_external", "=", True)
        )
        customers = (
            self.env["icrm.customer"]
            .with_context(active_test=False)
            .search(same & kind, limit=SAME_NAMES)
        )
        # sudo: which contacts they are, not to name them twice
        known_sudo = customers.sudo()
        contacts = self.env["res.partner"].search(
            same
            & Domain("is_company", "=", is_company)
            & Domain("icrm_is_internal", "=", False)
            & Domain(
                "id", "not in", (known_sudo.partner_id | known_sudo.organization_id).ids
            ),
            limit=SAME_NAMES,
        )
        return [
            _join(
                customer.name,
                False if is_company else customer.organization_id.name,
                customer.department_id.name,
                customer.email,
                False if customer.active else self.env._("no longer active"),
            )
            for customer in customers
        ] + [
            _join(contact.name, contact.parent_id.name, contact.email)
            for contact in contacts
        ]

    def action_add(self):
        """Create the customer and open it. For officers."""
        self.ensure_one()
        if not (self.env.su or self.env.user.has_group(OFFICER)):
            raise AccessError(self.env._("Only officers can add external customers."))
        if not self.department_id:
            raise UserError(self.env._("Choose the answering department."))
        self.department_id.check_access("read")
        contact = self._prepare_contact()
        if self.kind == "organization":
            return open_form(self._add_organization(contact))
        return open_form(self._add_person(contact))

    def _prepare_contact(self):
        """Return the contact, in sudo: the one chosen, or a new one."""
        if self.partner_id:
            self.partner_id.check_access("read")
            contact_sudo = self.partner_id.sudo()  # sudo: whose reader was checked
            if contact_sudo.is_company != (self.kind == "organization"):
                raise UserError(
                    self.env._(
                        "Contact: %(name)s is not of the kind you chose.",
                        name=contact_sudo.name,
                    )
                )
            return contact_sudo
        name = (self.name or "").strip()
        if not name:
            raise UserError(self.env._("Enter a name."))
        email = email_normalize(self.email or "") or ""
        if self.email and not email:
            raise ValidationError(
                self.env._(
                    "Email: “%(address)s” is not an e-mail address.",
                    address=self.email[:MAX_NAME],
                )
            )
        # sudo: officers need not be the ones who manage contacts
        Partner_sudo = self.env["res.partner"].sudo()
        if email and (
            known := Partner_sudo.search(
                Domain("email_normalized", "=", email), limit=1
            )
        ):
            if not known.sudo(self.env.su).has_access("read"):
                raise UserError(
                    self.env._(
                        "Email: a contact that you cannot see has this address "
                        "already. Ask an administrator."
                    )
                )
            raise UserError(
                self.env._(
                    "Email: there is a contact with this address already (%(name)s). "
                    "Choose it under Contact.",
                    name=known.name,
                )
            )
        if not self.is_another and (same := self._find_same_name()):
            raise UserError(
                self.env._(
                    "Name: there is one already (%(who)s). Choose it under Contact, or "
                    "confirm that this is another one.",
                    who="; ".join(same),
                )
            )
        return Partner_sudo.create(
            {
                "name": name,
                "email": email or False,
                "is_company": self.kind == "organization",
                "parent_id": self._get_organization_contact().id,
                "company_id": self.department_id.company_id.id,
            }
        )

    def _get_organization_contact(self):
        if self.kind == "organization" or not self.organization_id:
            return self.env["res.partner"]
        if self.organization_id.kind != "organization":
            raise UserError(self.env._("Organization: choose a partner organization."))
        return self.organization_id.sudo().organization_id  # sudo: on the public card

    def _add_organization(self, contact_sudo):
        # sudo: which contacts are companies of this database
        companies = self.env["res.company"].sudo().search([]).partner_id
        if contact_sudo in companies:
            raise UserError(
                self.env._(
                    "%(name)s is a company of this database, not a partner.",
                    name=contact_sudo.name,
                )
            )
        Customer = self.env["icrm.customer"]
        contact_sudo.write(
            {"icrm_is_partner": True, "icrm_department_id": self.department_id.id}
        )
        # Who was one before is one again, with its history
        customer_sudo = Customer._of_organization(contact_sudo)
        customer_sudo = customer_sudo or Customer._create_for(contact_sudo)
        return customer_sudo.sudo(self.env.su)

    def _add_person(self, contact_sudo):
        if self.employee_type not in EXTERNAL_TYPES:
            raise UserError(self.env._("Choose what the person works as."))
        Customer = self.env["icrm.customer"]
        # sudo: whether the contact is somebody's already, whoever may see them
        taken = (
            Customer.sudo()
            .with_context(active_test=False)
            .search([("partner_id", "=", contact_sudo.id)], limit=1)
        )
        users_sudo = contact_sudo.with_context(active_test=False).user_ids
        if taken or users_sudo.filtered(lambda user: not user.share):
            raise UserError(
                self.env._(
                    "%(name)s is an internal customer already.", name=contact_sudo.name
                )
            )
        # sudo: officers need not be the ones who manage employees
        employee_sudo = (
            self.env["hr.employee"]
            .sudo()
            .create(
                {
                    "name": contact_sudo.name,
                    "employee_type": self.employee_type,
                    "work_contact_id": contact_sudo.id,
                    "job_title": self.job_title,
                    "department_id": self.department_id.id,
                    "icrm_organization_id": self._get_organization_contact().id,
                    "company_id": (
                        self.department_id.company_id or self.env.company
                    ).id,
                }
            )
        )
        # sudo: the card was made with the employee, in the company of the department
        customer_sudo = Customer.sudo().search([("employee_id", "=", employee_sudo.id)])
        return customer_sudo.sudo(self.env.su)
