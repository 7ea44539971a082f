# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..request.helpdesk_ticket_course import OPEN_STATES
from ..request.helpdesk_ticket_create import HOUR

# Somebody works, or has worked, in these.
WORK_STATES = ("in_progress", "waiting", "resolved")
# What an approver says yes to: who changes it, asks again.
APPROVED_FIELDS = (
    "name",
    "description",
    "priority",
    "icrm_service_id",
    "icrm_requester_id",
    "icrm_beneficiary_id",
    "icrm_answers",
)


class HelpdeskTicket(models.Model):
    """A request that somebody must approve before anybody works on it.

    Meanwhile the approver holds it and the promise waits; its dates are told when it
    begins to run.
    """

    _inherit = "helpdesk.ticket"

    icrm_approval_ids = fields.One2many(
        "icrm.approval", "ticket_id", string="Approvals", readonly=True
    )
    icrm_approval_id = fields.Many2one(
        "icrm.approval",
        string="Approval Asked For",
        compute="_compute_icrm_approval",
        store=True,
        precompute=True,
        compute_sudo=True,
        index="btree_not_null",
    )
    icrm_approval_state = fields.Selection(
        [
            ("none", "Not needed"),
            ("waiting", "Waiting for approval"),
            ("approved", "Approved"),
            ("refused", "Not approved"),
            ("cancelled", "Not decided"),
        ],
        string="Approval",
        compute="_compute_icrm_approval",
        store=True,
        precompute=True,
        compute_sudo=True,
    )
    icrm_can_approve = fields.Boolean(compute="_compute_icrm_can_approve")
    icrm_progress = fields.Selection(
        selection_add=[("approval", "In approval"), ("in_progress",)]
    )

    @api.depends("icrm_approval_ids.state", "icrm_approval_ids.active")
    def _compute_icrm_approval(self):
        for ticket in self:
            approvals = ticket.icrm_approval_ids.sorted(lambda row: row._origin.id)
            states = set(approvals.mapped("state"))
            ticket.icrm_approval_id = approvals.filtered(
                lambda row: row.state == "asked"
            )[:1]
            ticket.icrm_approval_state = (
                "none"
                if not states
                else "refused"
                if "refused" in states
                else "waiting"
                if states & {"asked", "waiting"}
                else "cancelled"
                if "cancelled" in states
                else "approved"
            )

    @api.depends_context("uid")
    @api.depends("icrm_approval_ids.can_decide")
    def _compute_icrm_can_approve(self):
        for ticket in self:
            ticket.icrm_can_approve = (
                ticket.sudo().icrm_approval_id.with_env(self.env).can_decide
            )

    # -- what was approved --
    def write(self, vals):
        """Whoever rewrites what is being approved, or was, asks the approvers again."""
        result = super().write(vals)
        if not set(APPROVED_FIELDS).isdisjoint(vals):
            # sudo: approvals are the system's; who may write the request was decided.
            self.sudo()._icrm_follow_approved()
        return result

    def _icrm_get_approved_digest(self):
        """Return a digest of what an approver sees and says yes to."""
        self.ensure_one()
        values = []
        for name in APPROVED_FIELDS:
            value = self[name]
            if name == "icrm_answers":
                # As stored: reading properties looks up every record they name.
                stored = self._fields[name].convert_to_column(
                    value, self, validate=False
                )
                answers = json.loads(stored) if stored else {}
                value = sorted((key, said) for key, said in answers.items() if said)
            elif isinstance(value, models.BaseModel):
                value = value.id
            values.append((name, value or False))
        return hashlib.sha256(json.dumps(values, default=str).encode()).hexdigest()

    def _icrm_differs_from_approved(self):
        """Return those whose content is not what their approvers were shown."""
        return self.filtered(
            lambda ticket: ticket.icrm_approval_state in ("waiting", "approved")
            and (known := set(ticket.icrm_approval_ids.mapped("digest")) - {False})
            and known != {ticket._icrm_get_approved_digest()}
        )

    def _icrm_follow_approved(self):
        """Start the approval again of what was rewritten; what is over stays."""
        changed = self._icrm_differs_from_approved()
        for ticket in changed:
            if ticket.icrm_state not in OPEN_STATES:
                raise UserError(
                    self.env._(
                        "Request %(number)s was approved as it is, and is over: title, "
                        "description, answers, priority and customer stay. Reopen it "
                        "to change them.",
                        number=ticket.number,
                    )
                )
        if changed:
            changed._icrm_restart_approval(changed=True)

    # -- the course --
    def _icrm_begin(self):
        super()._icrm_begin()
        approvals = self.env["icrm.approval"].sudo()._begin(self)
        waiting = approvals.ticket_id.filtered(
            lambda ticket: ticket.icrm_approval_state == "waiting"
        )
        # The promise does not run yet: its dates would be wrong.
        values = {
            "icrm_holder": "approver",
            "icrm_response_due_at": False,
            "icrm_due_at": False,
            "icrm_next_due_at": False,
        }
        waiting._icrm_apply(dict.fromkeys(waiting, values))

    def _icrm_standing(self):
        standing = super()._icrm_standing()
        for ticket in self:
            if ticket.id in standing:
                standing[ticket.id]["approval"] = ticket.icrm_approval_id
        return standing

    def _icrm_changes_hands(self, was):
        return super()._icrm_changes_hands(was) or (
            self.icrm_approval_id != was["approval"]
        )

    def _icrm_holder_in(self, stage):
        holder = super()._icrm_holder_in(stage)
        waits = holder and self.icrm_approval_state == "waiting"
        return "approver" if waits else holder

    def _prepare_icrm_event(self, at):
        event = super()._prepare_icrm_event(at)
        if self.icrm_holder == "approver":
            event["department_id"] = self.icrm_approval_id.department_id.id
        return event

    def _icrm_track(self, before):
        """No work without approval; a new service, or a new start, asks again."""
        for ticket in self:
            was = before.get(ticket.id)
            if (
                was
                and ticket.icrm_state != ticket.stage_id.icrm_state
                and ticket.stage_id.icrm_state in WORK_STATES
            ):
                ticket._icrm_check_approved()
        super()._icrm_track(before)
        again = self.filtered(
            lambda ticket: ticket.id in before
            and ticket.icrm_state in OPEN_STATES
            and (
                ticket.icrm_service_id != before[ticket.id]["service"]
                or ticket.icrm_approval_state in ("refused", "cancelled")
            )
        )
        if again:
            again._icrm_restart_approval()
        reopened = (self - again).filtered(
            lambda ticket: ticket.id in before
            and ticket.icrm_state in OPEN_STATES
            and before[ticket.id]["state"] not in OPEN_STATES
        )
        if changed := reopened._icrm_differs_from_approved():
            changed._icrm_restart_approval(changed=True)

    def _icrm_restart_approval(self, changed=False):
        """Ask the approvers again, whatever the caller's context would silence.

        :param bool changed: what they were asked has been rewritten; say so
        """
        tickets = self.with_context(tracking_disable=False, mail_notrack=False)
        before = tickets._icrm_standing()
        former = tickets.icrm_approval_ids
        # Who still has the old question on his screen cannot answer it any more.
        former.filtered(lambda row: row.state in ("asked", "waiting")).write(
            {"state": "cancelled"}
        )
        former.write({"active": False})
        self.env["icrm.approval"].with_env(tickets.env)._begin(tickets)
        if changed:
            tickets._icrm_say_approval_restarts()
        tickets._icrm_track(before)

    def _icrm_say_approval_restarts(self):
        for ticket in self:
            partners = ticket._icrm_customer_partners()
            lang = partners[:1].lang or self.env.lang
            ticket.message_post(
                body=ticket.with_context(lang=lang).env._(
                    "%(name)s changed what was to be approved, or was approved: the "
                    "approval starts again.",
                    name=self.env.user.name,
                ),
                message_type="notification",
                subtype_xmlid="mail.mt_comment",
                partner_ids=(partners - self.env.user.partner_id).ids,
            )

    def _icrm_keep_promises(self, before):
        """What is over needs no approval any more."""
        super()._icrm_keep_promises(before)
        over = self.filtered(lambda ticket: ticket.icrm_state not in OPEN_STATES)
        if over:
            self.env["icrm.approval"].search(
                [
                    ("ticket_id", "in", over.ids),
                    ("state", "in", ("asked", "waiting")),
                ]
            ).write({"state": "cancelled"})

    def _icrm_may_be_worked_on(self):
        """Return whether nobody has to approve this request any more."""
        self.ensure_one()
        return self.icrm_approval_state in (False, "none", "approved")

    def _icrm_check_approved(self):
        """Raise unless work on these requests may start."""
        for ticket in self.filtered(lambda one: not one._icrm_may_be_worked_on()):
            if ticket.icrm_approval_id:
                raise UserError(
                    self.env._(
                        "Request %(number)s waits for approval by %(names)s; work "
                        "starts after that.",
                        number=ticket.number,
                        names=ticket._icrm_approver_names(),
                    )
                )
            raise UserError(
                self.env._(
                    "Request %(number)s was not approved. Set it back to the beginning "
                    "to have it approved again.",
                    number=ticket.number,
                )
            )

    def action_icrm_take(self):
        self._icrm_check_provider()._icrm_check_approved()
        return super().action_icrm_take()

    # -- approving --
    def _icrm_ask_next(self):
        """Ask the next approvers in the row, in sudo."""
        following = self.env["icrm.approval"]
        for ticket in self:
            rows = ticket.icrm_approval_ids.sorted("id")
            following |= rows.filtered(lambda row: row.state == "waiting")[:1]
        following.write({"state": "asked", "asked_at": fields.Datetime.now()})
        following._tell()

    def _icrm_refuse(self, author, reason):
        """Tell the customer why, and end the request, in sudo."""
        self.ensure_one()
        self.message_post(
            body=self.env._("Not approved: %(reason)s", reason=reason),
            author_id=author.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=(self._icrm_customer_partners() - author).ids,
        )
        # The reason tells all; no second mail.
        self.with_context(icrm_answered=True)._icrm_set_state("rejected")

    def action_icrm_approve(self):
        """Approve these requests; the approvals decide who may."""
        return self._icrm_get_seen_approvals().action_approve()

    def action_icrm_open_refuse(self):
        """Ask for the reason before these requests are refused."""
        return self._icrm_get_seen_approvals().action_open_refuse()

    def _icrm_get_seen_approvals(self):
        """Return what is to be approved; refuse if it changed on the caller's screen.

        The form sends the approval that it shows: a request rewritten since then asks
        with another one.
        """
        self.check_access("read")
        # sudo: the approvals decide themselves who may.
        approvals = self.sudo().icrm_approval_id.with_env(self.env)
        seen = self.env.context.get("icrm_approval_seen")
        if seen and approvals.ids != [seen]:
            raise UserError(
                self.env._(
                    "This request has been changed since you opened it. Please load "
                    "the page again, and read it."
                )
            )
        return approvals

    # -- in words --
    def _icrm_approver_names(self):
        """Return who is asked to approve, of those who have not yet; in sudo."""
        row = self.icrm_approval_id
        names = (row.approver_ids - row.approved_ids).mapped("name")
        glue = self.env._(" and ") if row.mode == "all" else self.env._(" or ")
        return glue.join(names)

    @api.depends("icrm_approval_id")
    def _compute_icrm_holder_name(self):
        super()._compute_icrm_holder_name()
        for ticket in self.filtered(lambda one: one.icrm_holder == "approver"):
            ticket.icrm_holder_name = self.env._(
                "Waiting for approval by %(names)s",
                names=ticket._icrm_approver_names(),
            )

    @api.depends("icrm_approval_state")
    def _compute_icrm_words(self):
        super()._compute_icrm_words()
        for ticket in self.filtered(lambda one: one.icrm_holder == "approver"):
            ticket.icrm_progress = "approval"

    def _icrm_status_in_words(self):
        if self.icrm_holder == "approver":
            return self.env._(
                "It waits for approval by %(names)s. After that %(provider)s begins.",
                names=self._icrm_approver_names(),
                provider=self.icrm_provider_department_id.name
                or self.env._("the provider"),
            )
        if self.icrm_state == "rejected" and self.icrm_approval_state == "refused":
            row = self.icrm_approval_ids.filtered(lambda one: one.state == "refused")
            return self.env._(
                "%(name)s did not approve it. The reason stands below.",
                name=row[:1].decided_by_id.name,
            )
        return super()._icrm_status_in_words()

    def _icrm_due_in_words(self, now):
        if self.icrm_holder == "approver":
            clock = self.icrm_clock_ids.filtered(lambda one: one.kind == "resolution")
            return bool(clock) and self.env._(
                "Promised within %(hours)s working hours after the approval",
                hours=f"{clock[:1].budget_seconds / HOUR:g}",
            )
        return super()._icrm_due_in_words(now)

    def _icrm_steps(self):
        steps = super()._icrm_steps()
        if self.icrm_progress != "approval":
            return steps
        labels = dict(self._fields["icrm_progress"]._description_selection(self.env))
        (first, _when), *ahead = steps
        return [(first, "past"), (labels["approval"], "now"), *ahead]
