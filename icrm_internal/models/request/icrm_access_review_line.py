# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..access.groups import ADMIN, MANAGER
from ..access.role_changes import get_holders
from .icrm_person_role import BESIDE, USER_ADMIN

WHY_LIMIT = 500


class IcrmAccessReviewLine(models.Model):
    """A role of a person: why they have it, and whether they keep it."""

    _name = "icrm.access.review.line"
    _description = "Role to Review"
    _order = "review_id desc, department_id, user_id, id"
    _rec_name = "user_id"

    review_id = fields.Many2one(
        "icrm.access.review",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(related="review_id.company_id", store=True)
    review_state = fields.Selection(
        related="review_id.state", related_sudo=False, string="Status of the Review"
    )
    due_on = fields.Date(related="review_id.due_on", related_sudo=False)
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    department_id = fields.Many2one(
        "hr.department", readonly=True, ondelete="restrict", index=True
    )
    # Empty once an addon takes its role away.
    group_id = fields.Many2one(
        "res.groups", readonly=True, ondelete="set null", groups=fields.NO_ACCESS
    )
    group_name = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    role_name = fields.Char(
        string="Role", compute="_compute_role_name", compute_sudo=True
    )
    decider = fields.Selection(
        [("head", "Department head"), ("admin", "Administrator")],
        string="Decided By",
        required=True,
        readonly=True,
    )
    why = fields.Char(
        string="Reason", size=WHY_LIMIT, help="What this person needs the role for."
    )
    state = fields.Selection(
        [("open", "Open"), ("confirmed", "Confirmed"), ("withdrawn", "Withdrawn")],
        string="Status",
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    decided_by_id = fields.Many2one(
        "res.users",
        string="By",
        readonly=True,
        ondelete="restrict",
        help="Empty if the role was taken away elsewhere.",
    )
    decided_at = fields.Datetime(readonly=True)
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _once = models.Constraint(
        "UNIQUE (review_id, user_id, group_id)", "Each role is listed once."
    )

    @api.depends("group_id", "group_name")
    @api.depends_context("lang")
    def _compute_role_name(self):
        for line in self:
            line.role_name = line.group_id.name or line.group_name

    @api.depends("state", "review_id.state", "decider", "department_id", "user_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for line in self:
            line.can_decide = not line._get_refusal()

    @api.depends("user_id", "group_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.user_id.name}: {line.role_name}"

    @api.model
    def _get_todo_domain(self):
        """Return the open roles that the caller is to decide on."""
        user = self.env.user
        mine = Domain("decider", "=", "head") & Domain(
            "department_id.icrm_head_user_ids", "in", user.ids
        )
        if user.has_group(ADMIN):
            mine |= Domain("decider", "=", "admin")
        return (
            Domain("state", "=", "open")
            & Domain("review_id.state", "=", "open")
            & Domain("user_id", "!=", user.id)
            & mine
        )

    # ------------------------------------------------------------------
    # Deciding
    # ------------------------------------------------------------------

    def _get_refusal(self):
        """Return why the caller cannot decide on this role now; "" if they can."""
        _ = self.env._
        user = self.env.user
        if self.state != "open" or self.review_state != "open":
            return _("This role was already decided on, or the review is closed.")
        if self.user_id == user:
            return _("Someone else has to decide on your own roles.")
        if user.has_group(ADMIN):
            return ""
        if self.decider == "admin":
            return _("Only an Internal CRM administrator can do this.")
        if not user.has_group(MANAGER) or user not in (
            # sudo: who heads a department is public
            self.department_id.sudo().icrm_head_user_ids
        ):
            return _("Only the head of the department can do this.")
        return ""

    def _check_decider(self):
        self.check_access("read")
        self._icrm_lock()
        self.invalidate_recordset()
        for line in self:
            if refusal := line._get_refusal():
                raise AccessError(
                    self.env._(
                        "%(role)s: %(reason)s",
                        role=line.display_name,
                        reason=refusal,
                    )
                )

    def write(self, vals):
        """Let those who decide say why; nothing else of a row can be written."""
        if not self.env.su:
            self._check_decider()
        return super().write(vals)

    def action_confirm(self):
        """Confirm that these people need these roles."""
        self._check_decider()
        lines_sudo = self.sudo()
        for line_sudo in lines_sudo:
            if not (line_sudo.why or "").strip():
                raise UserError(
                    self.env._(
                        "%(role)s: enter the reason before confirming.",
                        role=line_sudo.display_name,
                    )
                )
            if not line_sudo._is_held():
                raise UserError(
                    self.env._(
                        "%(role)s: this person no longer has the role.",
                        role=line_sudo.display_name,
                    )
                )
        lines_sudo._decide("confirmed", self.env.user)

    def action_withdraw(self):
        """Take these roles from these people; the access log has it."""
        self._check_decider()
        beside = {self.env.ref(name).id for name in BESIDE.values()}
        for line_sudo in self.sudo():
            if (
                line_sudo.group_id.id in beside
                and line_sudo.decider == "admin"
                and not self.env.user.has_group(USER_ADMIN)
            ):
                raise AccessError(
                    self.env._(
                        "Only people who administer users can change the role "
                        "%(role)s.",
                        role=line_sudo.role_name,
                    )
                )
            line_sudo.user_id.write(
                {"group_ids": [Command.unlink(line_sudo.group_id.id)]}
            )
            if line_sudo._is_held():
                raise UserError(
                    self.env._(
                        "%(user)s holds the role %(role)s through another group. "
                        "Change it under Settings > Users.",
                        user=line_sudo.user_id.name,
                        role=line_sudo.role_name,
                    )
                )
        self.sudo()._decide("withdrawn", self.env.user)

    def _is_held(self):
        return bool(self.group_id) and (
            (self.group_id.id, self.user_id.id) in get_holders(self.env, self.user_id)
        )

    def _decide(self, state, user=None):
        self.write(
            {
                "state": state,
                "decided_by_id": user.id if user else False,
                "decided_at": fields.Datetime.now(),
            }
        )

    def _lapse(self):
        """Close the rows of roles that were taken away elsewhere; in sudo."""
        lines = self.filtered(lambda line: line.state == "open")
        held = get_holders(self.env, lines.user_id)
        lines.filtered(
            lambda line: (
                not line.user_id.active
                or (line.group_id.id, line.user_id.id) not in held
            )
        )._decide("withdrawn")
