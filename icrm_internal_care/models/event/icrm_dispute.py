# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.icrm_internal.models.access import caller_values, company_day
from odoo.addons.icrm_internal.models.access.actions import open_form, open_list
from odoo.addons.icrm_internal.models.access.groups import OFFICER
from odoo.addons.icrm_internal.models.access.icrm_reason_mixin import ReasonStep
from odoo.addons.icrm_internal.models.access.jobs import run_batches
from odoo.addons.icrm_internal.models.customer.duty import Duty

REASON_LIMIT = 5000
TEXT_LIMIT = 10_000
REMIND_BATCH = 500

STATES = [
    ("draft", "Draft"),
    ("raised", "Raised"),
    ("answered", "Answered"),
    ("negotiating", "Negotiating"),
    ("to_decide", "Awaiting decision"),
    ("settled", "Settled"),
    ("decided", "Decided"),
    ("withdrawn", "Withdrawn"),
]
OPEN_STATES = ("draft", "raised", "answered", "negotiating", "to_decide")
# In which states the two sides may still agree.
TALKING_STATES = ("answered", "negotiating")

# Which side writes which words.
WORDS = {
    "statement": "raised",
    "raised_proposal": "raised",
    "answer": "other",
    "other_proposal": "other",
}
# In which states words can still be written.
WORD_STATES = {
    "statement": ("draft",),
    "answer": ("raised",),
    "raised_proposal": TALKING_STATES,
    "other_proposal": TALKING_STATES,
    "settlement": TALKING_STATES,
}


