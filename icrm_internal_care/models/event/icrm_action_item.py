# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.icrm_internal.models.access import caller_values, company_day
from odoo.addons.icrm_internal.models.access.icrm_reason_mixin import ReasonStep
from odoo.addons.icrm_internal.models.access.jobs import run_batches
from odoo.addons.icrm_internal.models.customer.duty import Duty

REASON_LIMIT = 2000
REMIND_BATCH = 500
# What an action comes from: one of these.
SOURCES = ("meeting_id", "dispute_id", "coordination_id")


class IcrmActionItem(models.Model):
    """Something agreed on: what, who, until when. It is carried over until done."""

    _name = "icrm.action.item"
    _inherit = ["icrm.reason.mixin"]
    _description = "Action Item"
    _order = "is_open desc, due_date, id"
    _icrm_duties = (Duty("owner_id", [("state", "=", "open")], required=True),)

    name = fields.Char(string="Action", required=True)
    owner_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
    )
    due_date = fields.Date(string="Due", required=True)
    state = fields.Selection(
        [("open", "Open"), ("done", "Done"), ("dropped", "Dropped")],
        string="Status",
        required=True,
        default="open",
        readonly=True,
        copy=False,
        index=True,
    )
    is_open = fields.Boolean(compute="_compute_is_open", store=True)
    is_overdue = fields.Boolean(compute="_compute_is_overdue")
    result = fields.Text(copy=False)
    drop_reason = fields.Text(readonly=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False)
    meeting_id = fields.Many2one(
        "icrm.meeting", string="Agreed In", index="btree_not_null", ondelete="cascade"
    )
    dispute_id = fields.Many2one(
        "icrm.dispute", index="btree_not_null", ondelete="cascade"
    )
    coordination_id = fields.Many2one(
        "icrm.coordination", index="btree_not_null", ondelete="cascade"
    )
    relationship_id = fields.Many2one(
        related="meeting_id.relationship_id", store=True, index="btree_not_null"
    )
    # Where it was on the table again: who was there reads it.
    meeting_ids = fields.Many2many(
        "icrm.meeting",
        "icrm_action_item_meeting_rel",
        string="Carried Over To",
        readonly=True,
        copy=False,
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        required=True,
    )
    is_reminded = fields.Boolean(readonly=True, copy=False)

    _reminder_idx = models.Index(
        "(due_date) WHERE state = 'open' AND is_reminded IS NOT TRUE"
    )

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------

    @api.depends("state")
    def _compute_is_open(self):
        for item in self:
            item.is_open = item.state == "open"

    @api.depends("state", "due_date")
    def _compute_is_overdue(self):
        for item in self:
            item.is_overdue = bool(
                item.state == "open"
                and item.due_date
                and item.due_date < company_day.today(item)
            )

    @api.depends(*(f"{name}.company_id" for name in SOURCES))
    def _compute_company_id(self):
        for item in self:
            source = item._get_source()
            item.company_id = source.company_id or self.env.company

    def _get_source(self):
        """Return the record that the action was agreed in."""
        self.ensure_one()
        for name in SOURCES:
            if self[name]:
                return self[name]
        return self.env["icrm.meeting"]

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        for item in items:
            item._check_source()
            item._check_owner()
        # sudo: the next meetings about the same, whoever may read them
        for item_sudo in items.sudo():
            item_sudo._carry_over()
            item_sudo._notify_owner()
        return items

    def write(self, vals):
        if not self.env.su:
            if not set(SOURCES).isdisjoint(vals):
                raise UserError(
                    self.env._("An action stays with what it was agreed in.")
                )
            if not {"name", "owner_id", "due_date"}.isdisjoint(vals):
                self._check_agreed()
        if "due_date" in vals:
            # sudo: a new date is reminded of anew
            self.sudo().filtered("is_reminded").write({"is_reminded": False})
        result = super().write(vals)
        if "owner_id" in vals:
            for item in self:
                item._check_owner()
                item.sudo()._notify_owner()  # sudo: whom it was given to
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._check_agreed()

    def _check_source(self):
        # Of several, the right to one would add it to the others.
        if sum(bool(self[name]) for name in SOURCES) != 1:
            raise UserError(self.env._("Add actions where they are agreed on."))
        if self.meeting_id and not self.env.su:
            self.meeting_id._check_open()

    def _check_owner(self):
        # sudo: who is in the group that the action was agreed in
        group_sudo = self.sudo().coordination_id
        is_consultant = group_sudo.state == "active" and group_sudo._has_consultant(
            self.owner_id
        )
        if (self.owner_id.share and not is_consultant) or not self.owner_id.active:
            raise UserError(
                self.env._(
                    "%(name)s has no active staff account.", name=self.owner_id.name
                )
            )

    def _check_agreed(self):
        """What was agreed on is changed by who answers for it, not by the owner alone,
        and not once the minutes are sent."""
        if self.env.su:
            return
        for item in self:
            if item.state != "open":
                raise UserError(self.env._("“%(name)s” is closed.", name=item.name))
            # sudo: what it comes from; whether the caller may edit that is asked as
            # the caller
            source = item.sudo()._get_source().sudo(False)
            if not source.has_access("write"):
                raise AccessError(
                    self.env._(
                        "“%(name)s”: what was agreed can be changed by who answers "
                        "for the meeting only. Enter a result, or drop it with a "
                        "reason.",
                        name=item.name,
                    )
                )
            if item.meeting_id:
                item.meeting_id._check_open()

    def _carry_over(self):
        """Put it on the table of the meetings to come that are about the same."""
        for item in self.filtered(lambda one: one.state == "open" and one.meeting_id):
            item.meeting_ids = [
                Command.link(meeting.id) for meeting in item.meeting_id._get_next()
            ]

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def _check_step(self, state):
        """Lock these and return them in sudo: the caller may write them."""
        self.check_access("write")
        self._icrm_lock()
        for item in self:
            if (item.state == "open") != (state == "open"):
                raise UserError(
                    self.env._(
                        "“%(name)s”: the status does not allow it.", name=item.name
                    )
                )
        return self.sudo()

    def action_done(self):
        """It is done; it disappears from the next meetings."""
        for item_sudo in self._check_step("open"):
            item_sudo._close("done")
        return True

    def _finish_as_consultant(self, result):
        """Note that a consultant has done their own action; in sudo.

        The caller is in the group, which was checked by its method.
        """
        self._icrm_lock()
        for item in self:
            if item.state != "open":
                raise UserError(self.env._("“%(name)s” is closed.", name=item.name))
            item.result = caller_values.text_of(
                self.env, self.env._("Result"), result, REASON_LIMIT
            )
            item._close("done")

    def action_drop(self, reason: str):
        """It will not be done; the reason is kept."""
        items_sudo = self._check_step("open")
        reason = caller_values.reason_of(self.env, reason, REASON_LIMIT)
        for item_sudo in items_sudo:
            item_sudo.drop_reason = reason
            item_sudo._close("dropped")
        return True

    def action_reopen(self):
        """It was not done after all."""
        for item_sudo in self._check_step("closed"):
            item_sudo.write({"state": "open", "closed_on": False, "drop_reason": False})
            item_sudo.coordination_id._take_back_actions()
            item_sudo._carry_over()
        return True

    def _close(self, state):
        """Close it; meetings to come that did not look at it yet drop it; in sudo."""
        self.write({"state": state, "closed_on": company_day.today(self)})
        self.meeting_ids -= self.meeting_ids.filtered(lambda one: one.state == "draft")

    @api.model
    def _icrm_reason_steps(self):
        return super()._icrm_reason_steps() | {
            "action_drop": ReasonStep(
                title=self.env._("Drop This Action?"),
                button=self.env._("Drop"),
                hint=self.env._("It will not be done. The reason stays readable."),
            )
        }

    # ------------------------------------------------------------------
    # Messages
    # ------------------------------------------------------------------

    def _notify_owner(self):
        """Notify who is to do it, if somebody else put them in charge; in sudo."""
        if self.owner_id != self.env.user and self.state == "open":
            self.env["icrm.message"]._enqueue(
                "action_item_assigned",
                self.owner_id,
                self,
                occasion=str(self.owner_id.id),
            )

    @api.model
    def _cron_remind(self):
        """Remind of what is overdue, once for each date. Idempotent."""
        run_batches(
            self,
            [
                ("state", "=", "open"),
                ("due_date", "<", company_day.earliest()),
                ("is_reminded", "=", False),
            ],
            lambda items: items._remind(),
            REMIND_BATCH,
        )

    def _remind(self):
        for item in self:
            self.env["icrm.message"]._enqueue(
                "action_item_overdue", item.owner_id, item, occasion=str(item.due_date)
            )
        self.write({"is_reminded": True})
