# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.icrm_internal.models.access import caller_values
from odoo.addons.icrm_internal.models.access.groups import AGENT, OFFICER
from odoo.addons.icrm_internal.models.access.icrm_reason_mixin import ReasonStep
from odoo.addons.icrm_internal.models.customer.duty import Duty

OPEN = "asked"


class IcrmAccountTransfer(models.Model):
    """A customer changes account managers, with the consent of both.

    An agent asks for a customer, and the account manager consents; or an account
    manager offers one, and the other accepts. Officers answer for customers without an
    account manager, and decide when two ask for the same one. The account manager
    changes with the answer, never before.
    """

    _name = "icrm.account.transfer"
    _inherit = ["icrm.reason.mixin"]
    _description = "Customer Transfer"
    _order = "id desc"
    _rec_name = "customer_id"
    _icrm_duties = (
        Duty("to_user_id", [("state", "=", OPEN)], reassign=False),
        Duty("answer_user_id", [("state", "=", OPEN)], reassign=False),
    )

    customer_id = fields.Many2one(
        "icrm.customer", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        related="customer_id.company_id", store=True, index=True
    )
    from_user_id = fields.Many2one(
        "res.users",
        string="From",
        ondelete="restrict",
        readonly=True,
        help="Account manager when the transfer was requested.",
    )
    to_user_id = fields.Many2one(
        "res.users",
        string="To",
        ondelete="restrict",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        index=True,
    )
    reason = fields.Text(required=True)
    asked_by_id = fields.Many2one(
        "res.users", string="Requested by", ondelete="restrict", readonly=True
    )
    asked_at = fields.Datetime(string="Requested on", readonly=True)
    answer_user_id = fields.Many2one(
        "res.users",
        string="Waiting for",
        ondelete="restrict",
        readonly=True,
        help="Who must consent. Empty: officers decide.",
    )
    state = fields.Selection(
        [
            (OPEN, "Waiting for answer"),
            ("accepted", "Accepted"),
            ("declined", "Declined"),
            ("decided", "Decided by officer"),
            ("cancelled", "Cancelled"),
        ],
        default=OPEN,
        required=True,
        readonly=True,
    )
    answered_by_id = fields.Many2one(
        "res.users", string="Answered by", ondelete="restrict", readonly=True
    )
    answered_at = fields.Datetime(string="Answered on", readonly=True)
    answer = fields.Text(readonly=True)
    is_conflict = fields.Boolean(
        string="Conflict",
        compute="_compute_is_conflict",
        search="_search_is_conflict",
        help="Several people are requesting this customer; an officer decides.",
    )
    can_answer = fields.Boolean(compute="_compute_can")
    can_decide = fields.Boolean(compute="_compute_can")
    can_cancel = fields.Boolean(compute="_compute_can")

    _asked_uniq = models.UniqueIndex(
        "(customer_id, to_user_id) WHERE state = 'asked'",
        "This transfer has already been requested.",
    )
    _other = models.Constraint(
        "CHECK (from_user_id IS DISTINCT FROM to_user_id)",
        "This person already is the account manager.",
    )

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------

    @api.depends("customer_id", "state")
    def _compute_is_conflict(self):
        """One query for any number of transfers."""
        # sudo: that several ask for a customer is shown, not who they are
        counts = dict(
            self.sudo()._read_group(
                [("customer_id", "in", self.customer_id.ids), ("state", "=", OPEN)],
                ["customer_id"],
                ["to_user_id:count_distinct"],
            )
        )
        for transfer in self:
            transfer.is_conflict = (
                transfer.state == OPEN and counts.get(transfer.customer_id, 0) > 1
            )

    def _search_is_conflict(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: as above; the rules of the reader still apply to what is found
        groups = self.sudo()._read_group(
            [("state", "=", OPEN)],
            ["customer_id"],
            ["to_user_id:count_distinct"],
            having=[("to_user_id:count_distinct", ">", 1)],
        )
        customers = [customer.id for customer, _count in groups]
        return Domain("customer_id", "in", customers) & Domain("state", "=", OPEN)

    @api.depends("state", "is_conflict", "answer_user_id", "asked_by_id")
    @api.depends_context("uid")
    def _compute_can(self):
        user = self.env.user
        is_officer = user.has_group(OFFICER)
        for transfer in self:
            is_open = transfer.state == OPEN
            mine = transfer.answer_user_id == user
            transfer.can_answer = is_open and mine and not transfer.is_conflict
            # Nobody decides for themselves: another officer does.
            transfer.can_decide = is_open and is_officer and user != transfer.to_user_id
            transfer.can_cancel = is_open and transfer.asked_by_id == user

    # ------------------------------------------------------------------
    # Requesting
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        transfers = super().create([self._prepare_asked(vals) for vals in vals_list])
        transfers._check_receiver()
        # One more request makes a conflict of another
        self.invalidate_model(["is_conflict", "can_answer"])
        transfers._notify_asked()
        return transfers

    @api.model
    def _prepare_asked(self, vals):
        """Complete the values of a transfer: from whom, and who has to consent."""
        user = self.env.user
        vals = {"to_user_id": user.id, **vals}
        vals["reason"] = caller_values.reason_of(self.env, vals.get("reason"))
        customer = caller_values.record_of(
            self.env["icrm.customer"], vals.get("customer_id")
        )
        if not customer:
            raise UserError(self.env._("Choose a customer you can access."))
        former = customer.account_manager_id
        if not self.env.su:
            self._check_asker(former, vals["to_user_id"])
        asked_by = vals.get("asked_by_id") or user.id
        answerer = former.id if asked_by == vals["to_user_id"] else vals["to_user_id"]
        return {
            **vals,
            "from_user_id": former.id,
            "asked_by_id": asked_by,
            "asked_at": fields.Datetime.now(),
            "answer_user_id": answerer,
        }

    @api.model
    def _check_asker(self, former, to_user_id):
        """Agents ask for themselves, account managers give what is theirs."""
        user = self.env.user
        if not user.has_group(AGENT):
            raise AccessError(self.env._("Only agents can be account managers."))
        if user.id != to_user_id and user != former and not user.has_group(OFFICER):
            raise AccessError(
                self.env._(
                    "You can request a customer for yourself, or hand over a customer "
                    "whose account manager you are."
                )
            )

    def _check_receiver(self):
        """Account managers serve, and work in the customer's company."""
        # sudo: users and companies are compared, visible to the caller or not
        for transfer_sudo in self.sudo():
            user_sudo = transfer_sudo.to_user_id
            company_sudo = transfer_sudo.company_id
            if not user_sudo._icrm_filter_available(
                company_sudo
            ) or not user_sudo.has_group(AGENT):
                raise ValidationError(
                    self.env._(
                        "%(name)s cannot be the account manager of %(customer)s: "
                        "choose an agent with access to %(company)s.",
                        name=user_sudo.name,
                        customer=transfer_sudo.customer_id.display_name,
                        company=company_sudo.name or self.env._("the company"),
                    )
                )

    # ------------------------------------------------------------------
    # Answering
    # ------------------------------------------------------------------

    @api.model
    def _icrm_reason_steps(self):
        reason = self.env._("Reason")
        return super()._icrm_reason_steps() | {
            "action_decline": ReasonStep(
                title=self.env._("Decline Transfer"),
                button=self.env._("Decline"),
                hint=self.env._("The requester reads the reason."),
                placeholder=reason,
            ),
            "action_award": ReasonStep(
                title=self.env._("Decide for This Account Manager"),
                button=self.env._("Decide"),
                hint=self.env._(
                    "Other requests for this customer are declined. Everyone "
                    "concerned reads the reason."
                ),
                placeholder=reason,
            ),
        }

    def action_accept(self):
        """Consent to these transfers: the account manager changes."""
        for transfer_sudo in self._lock_open():
            self._check_answerer(transfer_sudo)
            transfer_sudo._finish("accepted")
            transfer_sudo._apply(self.env._("The account manager has changed."))
        return True

    def action_decline(self, reason: str):
        """Refuse these transfers; the requester reads the reason.

        :param str reason: up to 2,000 characters, compulsory
        """
        reason = caller_values.reason_of(self.env, reason)
        is_officer = self.env.user.has_group(OFFICER)
        for transfer_sudo in self._lock_open():
            if not is_officer or transfer_sudo.to_user_id == self.env.user:
                self._check_answerer(transfer_sudo, conflict=True)
            transfer_sudo._finish("declined", reason)
        return True

    def action_award(self, reason: str):
        """Decide that this person becomes the account manager; for officers.

        :param str reason: up to 2,000 characters, compulsory
        """
        reason = caller_values.reason_of(self.env, reason)
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only officers can decide transfers."))
        for transfer_sudo in self._lock_open():
            if transfer_sudo.to_user_id == self.env.user:
                raise AccessError(
                    self.env._("You cannot decide for yourself. Ask another officer.")
                )
            transfer_sudo._finish("decided", reason)
            transfer_sudo._apply(reason)
        return True

    def action_cancel(self):
        """Take these requests back; for their requesters."""
        for transfer_sudo in self._lock_open():
            if transfer_sudo.asked_by_id != self.env.user:
                raise AccessError(
                    self.env._("Only the requester can cancel a transfer.")
                )
            transfer_sudo._finish("cancelled")
        return True

    def _lock_open(self):
        """Return these transfers in sudo, locked with their customers, all open."""
        self.check_access("read")
        # sudo: parties decide, who may not write; each step checks whose it is
        transfers_sudo = self.sudo()
        transfers_sudo.customer_id._icrm_lock()
        transfers_sudo._icrm_lock()
        closed = transfers_sudo.filtered(lambda transfer: transfer.state != OPEN)
        if closed:
            raise UserError(
                self.env._(
                    "%(customer)s: this transfer is already closed.",
                    customer=closed[0].customer_id.display_name,
                )
            )
        return transfers_sudo

    def _check_answerer(self, transfer, conflict=False):
        """Raise unless the caller is the one whose consent *transfer* needs."""
        if transfer.answer_user_id != self.env.user:
            raise AccessError(
                self.env._(
                    "%(customer)s: this transfer needs the consent of %(name)s.",
                    customer=transfer.customer_id.display_name,
                    name=transfer.answer_user_id.name or self.env._("an officer"),
                )
            )
        if transfer.is_conflict and not conflict:
            raise UserError(
                self.env._(
                    "Several people are requesting %(customer)s. An officer decides.",
                    customer=transfer.customer_id.display_name,
                )
            )

    def _finish(self, state, answer=None):
        """Close this transfer and notify the parties; in sudo."""
        self.write(
            {
                "state": state,
                "answer": answer,
                "answered_by_id": self.env.user.id,
                "answered_at": fields.Datetime.now(),
            }
        )
        self._notify_answered()

    def _apply(self, answer):
        """Make the receiver the account manager; in sudo.

        Other requests for the customer are declined with *answer*.
        """
        self._check_receiver()
        others = self.search(
            [
                ("customer_id", "=", self.customer_id.id),
                ("state", "=", OPEN),
                ("id", "!=", self.id),
            ]
        )
        for other in others:
            other._finish("declined", answer)
        self.customer_id.account_manager_id = self.to_user_id

    @api.model
    def _cancel_outdated(self, customers):
        """Cancel what was requested of account managers who are none any more; sudo."""
        outdated = self.search(
            [("customer_id", "in", customers.ids), ("state", "=", OPEN)]
        ).filtered(
            lambda transfer: (
                transfer.from_user_id != transfer.customer_id.account_manager_id
            )
        )
        for transfer in outdated:
            transfer._finish(
                "cancelled", self.env._("The account manager has changed.")
            )

    # ------------------------------------------------------------------
    # Messages
    # ------------------------------------------------------------------

    @api.model
    def _get_company_officers(self, company):
        """Return the officers who work in *company*, in sudo."""
        # sudo: who the officers are
        officers_sudo = self.env.ref(OFFICER).sudo().all_user_ids
        return officers_sudo._icrm_filter_available(company) - self.env.ref(
            "base.user_root"
        )

    def _get_decider(self):
        """Return the users who have to answer this transfer now, in sudo."""
        self.ensure_one()
        # sudo: who has to be notified
        transfer_sudo = self.sudo()
        if transfer_sudo.is_conflict or not transfer_sudo.answer_user_id:
            officers = self._get_company_officers(transfer_sudo.company_id)
            return officers - transfer_sudo.to_user_id
        return transfer_sudo.answer_user_id

    def _notify_asked(self):
        for transfer in self:
            self.env["icrm.message"]._enqueue(
                "account_asked",
                transfer._get_decider() - self.env.user,
                transfer,
            )

    def _notify_answered(self):
        parties = self.asked_by_id | self.to_user_id | self.from_user_id
        self.env["icrm.message"]._enqueue(
            "account_answered", parties - self.env.user, self
        )
