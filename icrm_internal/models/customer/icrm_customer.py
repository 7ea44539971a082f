# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
import re

from pytz import timezone, utc

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize, html2plaintext
from odoo.tools.mail import is_html_empty
from odoo.tools.sql import escape_psql

from ..access import company_day
from ..access.actions import open_action, open_form
from ..access.groups import ADMIN, AGENT, AUDITOR, OFFICER
from ..access.jobs import run_step
from ..access.personal import EMPTY, KEEP, Personal
from ..access.safe_html import SafeHtml
from . import phone_digits
from .duty import Duty

# What customers decide about themselves, in the screen "My Profile".
PREFERENCES = (
    "preferred_channel",
    "lang",
    "quiet_from",
    "quiet_to",
    "interest_ids",
    "weekly_summary",
)

# What HR decides: computed here, never written.
FROM_HR = (
    "name",
    "active",
    "department_id",
    "job_title",
    "partner_id",
    "user_id",
    "company_id",
)

# Whom HR links to an employee, and who of them is confirmed.
LINK = ("known_user_id", "pending_user_id")

TIMELINE_LENGTH = 30

# The field that people have in common with what they belong to
PEOPLE_OF = {"department": "department_id", "organization": "organization_id"}

# Types of employees in HR who belong to somebody else
EXTERNAL_TYPES = ("contractor", "freelance")

_logger = logging.getLogger(__name__)

# One row per employee: the values of _prepare_from_hr, in SQL.
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

# As in IcrmCustomer._get_link_values: later links wait for confirmation.
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


def split_addresses(text):
    """Return the addresses of a list separated by commas, semicolons or spaces."""
    return [part for part in re.split(r"[,;，；\s]+", text or "") if part]


