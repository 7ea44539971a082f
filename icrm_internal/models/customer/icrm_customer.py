# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from pytz import timezone, utc

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..access.safe_html import SafeHtml

# What customers decide about themselves, in the screen "My Profile".
PREFERENCES = ("preferred_channel", "lang", "quiet_from", "quiet_to", "interest_ids")
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


class IcrmCustomer(models.Model):
    """An employee or a department in the role of receiver.

    One record per employee and one per department, kept in step with HR: the fields
    in FROM_HR are stored computes, so whatever changes in HR, by whichever door,
    reaches them in the same transaction. What they copy is public in HR too (name,
    department, contact): every internal user may read this model's public card.

    icrm_customer_sync tells the same in SQL, for the install and for the repair.
    """

    _name = "icrm.customer"
    _description = "Internal Customer"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name, id"
    _rec_names_search = ["name", "email"]

    name = fields.Char(
        compute="_compute_from_hr",
        store=True,
        required=True,
        index="trigram",
        help="A department's name in the language of its company.",
    )
    active = fields.Boolean(compute="_compute_from_hr", store=True)
    kind = fields.Selection(
        [("employee", "Employee"), ("department", "Department")],
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
        help="The department an employee belongs to, or the one this customer is.",
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
        help="The employee's user; else the (portal) user of the work contact.",
    )
    # Whoever HR ties to an employee later would read what that person asked for, and
    # act as him. So the user once known stays until an administrator confirms another.
    known_user_id = fields.Many2one(
        "res.users",
        string="Confirmed User",
        compute="_compute_from_hr",
        store=True,
        ondelete="set null",
        groups="icrm_internal.group_icrm_admin,icrm_internal.group_icrm_auditor",
    )
    pending_user_id = fields.Many2one(
        "res.users",
        string="User to Confirm",
        compute="_compute_from_hr",
        store=True,
        ondelete="set null",
        index="btree_not_null",
        groups="icrm_internal.group_icrm_admin,icrm_internal.group_icrm_auditor",
        help="Linked to the employee by HR; has no share in what is there already.",
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_from_hr",
        store=True,
        index=True,
        help="Empty for a department that several companies share.",
    )
    email = fields.Char(related="partner_id.email", related_sudo=True)
    phone = fields.Char(related="partner_id.phone", related_sudo=True)
    mobile_phone = fields.Char(related="employee_id.mobile_phone", related_sudo=True)
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
        help="Looks after this customer.",
    )
    # A segment may be a judgement ("at risk"): not for the colleagues.
    segment_ids = fields.Many2many(
        "icrm.segment",
        relation="icrm_segment_customer_rel",
        string="Segments",
        groups="icrm_internal.group_icrm_agent,icrm_internal.group_icrm_auditor",
    )
    interest_ids = fields.Many2many(
        "icrm.interest",
        string="Interests",
        help="Colleagues can see them.",
    )

    # Preferences, edited by the customer
    preferred_channel = fields.Selection(
        [("mail", "E-mail"), ("inbox", "Odoo"), ("phone", "Phone"), ("visit", "Visit")],
        default="mail",
        required=True,
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        help="The language to write and speak to this customer in.",
    )
    quiet_from = fields.Float(help="No messages from this hour of the day on.")
    quiet_to = fields.Float(help="Messages again from this hour of the day on.")
    is_quiet_now = fields.Boolean(compute="_compute_is_quiet_now")
    reviewed_on = fields.Date(
        string="Last Reviewed",
        readonly=True,
        tracking=True,
        groups="icrm_internal.group_icrm_agent,icrm_internal.group_icrm_auditor",
        help="When somebody last checked this file.",
    )
    internal_note = SafeHtml(
        groups="icrm_internal.group_icrm_agent,icrm_internal.group_icrm_auditor"
    )

    _employee_uniq = models.UniqueIndex(
        "(employee_id) WHERE employee_id IS NOT NULL",
        "An employee is an internal customer only once.",
    )
    _department_uniq = models.UniqueIndex(
        "(department_id) WHERE kind = 'department'",
        "A department is an internal customer only once.",
    )
    _quiet_hours = models.Constraint(
        "CHECK (quiet_from BETWEEN 0 AND 24 AND quiet_to BETWEEN 0 AND 24)",
        "Quiet hours lie between 0:00 and 24:00.",
    )
    _kind_target = models.Constraint(
        """CHECK (CASE kind
            WHEN 'employee' THEN employee_id IS NOT NULL AND company_id IS NOT NULL
            ELSE employee_id IS NULL AND department_id IS NOT NULL
        END)""",
        "A customer is an employee of a company, or a department.",
    )

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
        """Copy what HR says; a constant number of queries for any number of records.

        Departments trigger it by hand (hr.department.write): depending on
        ``department_id.name`` would visit all their people to rename one record.
        """
        said = {
            customer: self._prepare_from_hr(
                customer.employee_id or customer.department_id
            )
            for customer in self
        }
        linked = {customer._origin for customer in self if said[customer]["user_id"]}
        strange = self._origin.filtered(
            lambda customer: not customer.known_user_id and customer in linked
        )._filter_has_history()
        for customer, values in said.items():
            if customer._origin:
                values.update(customer._keep_known(values, customer._origin in strange))
            customer.update(values)

    def _keep_known(self, values, is_strange):
        """Return what stays as it is of *values*, until somebody confirms a new link.

        :param bool is_strange: somebody is linked for the first time, to a history
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
            # Mails to the person would go to somebody else.
            pending = others[:1]
        else:
            return {}
        return {
            "known_user_id": known.id,
            "user_id": known.id,
            "pending_user_id": pending.id,
            "partner_id": self.partner_id.id,
        }

    def _filter_has_history(self):
        """Return those of whom there is something that is not everybody's to read."""
        found = set()
        for name, model in self.env.registry.items() if self else ():
            if model._abstract or model._transient or not model._auto:
                continue
            if name == "icrm.segment.membership":  # of everybody whom a rule finds
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
        """Return the values of FROM_HR for an employee or a department."""
        if record._name == "hr.department":
            lang = record.company_id.partner_id.lang or "en_US"
            return {
                **dict.fromkeys((*FROM_HR, *LINK), False),
                "name": record.with_context(lang=lang).name,
                "active": record.active,
                "department_id": record.id,
                "company_id": record.company_id.id,
            }
        contact = record.work_contact_id
        contact_users = contact.user_ids.filtered("active")
        user = record.user_id or contact_users.sorted(lambda u: (u.share, u.id))[:1]
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

    @api.depends("name", "kind", "department_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for customer in self:
            if customer.kind == "department":
                # sudo: the name is on the public card that the caller reads already
                customer.display_name = customer.sudo().department_id.display_name
            else:
                customer.display_name = customer.name

    @api.depends("quiet_from", "quiet_to", "employee_id.tz")
    def _compute_is_quiet_now(self):
        now = fields.Datetime.now()
        for customer in self:
            customer.is_quiet_now = customer._is_quiet_at(now)

    @api.constrains("quiet_from", "quiet_to")
    def _check_quiet_hours(self):
        for customer in self:
            if not (0 <= customer.quiet_from <= 24 and 0 <= customer.quiet_to <= 24):
                raise ValidationError(
                    self.env._("Quiet hours lie between 0:00 and 24:00.")
                )

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

    def _icrm_refuse_fields(self, names):
        if self:
            self._check_writable(names)
        return super()._icrm_refuse_fields(names)

    def _check_writable(self, names):
        """Raise unless the caller may write the fields *names* of these customers.

        Which records one may write is said by the record rules; here, which fields:
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
                    "%(fields)s: kept in step with Employees. Change it there.",
                    fields=", ".join(kept_by_hr),
                )
            )
        user = self.env.user
        if user.has_group("icrm_internal.group_icrm_officer"):
            return
        allowed = set()
        if all(customer.user_id == user for customer in self):
            allowed.update(PREFERENCES)
        if user.has_group("icrm_internal.group_icrm_agent"):
            allowed.add("internal_note")
        refused = [name for name in names if name not in allowed]
        if refused:
            raise AccessError(
                self.env._(
                    "You may change your own preferences only, not: %(fields)s.",
                    fields=", ".join(
                        self._fields[name]._description_string(self.env)
                        if name in self._fields
                        else name
                        for name in refused
                    ),
                )
            )

    def action_confirm_link(self):
        """Let the user whom HR has linked act as these customers from now on.

        For administrators: HR alone, or the one who was linked, cannot.
        """
        user = self.env.user
        if not (self.env.su or user.has_group("icrm_internal.group_icrm_admin")):
            raise AccessError(
                self.env._("The administrator of Internal CRM confirms a new link.")
            )
        self.check_access("read")
        # sudo: what HR says is written by the system; who may confirm was decided.
        for customer_sudo in self.sudo():
            values = self._prepare_from_hr(customer_sudo.employee_id)
            if not customer_sudo.pending_user_id:
                raise UserError(
                    self.env._("%(name)s: no link to confirm.", name=customer_sudo.name)
                )
            if user.id in (values["user_id"], customer_sudo.pending_user_id.id):
                raise AccessError(
                    self.env._("Nobody confirms a link to himself: ask another one.")
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
        """Tell *users*, in sudo, who is linked to this employee now, and who acts."""
        self.ensure_one()
        for user in users.filtered("active"):
            _ = self.with_context(lang=user.lang).env._
            pending = self.pending_user_id
            body = _(
                "Employee %(employee)s has been linked to another user. In Internal "
                "CRM %(user)s acts as this employee.",
                employee=self.name,
                user=self.user_id.name or "-",
            )
            if pending:
                body += " " + _(
                    "%(pending)s does so only once the administrator confirms it.",
                    pending=pending.name,
                )
            body += " " + _("Is something wrong with that? Tell the administrator.")
            self.env["mail.thread"].sudo().message_notify(
                partner_ids=user.partner_id.ids,
                subject=_("An employee was linked to another user"),
                body=body,
            )

    def _is_quiet_at(self, instant):
        """Return whether *instant* (naive UTC) lies in the customer's quiet hours.

        Quiet hours may cross midnight (20:00 to 7:00) and run on the employee's
        clock; from and to alike mean none.
        """
        self.ensure_one()
        zone = timezone(self.sudo().employee_id.tz or "UTC")
        local = utc.localize(instant).astimezone(zone)
        hour = local.hour + local.minute / 60
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= hour < self.quiet_to
        return hour >= self.quiet_from or hour < self.quiet_to

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Keep the talk about a customer among those who serve.

        Everybody may read the card, but not the notes below it: plain staff get an
        operation that nobody has.
        """
        if any(
            self.env.user.has_group(f"icrm_internal.group_icrm_{role}")
            for role in ("agent", "auditor")
        ):
            return super()._mail_get_operation_for_mail_message_operation(
                message_operation
            )
        return dict.fromkeys(self, "unlink")

    @api.model
    def _from_user(self, user=None):
        """Return the customer that *user* is in the current company, else nothing.

        :param user: a ``res.users`` record, the current user by default; a portal
            user is the employee whose work contact he or she is
        :return: one active ``icrm.customer`` or an empty recordset; one query
        """
        user = user or self.env.user
        # sudo: whose customer one is, is no secret; portal users have no access else
        customer_sudo = self.sudo().search(
            [
                ("user_id", "=", user.id),
                ("kind", "=", "employee"),
                ("company_id", "=", self.env.company.id),
                ("active", "=", True),
            ],
            order="id",
            limit=1,
        )
        return customer_sudo.sudo(self.env.su)
