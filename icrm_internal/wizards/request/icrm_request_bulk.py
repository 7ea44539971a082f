# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.access.actions import show_message
from ...models.catalogue.helpdesk_ticket_team import ASSIGNMENT_RULES
from ...models.request import assignment, bulk
from ...models.request.helpdesk_ticket_stage import OPEN_STATES

LISTED = 20


class IcrmRequestBulk(models.TransientModel):
    """Change several requests of the list at once.

    Those that the user cannot change are listed with the reason before, and left out;
    the others are changed together, or none of them.
    """

    _name = "icrm.request.bulk"
    _inherit = "icrm.request.message"
    _description = "Change Several Requests"

    kind = fields.Selection(
        [
            ("assign", "Assign"),
            ("answer", "Reply"),
            ("resolve", "Resolve"),
            ("merge", "Merge"),
        ],
        default="assign",
        required=True,
        readonly=True,
    )
    ticket_ids = fields.Many2many(
        "helpdesk.ticket",
        string="Requests",
        readonly=True,
        default=lambda self: self._default_ticket_ids(),
    )
    ticket_count = fields.Integer(string="Selected", compute="_compute_refusals")
    allowed_count = fields.Integer(string="To Change", compute="_compute_refusals")
    refusals = fields.Html(
        string="Not Changed", compute="_compute_refusals", sanitize=False
    )
    # Assign
    rule = fields.Selection(
        [("person", "One person"), *ASSIGNMENT_RULES],
        string="Assign to",
        default="person",
        required=True,
    )
    member_ids = fields.Many2many("res.users", compute="_compute_member_ids")
    user_id = fields.Many2one(
        "res.users", string="Assignee", domain="[('id', 'in', member_ids)]"
    )
    # Merge
    target_id = fields.Many2one(
        "helpdesk.ticket",
        string="Merge into",
        domain="[('id', 'in', candidate_ids)]",
    )
    candidate_ids = fields.Many2many(
        "helpdesk.ticket", compute="_compute_candidate_ids", string="Can Merge into"
    )
    others = fields.Boolean(
        string="Include other customers",
        default=False,
        help="Customers of closed requests cannot read the one that stays open. They "
        "are informed in their own request when it is done.",
    )

    @api.model
    def _default_ticket_ids(self):
        if self.env.context.get("active_model") != "helpdesk.ticket":
            return self.env["helpdesk.ticket"]
        ids = self.env.context.get("active_ids") or []
        return self.env["helpdesk.ticket"].search([("id", "in", ids)])

    # ------------------------------------------------------------------
    # What can be changed
    # ------------------------------------------------------------------

    @api.depends("ticket_ids", "kind")
    def _compute_member_ids(self):
        for dialog in self:
            # sudo: members of the teams of requests the caller can read
            members_sudo = dialog.ticket_ids.sudo().team_id.user_ids
            dialog.member_ids = members_sudo.filtered("active").sudo(False)

    @api.depends("ticket_ids", "kind")
    def _compute_candidate_ids(self):
        for dialog in self:
            dialog.candidate_ids = dialog.kind == "merge" and (
                dialog.ticket_ids.filtered(
                    lambda ticket: ticket.icrm_is_provider
                    and ticket.icrm_state in OPEN_STATES
                )
            )

    @api.depends(lambda self: self._get_refusal_fields())
    def _compute_refusals(self):
        for dialog in self:
            refusals = dialog._get_refusals()
            tickets = dialog._get_tickets()
            dialog.ticket_count = len(tickets)
            dialog.allowed_count = len(tickets) - len(refusals)
            dialog.refusals = dialog._render_refusals(refusals)

    @api.model
    def _get_refusal_fields(self):
        """Return the names of the fields that decide what can be changed."""
        return ["ticket_ids", "kind", "rule", "user_id", "target_id", "others"]

    def _get_tickets(self):
        """Return the requests to change; the one that others merge into stays."""
        tickets = self.ticket_ids._origin
        return tickets - self.target_id if self.kind == "merge" else tickets

    def _get_refusals(self):
        """Return {request: reason} of those that are left out."""
        tickets = self._get_tickets()
        refusals = bulk.get_refusals(tickets, needs_open=self.kind != "answer")
        allowed = tickets.filtered(lambda ticket: ticket not in refusals)
        if self.kind == "assign" and self.rule == "person" and self.user_id:
            refusals |= bulk.get_assign_refusals(allowed, self.user_id)
        elif self.kind == "resolve":
            refusals |= bulk.get_resolve_refusals(allowed)
        elif self.kind == "merge" and self.target_id:
            refusals |= bulk.get_merge_refusals(allowed, self.target_id, self.others)
        return refusals

    def _render_refusals(self, refusals):
        lines = [
            f"{ticket.number}: {reason}"
            for ticket, reason in list(refusals.items())[:LISTED]
        ]
        if len(refusals) > LISTED:
            lines.append(self.env._("and %(count)s more", count=len(refusals) - LISTED))
        return bool(lines) and Markup("<ul class='mb-0'>%s</ul>") % Markup().join(
            Markup("<li>%s</li>") % line for line in lines
        )

    # ------------------------------------------------------------------
    # Changes
    # ------------------------------------------------------------------

    def action_apply(self):
        """Change what can be changed; say what was left out, and why."""
        self.ensure_one()
        refusals = self._get_refusals()
        tickets = self._get_tickets().filtered(lambda ticket: ticket not in refusals)
        if not tickets:
            raise UserError(
                self.env._(
                    "None of these requests can be changed:\n%(reasons)s",
                    reasons="\n".join(
                        f"{ticket.number}: {reason}"
                        for ticket, reason in list(refusals.items())[:LISTED]
                    ),
                )
            )
        done, undo = getattr(self, f"_apply_{self.kind}")(tickets)
        message = self.env._("Requests changed: %(count)s.", count=len(done))
        # Those of a team in which no one is available, too
        left_out = [*refusals, *(tickets - done)]
        if left_out:
            numbers = ", ".join(ticket.number for ticket in left_out[:LISTED])
            message = self.env._(
                "%(done)s Not changed: %(numbers)s.", done=message, numbers=numbers
            )
        then = {"type": "ir.actions.client", "tag": "soft_reload"}
        if undo:
            undo["params"]["next"] = then
            if not left_out:
                return undo
        return show_message(
            message,
            kind="warning" if left_out else "success",
            sticky=bool(left_out),
            then=undo or then,
        )

    # Each returns the requests changed, and the action that offers to undo it, if any.

    def _apply_assign(self, tickets):
        if self.rule == "person":
            if not self.user_id:
                raise UserError(self.env._("Assignee: choose a person."))
            chosen = dict.fromkeys(tickets, self.user_id)
        else:
            chosen = assignment.choose(tickets, self.rule)
        assigned = self.env["helpdesk.ticket"]
        by_user = {}
        for ticket, user in chosen.items():
            by_user.setdefault(user, assigned)
            by_user[user] |= ticket
        for user, group in by_user.items():
            if changed := group.filtered(
                lambda ticket, user=user: ticket.user_id != user
            ):
                changed._icrm_check_provider()
                changed._icrm_check_state(OPEN_STATES)
                changed.write({"user_id": user.id})
            assigned |= group
        if not assigned:
            raise UserError(
                self.env._("No team member is available. Choose a person instead.")
            )
        return assigned, None

    def _apply_answer(self, tickets):
        tickets.action_icrm_reply(self._get_body(), self.attachment_ids.ids)
        return tickets, None

    def _apply_resolve(self, tickets):
        return tickets, tickets.action_icrm_resolve(
            self._get_body(), self.attachment_ids.ids
        )

    def _apply_merge(self, tickets):
        if not self.target_id:
            raise UserError(self.env._("Merge into: choose a request."))
        return tickets, tickets.action_icrm_merge(self.target_id, self.others)