class IcrmCustomer(models.Model):
    """An employee, a department or a partner organization in the role of receiver.

    One record per employee and one per department, synchronised with HR: the fields
    in FROM_HR are stored computes, so every change in HR, by whichever way,
    reaches them in the same transaction. What they copy is public in HR too (name,
    department, contact): every internal user may read this model's public card.

    External people are employees of the type contractor or freelance, so that every
    rule for people holds for them. A partner organization is a contact for which a
    department answers; its people are external people who name it.

    The statements at the top do the same in SQL, for the install and for the repair.
    """

    _name = "icrm.customer"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Internal Customer"
    _order = "name, id"
    _icrm_duties = (Duty("account_manager_id"),)
    _icrm_personal = (
        Personal("name", "id", KEEP),
        Personal("job_title", "id", KEEP),
        Personal("department_id", "id", KEEP),
        Personal("email", "id", KEEP),
        Personal("phone", "id", KEEP),
        Personal("mobile_phone", "id", KEEP),
        Personal("preferred_channel", "id", KEEP),
        Personal("lang", "id", KEEP),
        Personal("quiet_from", "id", KEEP),
        Personal("quiet_to", "id", KEEP),
        Personal("weekly_summary", "id", KEEP),
        Personal("interest_ids", "id", EMPTY),
        Personal("other_emails", "id", EMPTY),
        Personal("internal_note", "id", EMPTY, own=False),
        Personal("segment_ids", "id", KEEP, own=False),
    )
    _rec_names_search = ["name", "email"]

    name = fields.Char(
        compute="_compute_from_hr",
        store=True,
        required=True,
        index="trigram",
    )
    active = fields.Boolean(compute="_compute_from_hr", store=True)
    kind = fields.Selection(
        [
            ("employee", "Employee"),
            ("department", "Department"),
            ("organization", "Partner Organization"),
        ],
        default="employee",
        required=True,
        readonly=True,
    )
    employee_id = fields.Many2one(
        "hr.employee", ondelete="restrict", readonly=True, index="btree_not_null"
    )
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_from_hr",
        store=True,
        ondelete="set null",
        index=True,
        help="Department the employee belongs to, the department itself, or the one "
        "that answers for the organization.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        compute="_compute_from_hr",
        store=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    user_id = fields.Many2one(
        "res.users",
        compute="_compute_from_hr",
        store=True,
        ondelete="set null",
        index="btree_not_null",
        help="User of the employee, or portal user of the work contact.",
    )
    # A user linked to the employee later would read the requests of that person and
    # act for them. So the known user stays until an administrator confirms another.
    known_user_id = fields.Many2one(
        "res.users",
        string="Confirmed User",
        compute="_compute_from_hr",
        store=True,
        ondelete="set null",
        groups=f"{ADMIN},{AUDITOR}",
    )
    pending_user_id = fields.Many2one(
        "res.users",
        string="User to Confirm",
        compute="_compute_from_hr",
        store=True,
        ondelete="set null",
        index="btree_not_null",
        groups=f"{ADMIN},{AUDITOR}",
        help="User linked by HR, without access until confirmed.",
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_from_hr",
        store=True,
        index=True,
        help="Empty: department shared by several companies.",
    )
    organization_id = fields.Many2one(
        "res.partner",
        compute="_compute_external",
        store=True,
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="Partner organization this is, or that the person works for.",
    )
    is_external = fields.Boolean(
        "External",
        compute="_compute_external",
        store=True,
        help="A partner organization, a contractor or a freelancer.",
    )
    email = fields.Char(related="partner_id.email", related_sudo=True)
    phone = fields.Char(related="partner_id.phone", related_sudo=True)
    mobile_phone = fields.Char(related="employee_id.mobile_phone", related_sudo=True)
    phone_digits = fields.Char(
        string="Telephone Numbers",
        compute="_compute_phone_digits",
        compute_sudo=True,
        store=True,
        index="trigram",
        groups=f"{AGENT},{AUDITOR}",
        help="Digits of the work phone, mobile phone and contact's phone.",
    )
    job_title = fields.Char(compute="_compute_from_hr", store=True)
    avatar_128 = fields.Image(
        "Avatar", related="employee_id.avatar_128", related_sudo=True
    )
    account_manager_id = fields.Many2one(
        "res.users",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        tracking=True,
    )
    # A segment may be a judgement ("at risk"): not for the colleagues.
    segment_ids = fields.Many2many(
        "icrm.segment",
        relation="icrm_segment_customer_rel",
        string="Segments",
        groups=f"{AGENT},{AUDITOR}",
    )
    interest_ids = fields.Many2many(
        "icrm.interest",
        string="Interests",
        help="Visible to colleagues.",
    )

    # Preferences, edited by the customer
    preferred_channel = fields.Selection(
        [
            ("mail", "E-mail"),
            ("inbox", "In the app"),
            ("phone", "Phone"),
            ("visit", "In person"),
        ],
        string="Preferred Contact",
        default="mail",
        required=True,
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
    )
    quiet_from = fields.Float()
    quiet_to = fields.Float()
    is_quiet_now = fields.Boolean(compute="_compute_is_quiet_now")
    weekly_summary = fields.Boolean(
        default=True,
        help="Your home page by mail, on Monday morning.",
    )
    reviewed_on = fields.Date(
        string="Last Reviewed",
        readonly=True,
        tracking=True,
        groups=f"{AGENT},{AUDITOR}",
    )
    internal_note = SafeHtml(groups=f"{AGENT},{AUDITOR}")
    # By officers: whoever enters an address gets what is written from it.
    other_emails = fields.Char(
        string="Other Addresses",
        help="Mail from these addresses is this person's. Separate them with commas.",
        groups=f"{AGENT},{AUDITOR}",
    )

    # Screens
    timeline = fields.Html(
        compute="_compute_timeline",
        sanitize=False,
    )
    can_edit = fields.Boolean(
        compute="_compute_can_edit",
    )
    head_id = fields.Many2one(related="department_id.manager_id", string="Head")
    people_count = fields.Integer(
        compute="_compute_people_count",
    )

    _organization_uniq = models.UniqueIndex(
        "(organization_id) WHERE kind = 'organization'",
        "This organization already is an internal customer.",
    )
    _employee_uniq = models.UniqueIndex(
        "(employee_id) WHERE employee_id IS NOT NULL",
        "This employee already is an internal customer.",
    )
    _department_uniq = models.UniqueIndex(
        "(department_id) WHERE kind = 'department'",
        "This department already is an internal customer.",
    )
    _quiet_hours = models.Constraint(
        "CHECK (quiet_from BETWEEN 0 AND 24 AND quiet_to BETWEEN 0 AND 24)",
        "Quiet hours must be between 0:00 and 24:00.",
    )
    _kind_target = models.Constraint(
        """CHECK (CASE kind
            WHEN 'employee' THEN employee_id IS NOT NULL AND company_id IS NOT NULL
            WHEN 'organization' THEN employee_id IS NULL
                AND organization_id IS NOT NULL AND department_id IS NOT NULL
            ELSE employee_id IS NULL AND department_id IS NOT NULL
        END)""",
        "A customer must be an employee, a department or a partner organization of "
        "the company.",
    )

    # ------------------------------------------------------------------
    # Values from HR
    # ------------------------------------------------------------------

    @api.depends(
        "employee_id.name",
        "employee_id.active",
        "employee_id.company_id",
        "employee_id.user_id.partner_id",
        "employee_id.work_contact_id",
        "employee_id.work_contact_id.user_ids.active",
        "employee_id.work_contact_id.user_ids.share",
        "employee_id.current_version_id.department_id",
        "employee_id.current_version_id.job_title",
    )
    def _compute_from_hr(self):
        """Copy HR's values; a constant number of queries for any number of records.

        Departments and organizations trigger it by hand (``write`` of hr.department
        and res.partner): depending on ``department_id.name`` would visit all their
        people to rename one record.
        """
        said = {
            customer: self._prepare_from_hr(customer._get_source()) for customer in self
        }
        linked = {customer._origin for customer in self if said[customer]["user_id"]}
        strange = self._origin.filtered(
            lambda customer: not customer.known_user_id and customer in linked
        )._filter_has_history()
        for customer, values in said.items():
            if customer._origin:
                values.update(
                    customer._get_link_values(values, customer._origin in strange)
                )
            customer.update(values)

    def _get_source(self):
        """Return the employee, department or contact whose values these are."""
        self.ensure_one()
        if self.kind == "organization":
            return self.organization_id
        return self.employee_id or self.department_id

    @api.depends(
        "employee_id.icrm_organization_id",
        "employee_id.current_version_id.employee_type",
    )
    def _compute_external(self):
        """Who is no employee of the company; what makes an organization is given."""
        for customer in self:
            employee = customer.employee_id
            if customer.kind != "organization":
                customer.organization_id = employee.icrm_organization_id
            customer.is_external = (
                bool(customer.organization_id)
                or employee.current_version_id.employee_type in EXTERNAL_TYPES
            )

    def _get_link_values(self, values, is_strange):
        """Return the *values* that stay until a new link is confirmed.

        :param bool is_strange: a user is linked for the first time, to a history
        """
        self.ensure_one()
        user, known = (
            self.env["res.users"].browse(values["user_id"] or ()),
            self.known_user_id,
        )
        contact = self.env["res.partner"].browse(values["partner_id"] or ())
        others = contact.user_ids - user - known
        if not user:
            return {"known_user_id": known.id}
        if known and user != known and user.partner_id != known.partner_id:
            pending = user
        elif not known and is_strange:
            pending = user
        elif others and user.partner_id != contact:
            # Mails would go to another person.
            pending = others[:1]
        else:
            return {}
        return {
            "known_user_id": known.id,
            "user_id": known.id,
            "pending_user_id": pending.id,
            "partner_id": self.partner_id.id,
        }

    def _get_logins(self):
        """Return all users that are or may be these people, in sudo.

        The user who acts as them, the confirmed one, and one that waits to be: to tell
        apart who decides from whom it is about.
        """
        # sudo: compared with others, not shown
        own_sudo = self.sudo()
        return own_sudo.user_id | own_sudo.known_user_id | own_sudo.pending_user_id

    def _filter_has_history(self):
        """Return those of whom there is something that is not everybody's to read."""
        found = set()
        for name, model in self.env.registry.items() if self else ():
            if model._abstract or model._transient or not model._auto:
                continue
            if not getattr(model, "_icrm_is_history", True):
                continue
            for field in model._fields.values():
                if (
                    field.type == "many2one"
                    and field.comodel_name == self._name
                    and field.store
                ):
                    # sudo: only whether there is something
                    rows_sudo = self.env[name].sudo().with_context(active_test=False)
                    groups = rows_sudo._read_group(
                        [(field.name, "in", self.ids)], [field.name]
                    )
                    found.update(customer.id for (customer,) in groups)
        return self.browse(found)

    @api.model
    def _prepare_from_hr(self, record):
        """Return the values of FROM_HR for an employee, department or organization."""
        if record._name == "hr.department":
            lang = record.company_id.partner_id.lang or "en_US"
            return {
                **dict.fromkeys((*FROM_HR, *LINK), False),
                "name": record.with_context(lang=lang).name,
                "active": record.active,
                "department_id": record.id,
                "company_id": record.company_id.id,
            }
        if record._name == "res.partner":
            department = record.icrm_department_id
            return {
                **dict.fromkeys((*FROM_HR, *LINK), False),
                "name": record.name,
                # What is over keeps who answered for it
                "active": record.active and record.icrm_is_partner,
                "department_id": department.id,
                "partner_id": record.id,
                "company_id": department.company_id.id,
            }
        contact = record.work_contact_id
        contact_users = contact.user_ids.filtered("active")
        user = (
            record.user_id
            or contact_users.sorted(lambda user: (user.share, user.id))[:1]
        )
        return {
            "name": record.name,
            "active": record.active,
            "department_id": record.current_version_id.department_id.id,
            "job_title": record.current_version_id.job_title,
            "partner_id": (contact or record.user_id.partner_id).id,
            "user_id": user.id,
            "known_user_id": user.id,
            "pending_user_id": False,
            "company_id": record.company_id.id,
        }

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------

    @api.depends("name", "kind", "department_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for customer in self:
            if customer.kind == "department":
                # sudo: the name is on the public card that the caller reads already
                customer.display_name = customer.sudo().department_id.display_name
            else:
                customer.display_name = customer.name

    @api.depends(
        "employee_id.work_phone", "employee_id.mobile_phone", "partner_id.phone"
    )
    def _compute_phone_digits(self):
        for customer in self:
            employee = customer.employee_id
            customer.phone_digits = phone_digits.join(
                (employee.work_phone, employee.mobile_phone, customer.partner_id.phone)
            )

    def _search_display_name(self, operator, value):
        """Find people by telephone number as well, for those who take calls."""
        domain = super()._search_display_name(operator, value)
        needle = isinstance(value, str) and phone_digits.get_needle(value)
        if (
            needle
            and operator in ("ilike", "=ilike", "=")
            and (self._has_field_access(self._fields["phone_digits"], "read"))
        ):
            domain = Domain(domain) | Domain("phone_digits", "like", needle)
        return domain

    @api.depends("quiet_from", "quiet_to", "employee_id.tz")
    def _compute_is_quiet_now(self):
        now = fields.Datetime.now()
        for customer in self:
            customer.is_quiet_now = customer._is_quiet_at(now)

    def _is_quiet_at(self, instant):
        """Return whether *instant* (naive UTC) lies in the customer's quiet hours.

        Quiet hours may cross midnight (20:00 to 7:00) and run on the employee's
        clock; from and to alike mean none.
        """
        self.ensure_one()
        # sudo: an employee's time zone is no secret.
        zone = timezone(self.sudo().employee_id.tz or "UTC")
        local = utc.localize(instant).astimezone(zone)
        hour = local.hour + local.minute / 60
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= hour < self.quiet_to
        return hour >= self.quiet_from or hour < self.quiet_to

    @api.constrains("quiet_from", "quiet_to")
    def _check_quiet_hours(self):
        for customer in self:
            if not (0 <= customer.quiet_from <= 24 and 0 <= customer.quiet_to <= 24):
                raise ValidationError(
                    self.env._("Quiet hours must be between 0:00 and 24:00.")
                )

    @api.constrains("other_emails")
    def _check_other_emails(self):
        for customer in self:
            for address in split_addresses(customer.other_emails):
                if not email_normalize(address):
                    raise ValidationError(
                        self.env._(
                            "Other Addresses: “%(address)s” is not an e-mail address.",
                            address=address[:100],
                        )
                    )

    @api.depends("kind", "department_id", "organization_id")
    def _compute_people_count(self):
        """One query for each kind of customers."""
        for kind, name in PEOPLE_OF.items():
            customers = self.filtered(lambda customer, kind=kind: customer.kind == kind)
            counts = customers and dict(
                self._read_group(
                    [
                        ("kind", "=", "employee"),
                        ("active", "=", True),
                        (name, "in", customers[name].ids),
                    ],
                    [name],
                    ["__count"],
                )
            )
            for customer in customers:
                customer.people_count = counts.get(customer[name], 0)
        (
            self.filtered(lambda customer: customer.kind not in PEOPLE_OF)
        ).people_count = 0

    @api.depends_context("uid")
    def _compute_can_edit(self):
        self.can_edit = self.env.user.has_group(OFFICER)

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    def write(self, vals):
        if not self.env.su:
            self._check_writable(vals)
        if "segment_ids" not in vals:
            return super().write(vals)
        segments_sudo = self.sudo().segment_ids
        result = super().write(vals)
        # The ledger of memberships is written by the application, not by its users
        segments_sudo |= self.sudo().segment_ids
        self.env["icrm.segment.membership"]._record(segments_sudo)
        return result

    def _hardening_refuse_fields(self, names):
        if self:
            self._check_writable(names)
        return super()._hardening_refuse_fields(names)

    def _check_writable(self, names):
        """Raise unless the caller may write the fields *names* of these customers.

        Record rules decide which records may be written; this checks the fields:
        the own preferences, an agent the notes as well, an officer everything that
        does not come from HR.
        """
        kept_by_hr = [
            self._fields[name]._description_string(self.env)
            for name in (*FROM_HR, *LINK)
            if name in names
        ]
        if kept_by_hr:
            error = UserError if set(LINK).isdisjoint(names) else AccessError
            raise error(
                self.env._(
                    "%(fields)s: managed in Employees. Change it there.",
                    fields=", ".join(kept_by_hr),
                )
            )
        user = self.env.user
        if user.has_group(OFFICER):
            return
        allowed = set()
        if all(customer.user_id == user for customer in self):
            allowed.update(PREFERENCES)
        if user.has_group(AGENT):
            allowed.add("internal_note")
        refused = [name for name in names if name not in allowed]
        if refused:
            raise AccessError(
                self.env._(
                    "You can only change your own preferences, not %(fields)s.",
                    fields=", ".join(
                        self._fields[name]._description_string(self.env)
                        if name in self._fields
                        else name
                        for name in refused
                    ),
                )
            )

    def unlink(self):
        """Their memberships end today, and stay as those of former employees."""
        self.check_access("unlink")
        segments_sudo = self.sudo().segment_ids
        result = super().unlink()
        # The ledger of memberships is written by the application, not by its users
        self.env["icrm.segment.membership"]._record(segments_sudo)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        self._check_no_history(self)

    @api.model
    def _check_no_history(self, records):
        """Raise if something of this application would lose its customer.

        In sudo: what refers to them counts, visible to who deletes or not; the error
        says how many there are.

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
                    "%(names)s cannot be deleted because of existing records "
                    "(%(history)s). Archive instead.",
                    names=", ".join(names[:5]) + ("..." if len(names) > 5 else ""),
                    history=", ".join(
                        f"{self.env['ir.model']._get(model).name}: {len(ids)}"
                        for model, ids in found.items()
                    ),
                )
            )

    # ------------------------------------------------------------------
    # Changed links
    # ------------------------------------------------------------------

    def action_confirm_link(self):
        """Let the user whom HR has linked act as these customers from now on.

        For administrators: HR alone, or the one who was linked, cannot.
        """
        user = self.env.user
        if not (self.env.su or user.has_group(ADMIN)):
            raise AccessError(
                self.env._(
                    "Only an Internal CRM administrator can confirm a user link."
                )
            )
        self.check_access("read")
        # sudo: HR's values are written by the system; the right to confirm was checked.
        for customer_sudo in self.sudo():
            values = self._prepare_from_hr(customer_sudo.employee_id)
            if not customer_sudo.pending_user_id:
                raise UserError(
                    self.env._(
                        "%(name)s: no user link to confirm.", name=customer_sudo.name
                    )
                )
            if user.id in (values["user_id"], customer_sudo.pending_user_id.id):
                raise AccessError(
                    self.env._(
                        "You cannot confirm a link to yourself. Ask another "
                        "administrator."
                    )
                )
            former = customer_sudo.known_user_id
            customer_sudo.write(
                {name: values[name] for name in ("user_id", "partner_id", *LINK)}
            )
            self.env["icrm.access.log"]._record(
                "link_confirm",
                customer_sudo,
                self.env._(
                    "From %(former)s to %(user)s",
                    former=former.name or "-",
                    user=customer_sudo.user_id.name or "-",
                ),
            )
            customer_sudo._notify_link(former | customer_sudo.user_id)
        return True

    def _notify_link(self, users):
        """Called, in sudo, with the users who are notified of the new link."""

    # ------------------------------------------------------------------
    # Access
    # ------------------------------------------------------------------

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Keep the talk about a customer among those who serve.

        Everybody may read the card, but not the notes below it: plain staff get an
        operation that no user has.
        """
        if self.env.user.has_groups(f"{AGENT},{AUDITOR}"):
            return super()._mail_get_operation_for_mail_message_operation(
                message_operation
            )
        return dict.fromkeys(self, "unlink")

    @api.model
    def _from_user(self, user=None):
        """Return the customer that *user* is in the current company, else nothing.

        :param user: a ``res.users`` record, the current user by default; a portal
            user is the employee of whom it is the work contact
        :return: one active ``icrm.customer`` or an empty recordset; one query
        """
        user = user or self.env.user
        # sudo: whose customer one is, is no secret; portal users have no access else
        customer_sudo = self.sudo().search_fetch(
            [
                ("user_id", "=", user.id),
                ("kind", "=", "employee"),
                ("company_id", "=", self.env.company.id),
                ("active", "=", True),
            ],
            # For any user who reads the customer next
            ["company_id", "department_id", "partner_id", "user_id", "kind", "active"],
            order="id",
            limit=1,
        )
        return customer_sudo.sudo(self.env.su)

    @api.model
    def _icrm_find_by_email(self, email, company=None, among=None):
        """Return the employees who write from an address.

        Work e-mail, contact, user and login come first: the others, which people enter
        themselves, do not take away what is a colleague's.

        :param str email: the address, with a name or without
        :param company: of this company only
        :param among: of these customers only
        """
        email = email_normalize(email or "")
        if not email or (among is not None and not among):
            return self.browse()
        local, _at, domain = email.partition("@")
        own = {email, f"{local.partition('+')[0]}@{domain}"}
        base = Domain("kind", "=", "employee")
        if company:
            base &= Domain("company_id", "=", company.id)
        if among is not None:
            base &= Domain("id", "in", among.ids)
        for names in (
            (
                "employee_id.work_email",
                "partner_id.email_normalized",
                "user_id.partner_id.email_normalized",
                "user_id.login",
            ),
            ("employee_id.private_email", "other_emails"),
        ):
            customers = self.search(
                base
                & Domain.OR(
                    Domain(
                        name,
                        "ilike" if name == "other_emails" else "=ilike",
                        escape_psql(address),
                    )
                    for name in names
                    for address in own
                )
            )
            if "other_emails" in names:
                # Found in the middle of another address, too
                customers = customers.filtered(
                    lambda customer: own.intersection(
                        email_normalize(address)
                        for address in (
                            customer.employee_id.private_email,
                            *split_addresses(customer.other_emails),
                        )
                        if address
                    )
                )
            if customers:
                return customers
        return self.browse()

    @api.model
    def _forget_languages(self):
        """Clear the languages that are switched off: nobody is written to in them."""
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        # sudo: who manages languages need not see customers
        customers_sudo = self.sudo().with_context(active_test=False)
        customers_sudo.search(
            [("lang", "!=", False), ("lang", "not in", installed)]
        ).lang = False

    # ------------------------------------------------------------------
    # Timeline
    # ------------------------------------------------------------------

    @api.depends_context("uid", "lang", "tz")
    def _compute_timeline(self):
        """Draw the latest entries; a constant number of queries a customer."""
        for customer in self:
            entries = customer._origin._get_timeline_entries(TIMELINE_LENGTH)
            entries.sort(key=lambda entry: entry["at"], reverse=True)
            customer.timeline = self.env["ir.qweb"]._render(
                "icrm_internal.icrm_customer_timeline",
                {
                    "entries": entries[:TIMELINE_LENGTH],
                    "format_at": self._format_timeline_date,
                },
            )

    def _format_timeline_date(self, instant):
        """Return *instant* (naive UTC) as a day in the reader's time zone."""
        local = fields.Datetime.context_timestamp(self, instant)
        return self.env["ir.qweb.field.date"].value_to_html(local.date(), {})

    def _get_timeline_entries(self, limit):
        """Return up to *limit* latest entries of each sort, as the current user.

        Searches run with the caller's rights, so an entry is shown to those only who
        may open the record.

        :return: list of dicts: ``at`` (naive UTC), ``icon``, ``title``, and if any
            ``text``, ``badge``, ``tone`` (a Bootstrap colour), ``url``
        """
        if not self or not self.has_access("read"):
            return []
        return self._get_note_entries(limit) + self._get_segment_entries(limit)

    def _get_note_entries(self, limit):
        messages = self.env["mail.message"].search(
            Domain("model", "=", self._name)
            & Domain("res_id", "=", self.id)
            & Domain("message_type", "in", ("comment", "email")),
            order="date desc, id desc",
            limit=limit,
        )
        return [
            {
                "at": message.date,
                "icon": "fa-sticky-note-o",
                "title": self.env._("Note by %(author)s", author=message.author_id.name)
                if message.author_id
                else self.env._("Note"),
                "text": html2plaintext(message.body).strip()[:280],
            }
            for message in messages
            if not is_html_empty(message.body)
        ]

    def _get_segment_entries(self, limit):
        Membership = self.env["icrm.segment.membership"]
        if not Membership.has_access("read"):
            return []
        entries = []
        for membership in Membership.search(
            [("customer_id", "=", self.id)], limit=limit
        ):
            name = membership.segment_id.name
            entries.append(
                {
                    "at": fields.Datetime.to_datetime(membership.joined_on),
                    "icon": "fa-users",
                    "title": self.env._("Added to segment %(name)s", name=name),
                }
            )
            if membership.left_on:
                entries.append(
                    {
                        "at": fields.Datetime.to_datetime(membership.left_on),
                        "icon": "fa-users",
                        "title": self.env._("Removed from segment %(name)s", name=name),
                    }
                )
        return entries

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_mark_reviewed(self):
        """Note that the current user has checked these files today.

        The chatter shows who did (reviewed_on is tracked).
        """
        self.check_access("read")
        if not self.env.user.has_group(AGENT):
            raise AccessError(
                self.env._(
                    "Only agents, managers and officers can review customer files."
                )
            )
        for customer_sudo in self.sudo():
            customer_sudo.reviewed_on = company_day.today(customer_sudo)

    @api.model
    def action_open_my_profile(self):
        """Return the action that opens the current user's own customer file."""
        customer = self._from_user()
        if not customer:
            raise UserError(
                self.env._(
                    "You have no profile in %(company)s. Ask HR to link your user to "
                    "your employee record.",
                    company=self.env.company.name,
                )
            )
        return open_form(
            customer,
            "icrm_internal.icrm_customer_view_form_profile",
            name=self.env._("My Profile"),
        )

    def action_open_people(self):
        """Return the action that lists the people of a department or organization."""
        self.ensure_one()
        name = PEOPLE_OF.get(self.kind, "department_id")
        return open_action(
            self.env,
            "icrm_internal.icrm_customer_action",
            self.display_name,
            domain=[("kind", "=", "employee"), (name, "=", self[name].id)],
            context={},
        )

    def action_open_hr(self):
        """Return the action that opens the employee, department or contact."""
        self.ensure_one()
        return self._get_source().get_formview_action()

    def action_end_organization(self):
        """End the partnership: the file is archived, the history stays."""
        if not (self.env.su or self.env.user.has_group(OFFICER)):
            raise AccessError(self.env._("Only officers can end a partnership."))
        self.check_access("read")
        # sudo: officers need not be the ones who manage contacts
        for customer_sudo in self.sudo():
            if customer_sudo.kind != "organization":
                raise UserError(
                    self.env._(
                        "%(name)s is not a partner organization.",
                        name=customer_sudo.display_name,
                    )
                )
            customer_sudo.organization_id.icrm_is_partner = False

    @api.model
    def _get_open_action(self, domain):
        """Return the action that opens the one customer *domain* finds, if any."""
        customer = self.with_context(active_test=False).search(domain, limit=1)
        if not customer:
            raise UserError(self.env._("No accessible internal customer found."))
        return open_form(customer)

    # ------------------------------------------------------------------
    # Creation and sync from HR
    # ------------------------------------------------------------------

    @api.model
    def _create_for(self, records):
        """Create the customers of new employees, departments or organizations.

        No access check. In sudo: HR's values make the customer, whoever wrote them.

        The number of statements does not depend on the number of *records*.
        """
        self_sudo = self.sudo().with_context(
            mail_create_nolog=True, mail_create_nosubscribe=True, tracking_disable=True
        )
        prepare = {
            "hr.employee": lambda employee: {
                "kind": "employee",
                "employee_id": employee.id,
                "lang": employee.work_contact_id.lang,
            },
            "hr.department": lambda department: {"kind": "department", "lang": False},
            "res.partner": lambda contact: {
                "kind": "organization",
                "organization_id": contact.id,
                "is_external": True,
                "lang": contact.lang,
            },
        }[records._name]
        return self_sudo.create(
            [
                {**self._prepare_from_hr(record), **prepare(record)}
                for record in records.sudo()
            ]
        )

    @api.model
    def _of_department(self, departments):
        """Return the customers that *departments* are, archived ones included."""
        return self.with_context(active_test=False).search(
            [("kind", "=", "department"), ("department_id", "in", departments.ids)]
        )

    @api.model
    def _of_organization(self, contacts):
        """Return the customers that *contacts* are as organizations, in sudo."""
        # sudo: who writes contacts need not see customers
        return (
            self.sudo()
            .with_context(active_test=False)
            .search(
                [("kind", "=", "organization"), ("organization_id", "in", contacts.ids)]
            )
        )

    def _refresh_from_hr(self):
        """Recompute the copies of HR's data."""
        for name in FROM_HR:
            self.env.add_to_compute(self._fields[name], self)

    @api.model
    def _sync_with_hr(self):
        """Create the customers that are missing and mend those that differ from HR.

        Four statements for any size of company; running it again changes
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
        # SQL: one statement for all of HR; bench_customers
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
        # SQL: one statement for all of HR; bench_customers
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
        run_step(self.env, "icrm.customer: sync with HR", self._report_sync)

    @api.model
    def _report_sync(self):
        counts = self._sync_with_hr()
        if any(counts.values()):
            _logger.warning(
                "Internal customers out of step with Employees: "
                "%(created)d created, %(mended)d mended",
                counts,
            )
