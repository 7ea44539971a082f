# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL

from ..access import company_day
from ..access.groups import OFFICER
from ..access.personal import KEEP, Personal
from ..customer.duty import Duty


class IcrmApprovalDelegation(models.Model):
    """A deputy who approves during an absence."""

    _name = "icrm.approval.delegation"
    _description = "Approval Deputy"
    _icrm_personal = (
        Personal("note", "user_id"),
        Personal("delegate_id", "user_id", KEEP),
        Personal("date_from", "user_id", KEEP),
        Personal("date_to", "user_id", KEEP),
    )
    _order = "date_from desc, id desc"
    _rec_name = "delegate_id"
    _icrm_duties = (Duty("delegate_id", [("date_to", ">=", "today")]),)

    user_id = fields.Many2one(
        "res.users",
        string="Absent",
        required=True,
        ondelete="cascade",
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    delegate_id = fields.Many2one(
        "res.users",
        string="Deputy",
        required=True,
        ondelete="cascade",
        index=True,
        domain="[('share', '=', False), ('id', '!=', user_id)]",
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=company_day.today,
    )
    date_to = fields.Date(string="Until", required=True, help="Included.")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        index=True,
        default=lambda self: self.env.company,
        help="Company whose approvals the deputy handles.",
    )
    note = fields.Char()
    is_active = fields.Boolean(string="Today", compute="_compute_is_active")
    is_notified = fields.Boolean(
        string="Deputy Notified",
        readonly=True,
        copy=False,
        help="Of what was waiting when the absence began.",
    )

    _dates = models.Constraint(
        "CHECK (date_to >= date_from)", "The absence must end after it starts."
    )
    _not_oneself = models.Constraint(
        "CHECK (user_id != delegate_id)", "You cannot be your own deputy."
    )

    @api.depends("date_from", "date_to")
    def _compute_is_active(self):
        for delegation in self:
            today = company_day.today(delegation)
            delegation.is_active = bool(
                delegation.date_from
                and delegation.date_to
                and delegation.date_from <= today <= delegation.date_to
            )

    @api.constrains("user_id", "delegate_id", "company_id")
    def _check_users(self):
        # sudo: users and companies are compared, visible to the writer or not.
        for delegation in self.sudo():
            people = delegation.user_id | delegation.delegate_id
            if wrong := people.filtered(lambda user: user.share or not user.active):
                raise ValidationError(
                    self.env._(
                        "Deputies must be active internal users: %(names)s.",
                        names=", ".join(wrong.mapped("name")),
                    )
                )
            company = delegation.company_id
            staff = people.filtered_domain([("company_ids", "in", company.ids)])
            if wrong := people - staff:
                raise ValidationError(
                    self.env._(
                        "%(names)s does not work in %(company)s.",
                        names=", ".join(wrong.mapped("name")),
                        company=company.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        delegations = super().create(vals_list)
        delegations._check_own()
        delegations._notify_absent(delegations.sudo().user_id)
        self._notify_deputies()
        return delegations

    def write(self, vals):
        self._check_own()
        vals = {**vals, "is_notified": False}
        absent_sudo = self.sudo().user_id
        result = super().write(vals)
        self._check_own()
        self._notify_absent(absent_sudo | self.sudo().user_id)
        self._notify_deputies()
        return result

    def _mark_notified(self):
        """Write what write() takes back with every change of the absence."""
        # pylint: disable-next=super-method-mismatch
        return super().write({"is_notified": True})

    def unlink(self):
        self.check_access("unlink")
        self._notify_absent(self.sudo().user_id, over=True)
        return super().unlink()

    def _notify_absent(self, users_sudo, over=False):
        """Notify absent users of delegations that others enter for them.

        In sudo: the author may not be able to read or write to either.
        """
        delegations = [
            {
                "deputy": delegation.delegate_id.name,
                "absent": delegation.user_id.name,
                "first": f"{delegation.date_from}",
                "last": f"{delegation.date_to}",
                "company": delegation.company_id.name,
            }
            for delegation in self.sudo()
        ]
        self.env["icrm.message"]._enqueue(
            "deputy_changed",
            users_sudo.filtered("active") - self.env.user,
            values={
                "delegations": delegations,
                "by": self.env.user.partner_id.id,
                "over": over,
            },
            occasion=f"{self.ids} {over} {fields.Datetime.now():%Y%m%d%H%M%S} "
            + " ".join(f"{each['deputy']} {each['last']}" for each in delegations),
        )

    def _check_own(self):
        """A deputy is named by the absent user, a head above them, or an officer.

        Never by the deputy. The rules do the same; this adds a message, and
        after the change.
        """
        if self.env.su:
            return
        user = self.env.user
        is_officer = user.has_group(OFFICER)
        for delegation_sudo in self.sudo():
            absent, company = delegation_sudo.user_id, delegation_sudo.company_id
            if user == delegation_sudo.delegate_id:
                raise AccessError(
                    self.env._(
                        "You cannot make yourself the deputy of %(name)s. Ask them, "
                        "the head of the department or an officer.",
                        name=absent.name,
                    )
                )
            employees = absent.employee_ids.filtered(
                lambda employee, company=company: employee.company_id == company
            )
            if not (
                user == absent
                or user in employees.department_id.icrm_head_user_ids
                or (is_officer and company in user.company_ids)
            ):
                raise AccessError(
                    self.env._(
                        "You can only set deputies for yourself and your "
                        "departments, not for %(name)s.",
                        name=absent.name,
                    )
                )

    # ------------------------------------------------------------------
    # Who represents whom today
    # ------------------------------------------------------------------

    @api.model
    def _get_absent(self, user):
        """Return {company: the users whose deputy *user* is there today}, one query.

        Also over several steps: if A is away and so is their deputy B, the deputy of B
        represents both.
        """
        absent = defaultdict(self.env["res.users"].browse)
        for absent_id, _deputy_id, company_id in self._get_chains(
            SQL("delegate_id = %s", user.id)
        ):
            absent[company_id] |= absent[company_id].browse(absent_id)
        return absent

    @api.model
    def _get_deputies(self, users):
        """Return {(absent user, company): their deputies there today}, one query.

        Deputies of deputies who are away as well are among them.
        """
        deputies = defaultdict(self.env["res.users"].browse)
        Company = self.env["res.company"]
        for absent_id, deputy_id, company_id in self._get_chains(
            SQL("user_id = ANY(%s)", users.ids)
        ):
            key = users.browse(absent_id), Company.browse(company_id)
            deputies[key] |= deputies[key].browse(deputy_id)
        return deputies

    @api.model
    def _get_chains(self, condition):
        # SQL: a recursion; who represents whom today is needed to decide, not shown.
        return self.env.execute_query(
            SQL(
                "SELECT user_id, delegate_id, company_id FROM (%s) AS chain WHERE %s",
                self._sql_chains(),
                condition,
            )
        )

    @api.model
    def _sql_chains(self):
        """Return today's (absent user, deputy, company), over any number of steps."""
        columns = [
            SQL.identifier("link", name, to_flush=self._fields[name])
            for name in ("user_id", "delegate_id", "company_id")
        ]
        # Part of every search of requests, so it is kept short to plan: the day once.
        return SQL(
            """
            WITH RECURSIVE link AS (
                SELECT %(columns)s
                  FROM icrm_approval_delegation AS link
                 WHERE %(today)s BETWEEN %(first)s AND %(last)s
            ), chain AS (
                SELECT user_id, delegate_id, company_id
                  FROM link
                 UNION
                SELECT chain.user_id, link.delegate_id, link.company_id
                  FROM chain
                  JOIN link
                    ON link.user_id = chain.delegate_id
                   AND link.company_id = chain.company_id
            )
            SELECT user_id, delegate_id, company_id
              FROM chain
             WHERE user_id != delegate_id
            """,
            columns=SQL(", ").join(columns),
            today=company_day.sql_day(
                SQL("%s", fields.Datetime.now()), SQL.identifier("link", "company_id")
            ),
            first=SQL.identifier(
                "link", "date_from", to_flush=self._fields["date_from"]
            ),
            last=SQL.identifier("link", "date_to", to_flush=self._fields["date_to"]),
        )

    # ------------------------------------------------------------------
    # Absences entered after the request
    # ------------------------------------------------------------------

    @api.model
    def _notify_deputies(self, reminded=()):
        """Tell the deputies of absences that have begun what waits already, once each.

        Called whenever an absence is entered or changed, and by the job that reminds.

        :param reminded: the approvals of which the deputies were just reminded
        """
        # sudo: the deputy is told what the absent user was asked.
        begun = (
            self.sudo()
            .search(
                [
                    ("is_notified", "=", False),
                    ("date_from", "<=", company_day.latest()),
                    ("date_to", ">=", company_day.earliest()),
                ]
            )
            .filtered("is_active")
        )
        if not begun:
            return
        begun._mark_notified()
        pending = begun.env["icrm.approval"].search([("state", "=", "requested")])
        pending = pending.filtered(lambda approval: approval not in reminded)
        chains = self._get_deputies(pending.approver_ids)
        for company, absences in begun.grouped("company_id").items():
            concerned = defaultdict(pending.browse)
            for approval in pending.filtered(
                lambda row, company=company: row.company_id == company
            ):
                for user in approval.approver_ids - approval.approved_ids:
                    # The deputies of this absence, whoever it stands for in the end
                    told = chains.get((user, company), user.browse())
                    new = absences.filtered(
                        lambda row, user=user, told=told: (
                            row.user_id == user or row.user_id in told
                        )
                    )
                    for deputy in new.delegate_id & told:
                        if deputy.active and deputy not in approval._get_concerned():
                            concerned[deputy] |= approval
            for deputy, approvals in concerned.items():
                approvals._notify_user(deputy, False)
