# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A person, under all the records that stand for them; in sudo."""

import re

from odoo.fields import Domain

from ..access.personal import WHERE, get_personal

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


class Person:
    """One human being: customers, employees, users and contacts."""

    def __init__(self, customers):
        """*customers* are of one person, archived ones included, in sudo."""
        env = customers.env
        employees = customers.employee_id
        users = customers.user_id | customers.known_user_id | employees.user_id
        employees |= env["hr.employee"].search(
            [("user_id", "in", users.ids), ("user_id", "!=", False)]
        )
        customers |= env["icrm.customer"].search(
            [("employee_id", "in", employees.ids), ("employee_id", "!=", False)]
        )
        partners = customers.partner_id | employees.work_contact_id | users.partner_id
        self.env = env
        self.records = {
            "icrm.customer": customers,
            "hr.employee": employees,
            "res.users": users,
            "res.partner": partners,
        }

    @classmethod
    def of_customer(cls, customer):
        # sudo: all that stands for the person, whatever the caller may read of it
        customers_sudo = customer.sudo().with_context(active_test=False)
        return cls(customers_sudo)

    @classmethod
    def of_user(cls, user):
        """Return the person who *user* acts as: no link that waits to be confirmed."""
        # sudo: what the user's own data are found by
        user_sudo = user.sudo().with_context(active_test=False)
        customers_sudo = user_sudo.env["icrm.customer"].search(
            [("user_id", "=", user.id)]
        )
        person = cls(customers_sudo)
        person.records["res.users"] = user_sudo
        person.records["res.partner"] = user_sudo.partner_id
        person.records["hr.employee"] = customers_sudo.employee_id
        person.records["icrm.customer"] = customers_sudo
        return person

    @property
    def customers(self):
        return self.records["icrm.customer"]

    @property
    def employees(self):
        return self.records["hr.employee"]

    @property
    def users(self):
        return self.records["res.users"]

    @property
    def partners(self):
        return self.records["res.partner"]

    def get_domain(self, model, paths):
        """Return the records of *model* that one of *paths* says are theirs."""
        found = []
        for path in paths:
            if path == WHERE:
                return Domain.TRUE
            at = model
            if path != "id":
                for name in path.split("."):
                    at = self.env[at._fields[name].comodel_name]
            ids = self.records[at._name].ids
            found.append(Domain(path, "in", ids) if ids else Domain.FALSE)
        return Domain.OR(found)

    def get_rows_domain(self, model, personal, own=False):
        """Return the records of which *personal* is theirs."""
        domain = self.get_domain(model, personal.get_paths(own))
        if personal.domain and not domain.is_false():
            domain &= personal.domain(self.env, self)
        return domain

    def get_all_domain(self, model):
        """Return the records of *model* in which anything is theirs."""
        return Domain.OR(
            self.get_rows_domain(model, personal)
            for personal in get_personal(self.env, model._name)
            if personal.of and personal.of != WHERE
        )

    def get_names(self):
        """Return all names they are known by."""
        names = [
            *self.customers.mapped("name"),
            *self.employees.mapped("name"),
            *self.employees.mapped("legal_name"),
            *self.users.mapped("name"),
            *self.partners.mapped("name"),
        ]
        return {name.strip() for name in names if name and len(name.strip()) > 1}

    def get_addresses(self):
        """Return all their e-mail addresses, in small letters."""
        texts = [
            *self.employees.mapped("work_email"),
            *self.employees.mapped("private_email"),
            *self.partners.mapped("email"),
            *self.users.mapped("login"),
            *self.customers.mapped("other_emails"),
        ]
        return find_addresses(" ".join(filter(None, texts)))

    def get_phones(self):
        """Return their telephone numbers, as they are written."""
        texts = [
            *self.employees.mapped("work_phone"),
            *self.employees.mapped("mobile_phone"),
            *self.employees.mapped("private_phone"),
            *self.partners.mapped("phone"),
            *self.partners.mapped("phone_sanitized"),
        ]
        return {text.strip() for text in texts if text and text.strip()}


def find_addresses(text):
    return {found.lower() for found in ADDRESS.findall(text)}