class IcrmDispute(models.Model):
    """Two departments that do not agree, and how they came to an end of it.

    Each side says in its own words what it sees; nobody writes for the other. They
    negotiate, with a mediator of neither side if they like, and both agree to one
    text. If they cannot, an officer of neither side decides.
    """

    _name = "icrm.dispute"
    _inherit = ["icrm.reason.mixin"]
    _description = "Dispute between Departments"
    _order = "is_open desc, id desc"
    _icrm_duties = (
        Duty("mediator_id", [("is_open", "=", True)]),
        Duty("raised_department_id", [("is_open", "=", True)]),
        Duty("other_department_id", [("is_open", "=", True)]),
    )

    name = fields.Char(string="Subject", required=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )
    state = fields.Selection(
        STATES,
        string="Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
    )
    is_open = fields.Boolean(compute="_compute_is_open", store=True)
    raised_by_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    raised_department_id = fields.Many2one(
        "hr.department",
        string="Raised By Department",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user.icrm_department_ids[:1],
    )
    other_department_id = fields.Many2one(
        "hr.department",
        string="With Department",
        required=True,
        index=True,
        ondelete="restrict",
    )
    raised_on = fields.Date(readonly=True, copy=False)
    answered_on = fields.Date(readonly=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False)
    answer_until = fields.Date(help="The other side is reminded once.")
    is_reminded = fields.Boolean(readonly=True, copy=False)

    # The words of each side: written by its own head.
    statement = fields.Text(help="What happened, and what you want to change.")
    answer = fields.Text(copy=False, help="How the other side sees it.")
    raised_proposal = fields.Text(string="Proposal", copy=False)
    other_proposal = fields.Text(string="Counter-Proposal", copy=False)

    # Negotiation
    mediator_id = fields.Many2one(
        "res.users",
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
        domain="[('share', '=', False)]",
        help="Belongs to neither side and heads neither.",
    )
    settlement = fields.Text(
        copy=False, help="What both sides agree to. Changing it starts over."
    )
    # Counts up with each change: who agrees says which text the screen shows.
    settlement_version = fields.Integer(readonly=True, copy=False)
    raised_agreed = fields.Boolean(
        string="First Side Agrees", readonly=True, copy=False
    )
    other_agreed = fields.Boolean(string="Other Side Agrees", readonly=True, copy=False)
    escalation_reason = fields.Text(readonly=True, copy=False)
    decision = fields.Text(readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        "res.users", readonly=True, ondelete="restrict", copy=False
    )
    withdraw_reason = fields.Text(readonly=True, copy=False)
    lesson = fields.Text(
        string="Lesson Learned",
        copy=False,
        help="What both would do earlier next time.",
    )

    # What it is about, as far as it is not confidential to those who read this.
    relationship_id = fields.Many2one(
        "icrm.relationship",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    # Not readable: more people see a dispute than its origin; see action_open_origin.
    origin_model = fields.Char(
        readonly=True, copy=False, groups=fields.NO_ACCESS, string="Source Model"
    )
    origin_id = fields.Many2oneReference(
        model_field="origin_model",
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        string="Source Record",
    )
    can_open_origin = fields.Boolean(
        compute="_compute_can_open_origin", string="Can Open Source"
    )

    meeting_ids = fields.One2many("icrm.meeting", "dispute_id", string="Meetings")
    action_item_ids = fields.One2many(
        "icrm.action.item", "dispute_id", string="Actions"
    )
    coordination_ids = fields.One2many(
        "icrm.coordination", "dispute_id", string="Coordination Groups"
    )
    next_step = fields.Char(compute="_compute_next_step")
    is_raised_side = fields.Boolean(compute="_compute_can")
    is_other_side = fields.Boolean(compute="_compute_can")
    can_settle = fields.Boolean(compute="_compute_can")
    can_name_mediator = fields.Boolean(compute="_compute_can")
    can_decide = fields.Boolean(compute="_compute_can")

    _sides_differ = models.Constraint(
        "CHECK (raised_department_id <> other_department_id)",
        "A dispute is between two different departments.",
    )
    _reminder_idx = models.Index(
        "(answer_until) WHERE state = 'raised' AND is_reminded IS NOT TRUE"
    )

    # ------------------------------------------------------------------
    # Who is who
    # ------------------------------------------------------------------

    @api.depends("state")
    def _compute_is_open(self):
        for dispute in self:
            dispute.is_open = dispute.state in OPEN_STATES

    def _get_heads(self, side):
        """Return the users who speak for a side, "raised" or "other"; in sudo."""
        return self[f"{side}_department_id"].icrm_head_user_ids

    def _get_sides(self, user):
        """Return for which sides *user* speaks.

        Who heads both, from above, is on neither: they would agree with themselves.
        """
        self.ensure_one()
        # sudo: who heads the two departments, nothing else
        dispute_sudo = self.sudo()
        sides = {
            side
            for side in ("raised", "other")
            if user in dispute_sudo._get_heads(side)
        }
        return sides if len(sides) == 1 else set()

    @api.depends_context("uid")
    @api.depends("state", "raised_department_id", "other_department_id", "mediator_id")
    def _compute_can(self):
        user = self.env.user
        is_officer = user.has_group(OFFICER)
        places = self._get_places(user) if is_officer else None
        for dispute in self:
            # sudo: who mediates, and between whom it is
            dispute_sudo = dispute.sudo()
            sides = dispute._get_sides(user)
            dispute.is_raised_side = "raised" in sides
            dispute.is_other_side = "other" in sides
            dispute.can_settle = bool(sides) or user == dispute_sudo.mediator_id
            dispute.can_name_mediator = bool(sides) or is_officer
            dispute.can_decide = (
                is_officer and dispute_sudo._get_partiality(user, places) == ""
            )

    @api.depends_context("uid")
    def _compute_can_open_origin(self):
        for dispute in self:
            # sudo: whether there is an origin; it is looked for as the reader
            dispute_sudo = dispute.sudo()
            model, record_id = dispute_sudo.origin_model, dispute_sudo.origin_id
            dispute.can_open_origin = bool(
                model
                and model in self.env
                and self.env[model].has_access("read")
                and self.env[model].search_count([("id", "=", record_id)], limit=1)
            )

    @api.model
    def _get_places(self, user):
        """Return the departments that *user* works in, in sudo."""
        # sudo: where somebody works is public
        customers_sudo = self.env["icrm.customer"].sudo()
        return customers_sudo.search([("user_id", "=", user.id)]).department_id

    def _get_partiality(self, user, places=None):
        """Return why *user* is not neutral, as a sentence, or ""; in sudo.

        Neutral is who works in neither department nor below them, and heads neither.

        :param places: the departments of *user*, if known
        """
        self.ensure_one()
        _ = self.env._
        sides = self.raised_department_id | self.other_department_id
        if not user.active or user.share:
            return _("%(name)s has no active staff account.", name=user.name)
        if user in sides.icrm_head_user_ids:
            return _("%(name)s heads one of the two departments.", name=user.name)
        if places is None:
            places = self._get_places(user)
        belongs = any(
            place.parent_path.startswith(side.parent_path)
            for place in places
            for side in sides
        )
        if belongs or user == self.raised_by_id:
            return _("%(name)s belongs to one of the two sides.", name=user.name)
        return ""

    @api.constrains("mediator_id", "raised_department_id", "other_department_id")
    def _check_mediator(self):
        for dispute in self.filtered("mediator_id"):
            reason = dispute._get_partiality(dispute.mediator_id)
            if reason:
                raise UserError(
                    self.env._(
                        "The mediator must be neutral. %(reason)s", reason=reason
                    )
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        disputes = super().create(vals_list)
        for dispute, vals in zip(disputes, vals_list, strict=True):
            dispute._check_raiser()
            if not self.env.su:
                # Forms send what is empty, too.
                written = {name for name in WORD_STATES if vals.get(name)}
                dispute._check_words(dict.fromkeys(written))
        for dispute_sudo in disputes.sudo():  # sudo: who reads it reads between whom
            dispute_sudo.relationship_id |= dispute_sudo._find_relationship()
        return disputes

    def write(self, vals):
        if not self.env.su:
            for dispute in self:
                dispute._check_words(vals)
        result = super().write(vals)
        if "settlement" in vals:
            # sudo: who changes the text takes back what both agreed to before
            for dispute_sudo in self.sudo():
                dispute_sudo.write(
                    {
                        "raised_agreed": False,
                        "other_agreed": False,
                        "settlement_version": dispute_sudo.settlement_version + 1,
                    }
                )
        if vals.get("mediator_id"):
            for dispute_sudo in self.sudo():  # sudo: those concerned
                dispute_sudo._notify("dispute_mediator", dispute_sudo._get_everyone())
        if not {"raised_department_id", "other_department_id"}.isdisjoint(vals):
            for dispute in self:
                dispute._check_raiser()
            # sudo: as in create; who comes in has agreed to nothing
            for dispute_sudo in self.sudo():
                dispute_sudo.relationship_id = dispute_sudo._find_relationship()
                if dispute_sudo.is_open:
                    dispute_sudo.raised_agreed = dispute_sudo.other_agreed = False
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_raised(self):
        for dispute in self:
            if dispute.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(name)s” was raised and stays on record. Withdraw it.",
                        name=dispute.name,
                    )
                )

    @api.model
    def _begin_from(self, record, name, provider, customer):
        """Open a new dispute about *record*; the caller was checked by its method.

        The caller's own side raises it; for officers the customer's.
        """
        user = self.env.user
        # sudo: who heads the two departments, nothing else
        heads = provider.sudo().icrm_head_user_ids
        raised, other = customer, provider
        if user in heads and user not in customer.sudo().icrm_head_user_ids:
            raised, other = provider, customer
        # sudo: what it is about is set here and nowhere else
        dispute_sudo = self.sudo().create(
            {
                "name": name,
                "company_id": record.company_id.id or self.env.company.id,
                "raised_department_id": raised.id,
                "other_department_id": other.id,
                "raised_by_id": user.id,
                "origin_model": record._name,
                "origin_id": record.id,
            }
        )
        return open_form(dispute_sudo.sudo(False))

    @api.constrains("raised_department_id", "other_department_id")
    def _check_sides(self):
        """One above the other settles it itself: nobody would speak for below."""
        for dispute in self:
            one, other = dispute.raised_department_id, dispute.other_department_id
            if other.parent_path.startswith(
                one.parent_path
            ) or one.parent_path.startswith(other.parent_path):
                raise UserError(
                    self.env._(
                        "%(one)s and %(other)s belong to each other: their common head "
                        "decides.",
                        one=one.name,
                        other=other.name,
                    )
                )

    def _check_raiser(self):
        """Heads raise disputes of their own departments; officers do it for them."""
        user = self.env.user
        if self.env.su or user.has_group(OFFICER):
            return
        # sudo: who heads the department, nothing else
        if user not in self.sudo()._get_heads("raised"):
            raise AccessError(
                self.env._("Only the head of a department raises disputes for it.")
            )

    def _find_relationship(self):
        """Return the relationship between the two, in whichever direction; in sudo."""
        sides = (self.raised_department_id.id, self.other_department_id.id)
        pairs = Domain("provider_department_id", "=", sides[0]) & Domain(
            "customer_department_id", "=", sides[1]
        ) | Domain("provider_department_id", "=", sides[1]) & Domain(
            "customer_department_id", "=", sides[0]
        )
        return self.env["icrm.relationship"].search(pairs, limit=1)

    def _check_words(self, vals):
        """Refuse words of the other side, and words that come too late."""
        self.ensure_one()
        sides = self._get_sides(self.env.user)
        labels = {
            name: self._fields[name]._description_string(self.env)
            for name in vals
            if name in self._fields
        }
        for name in vals:
            side = WORDS.get(name)
            if side and side not in sides and not self._is_drafted_by_officer(name):
                raise AccessError(
                    self.env._(
                        "%(field)s is written by the head of that department.",
                        field=labels[name],
                    )
                )
            if name == "settlement" and not self.can_settle:
                raise AccessError(
                    self.env._(
                        "The settlement is written by both sides and the mediator."
                    )
                )
            if name == "mediator_id" and not self.can_name_mediator:
                raise AccessError(
                    self.env._("The mediator is named by both sides and officers.")
                )
            if name in WORD_STATES and self.state not in WORD_STATES[name]:
                raise UserError(
                    self.env._("%(field)s cannot change now.", field=labels[name])
                )
            if name == "mediator_id" and not self.is_open:
                raise UserError(self.env._("“%(name)s” is closed.", name=self.name))
            is_side = name.endswith("_department_id")
            if is_side and self.is_open and self.env.user.has_group(OFFICER):
                self._check_hands_over()
                continue  # dissolved departments hand it to another
            if is_side or name in ("name", "company_id", "answer_until"):
                self._check_draft(name, labels[name])

    def _check_hands_over(self):
        """Refuse officers who would take themselves out, to decide it afterwards."""
        # sudo: between whom it is
        reason = self.state != "draft" and self.sudo()._get_partiality(self.env.user)
        if reason:
            raise AccessError(
                self.env._(
                    "Another officer must change the departments. %(reason)s",
                    reason=reason,
                )
            )

    def _check_draft(self, name, label):
        early = ("draft", "raised") if name == "answer_until" else ("draft",)
        if self.state not in early:
            raise UserError(self.env._("%(field)s cannot change now.", field=label))

    def _is_drafted_by_officer(self, name):
        return (
            name == "statement"
            and self.state == "draft"
            and self.env.user.has_group(OFFICER)
        )

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------
    # ============  ======================  ====================================
    # method        from                    who
    # ============  ======================  ====================================
    # raise         draft                   head of the side, officers
    # answer        raised                  head of the other side
    # negotiate     answered                either side, mediator
    # agree         answered, negotiating   each side; settled when both have
    # escalate      answered, negotiating   either side, mediator
    # decide        awaiting decision       an officer who is neutral
    # withdraw      open                    head of the raising side
    # ============  ======================  ====================================

    @api.depends("state", "raised_agreed", "other_agreed", "settlement")
    @api.depends_context("lang")
    def _compute_next_step(self):
        _ = self.env._
        texts = {
            "draft": _("Write what happened, then raise the dispute."),
            "raised": _("The other department writes its answer."),
            "answered": _("Talk: write a settlement that both agree to."),
            "negotiating": _("Write a settlement; it holds when both sides agree."),
            "to_decide": _("An officer of neither side decides."),
            "settled": _("Settled by both sides."),
            "decided": _("Decided by an officer."),
            "withdrawn": _("Withdrawn."),
        }
        for dispute in self:
            dispute.next_step = texts[dispute.state]

    def _check_step(self, side, *states):
        """Lock these and return them in sudo: the caller speaks for *side* ("any" of
        both, or the mediator, for ""), and they are in one of these states."""
        self.check_access("read")
        self._icrm_lock()
        user = self.env.user
        labels = dict(self._fields["state"]._description_selection(self.env))
        for dispute in self:
            sides = dispute._get_sides(user)
            # sudo: who mediates
            allowed = (
                side in sides if side else sides or user == dispute.sudo().mediator_id
            )
            if not allowed:
                raise AccessError(
                    self.env._(
                        "“%(name)s”: this is for the head of the department concerned.",
                        name=dispute.name,
                    )
                )
            if dispute.state not in states:
                raise UserError(
                    self.env._(
                        "“%(name)s” is “%(state)s”; this requires “%(wanted)s”.",
                        name=dispute.name,
                        state=labels[dispute.state],
                        wanted=" / ".join(labels[state] for state in states),
                    )
                )
        return self.sudo()

    def _check_filled(self, name):
        if not (self[name] or "").strip():
            raise UserError(
                self.env._(
                    "Fill in “%(field)s” first.",
                    field=self._fields[name]._description_string(self.env),
                )
            )

    def action_raise(self):
        """Hand it to the other department."""
        side = "" if self.env.user.has_group(OFFICER) else "raised"
        self.check_access("write")
        if side:
            self._check_step(side, "draft")
        for dispute_sudo in self._lock_draft():
            dispute_sudo._check_filled("statement")
            today = company_day.today(dispute_sudo)
            dispute_sudo.write(
                {
                    "state": "raised",
                    "raised_on": today,
                    "answer_until": dispute_sudo.answer_until
                    or fields.Date.add(today, days=10),
                }
            )
            dispute_sudo._notify(
                "dispute_raised", dispute_sudo.other_department_id._icrm_get_head()
            )
        return True

    def _lock_draft(self):
        self._icrm_lock()
        for dispute in self:
            if dispute.state != "draft":
                raise UserError(
                    self.env._("“%(name)s” was raised already.", name=dispute.name)
                )
        return self.sudo()  # sudo: every caller has checked who may raise it

    def action_answer(self):
        """Hand the answer to who raised it."""
        for dispute_sudo in self._check_step("other", "raised"):
            dispute_sudo._check_filled("answer")
            dispute_sudo.write(
                {
                    "state": "answered",
                    "answered_on": company_day.today(dispute_sudo),
                }
            )
            dispute_sudo._notify("dispute_answered", dispute_sudo._get_everyone())
        return True

    def action_negotiate(self):
        """Begin to negotiate, with a meeting of both sides and the mediator."""
        self.ensure_one()
        dispute_sudo = self._check_step("", *TALKING_STATES)
        dispute_sudo.state = "negotiating"
        # sudo: what it is about is set here and nowhere else; the caller was checked
        meeting_sudo = (
            self.env["icrm.meeting"]
            .sudo()
            .create(
                {
                    "name": self.env._("Negotiation: %(dispute)s", dispute=self.name),
                    "kind": "negotiation",
                    "dispute_id": self.id,
                    "owner_id": self.env.uid,
                }
            )
        )
        return open_form(meeting_sudo.sudo(False))

    def action_agree(self):
        """Agree to the settlement as it is; with both it is settled."""
        # The form sends which text it shows.
        seen = self.env.context.get("icrm_settlement_seen")
        for dispute_sudo in self._check_step_of_side():
            dispute_sudo._check_filled("settlement")
            if seen is not None and seen != dispute_sudo.settlement_version:
                raise UserError(
                    self.env._(
                        "The settlement of “%(name)s” was changed. Reload the page "
                        "and read it before you agree.",
                        name=dispute_sudo.name,
                    )
                )
            (side,) = dispute_sudo._get_sides(self.env.user)
            dispute_sudo[f"{side}_agreed"] = True
            if dispute_sudo.raised_agreed and dispute_sudo.other_agreed:
                dispute_sudo._close("settled")
                dispute_sudo._notify("dispute_settled", dispute_sudo._get_everyone())
            else:
                dispute_sudo._notify("dispute_agreed", dispute_sudo._get_everyone())
        return True

    def _check_step_of_side(self):
        """As _check_step, for the two sides alone: a mediator agrees to nothing."""
        found_sudo = self._check_step("", *TALKING_STATES)
        for dispute in self:
            if not dispute._get_sides(self.env.user):
                raise AccessError(self.env._("Only the two sides agree to it."))
        return found_sudo

    def action_escalate(self, reason: str):
        """They cannot agree: an officer of neither side decides."""
        disputes_sudo = self._check_step("", *TALKING_STATES)
        reason = caller_values.reason_of(self.env, reason, REASON_LIMIT)
        for dispute_sudo in disputes_sudo:
            dispute_sudo.write({"state": "to_decide", "escalation_reason": reason})
            dispute_sudo._notify(
                "dispute_to_decide",
                dispute_sudo._get_everyone() | dispute_sudo._get_officers(),
            )
        return True

    def action_decide_dispute(self, reason: str):
        """Decide what both sides could not agree on.

        :raise AccessError: the caller is no officer, or belongs to a side
        """
        self.check_access("read")
        self._icrm_lock()
        for dispute in self:
            if not dispute.can_decide:
                raise AccessError(
                    self.env._("Only an officer who belongs to neither side decides.")
                )
            if dispute.state != "to_decide":
                raise UserError(
                    self.env._("“%(name)s” awaits no decision.", name=dispute.name)
                )
        decision = caller_values.text_of(
            self.env, self.env._("Decision"), reason, TEXT_LIMIT, required=True
        )
        for dispute_sudo in self.sudo():
            dispute_sudo.write({"decision": decision, "decided_by_id": self.env.uid})
            dispute_sudo._close("decided")
            dispute_sudo._notify("dispute_decided", dispute_sudo._get_everyone())
        return True

    def action_withdraw(self, reason: str):
        """Withdraw it, with a reason that both sides read."""
        disputes_sudo = self._check_step("raised", *OPEN_STATES)
        reason = caller_values.reason_of(self.env, reason, REASON_LIMIT)
        for dispute_sudo in disputes_sudo:
            was_raised = dispute_sudo.state != "draft"
            dispute_sudo.withdraw_reason = reason
            dispute_sudo._close("withdrawn")
            if was_raised:
                dispute_sudo._notify("dispute_withdrawn", dispute_sudo._get_everyone())
        return True

    def _close(self, state):
        self.write({"state": state, "closed_on": company_day.today(self)})

    @api.model
    def _icrm_reason_steps(self):
        _ = self.env._
        return super()._icrm_reason_steps() | {
            "action_escalate": ReasonStep(
                title=_("Ask for a Decision?"),
                button=_("Ask an officer"),
                hint=_("Both sides and the officers read why you could not agree."),
            ),
            "action_decide_dispute": ReasonStep(
                title=_("Decide This Dispute"),
                button=_("Send decision"),
                hint=_("Both sides read it. It cannot change afterwards."),
            ),
            "action_withdraw": ReasonStep(
                title=_("Withdraw This Dispute?"),
                button=_("Withdraw"),
                hint=_("The other department reads the reason."),
            ),
        }

    def action_start_coordination(self):
        """Bring people of several departments together about this dispute."""
        self.ensure_one()
        if not self.env.user.has_group(OFFICER):
            self._check_step("", *OPEN_STATES)
        self.check_access("write")
        if self.state == "draft":
            # The other side, which does not know it yet, decides on the members, too.
            raise UserError(
                self.env._("“%(name)s” is a draft. Raise it first.", name=self.name)
            )
        # sudo: what it is about is set here and nowhere else; the caller was checked
        group_sudo = (
            self.env["icrm.coordination"]
            .sudo()
            .create(
                {
                    "name": self.name,
                    "mandate": self.env._("Find a settlement for both sides."),
                    "company_id": self.company_id.id,
                    "dispute_id": self.id,
                    "lead_id": self.env.uid,
                }
            )
        )
        return open_form(group_sudo.sudo(False))

    def action_open_origin(self):
        """Open what it is about, as far as the caller may see that."""
        self.ensure_one()
        self.check_access("read")
        if not self.can_open_origin:
            raise AccessError(self.env._("You cannot see what this is about."))
        dispute_sudo = self.sudo()  # sudo: where it leads; the record opens as the user
        return open_form(
            self.env[dispute_sudo.origin_model].browse(dispute_sudo.origin_id)
        )

    def action_open_meetings(self):
        """Open the meetings about it; rules fill the list."""
        self.ensure_one()
        self.check_access("read")
        name = self.env._("Meetings")
        return open_list(self.env["icrm.meeting"], name, [("dispute_id", "=", self.id)])

    def _icrm_get_shared_facts(self):
        """Return what consultants of a coordination group read; in sudo."""
        names = ("statement", "answer", "raised_proposal", "other_proposal")
        texts = (*names, "settlement", "decision")
        labels = dict(self._fields["state"]._description_selection(self.env))
        lines = (
            ("raised_department_id", self.raised_department_id.name),
            ("other_department_id", self.other_department_id.name),
            ("state", labels[self.state]),
        )
        label = {
            name: self._fields[name]._description_string(self.env)
            for name in (*texts, *(name for name, _value in lines))
        }
        return {
            "title": self.name,
            "lines": [(label[name], value) for name, value in lines],
            "texts": [(label[name], self[name]) for name in texts],
        }

    # ------------------------------------------------------------------
    # Messages
    # ------------------------------------------------------------------

    def _get_everyone(self):
        """Return the heads of both sides, who raised it and the mediator; in sudo."""
        return (
            self.raised_department_id._icrm_get_head()
            | self.other_department_id._icrm_get_head()
            | self.mediator_id
            | self.raised_by_id
        )

    def _get_officers(self):
        """Return the officers who could decide; in sudo."""
        officers = self.env.ref(OFFICER).all_user_ids.filtered(
            lambda user: self.company_id in user.company_ids
        )
        return officers.filtered(lambda user: not self._get_partiality(user))

    def _notify(self, event, users, occasion=""):
        """Notify *users*, but for who does it; in sudo."""
        self.ensure_one()
        self.env["icrm.message"]._enqueue(
            event,
            users - self.env.user,
            self,
            occasion=occasion or self._get_occasion(event),
        )

    def _get_occasion(self, event):
        """A step that happens again is told again."""
        if event == "dispute_mediator":
            return str(self.mediator_id.id)
        if event == "dispute_agreed":
            return str(fields.Datetime.now())
        return ""

    @api.model
    def _cron_remind(self):
        """Remind of answers that are due, once. Idempotent."""
        run_batches(
            self,
            [
                ("state", "=", "raised"),
                ("answer_until", "<", company_day.earliest()),
                ("is_reminded", "=", False),
            ],
            lambda disputes: disputes._remind(),
            REMIND_BATCH,
        )

    def _remind(self):
        for dispute in self:
            dispute._notify(
                "dispute_overdue", dispute.other_department_id._icrm_get_head()
            )
        self.write({"is_reminded": True})
