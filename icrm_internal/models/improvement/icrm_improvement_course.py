# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..access import given
from .icrm_improvement import OPEN_STATES

REASON_LIMIT = 5_000


class IcrmImprovement(models.Model):
    """The steps of an improvement. Every public method decides first who may.

    ==============  ======  ======================================================
    method          from    who; what it needs
    ==============  ======  ======================================================
    ask approval    plan    who leads it (owner, sponsor, head, officer)
    start           plan    head, officer, or a sponsor who is not the owner;
                            a complete SMART goal; for innovation also a risk
    in place        do      who leads it; what was changed, since when
    measure         check   who leads it; a measurement after the change
    close           act     who leads it; standard and audit date, or the lesson
    try again       act     who leads it; the lesson
    abandon         open    who leads it; a reason
    ==============  ======  ======================================================
    """

    _inherit = "icrm.improvement"

    approval_asked_on = fields.Date(readonly=True, copy=False)
    approved_by_id = fields.Many2one(
        "res.users", ondelete="restrict", readonly=True, copy=False
    )
    approved_on = fields.Date(readonly=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False)
    abandon_reason = fields.Text(
        string="Why It Was Abandoned", readonly=True, copy=False
    )
    # -- act --
    standard = fields.Text(
        string="Standard from Now on",
        copy=False,
        help="How it is done now, and what was written down or changed for it.",
    )
    standard_url = fields.Char(string="Where It Is Written", copy=False)
    audit_date = fields.Date(
        string="Looked at Again on",
        copy=False,
        help="Whether the new way is kept; the owner is reminded.",
    )
    audit_note = fields.Text(string="What the Audit Found", copy=False)
    trained_ids = fields.Many2many(
        "icrm.customer",
        "icrm_improvement_trained_rel",
        domain="[('kind', '=', 'employee')]",
        copy=False,
        help="Who was shown the new way.",
    )
    lesson = fields.Text(
        string="What Was Learnt",
        copy=False,
        help="Worth as much where it did not work.",
    )
    previous_id = fields.Many2one(
        "icrm.improvement",
        string="Tried before",
        ondelete="restrict",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    next_ids = fields.One2many("icrm.improvement", "previous_id", string="Tried Again")
    missing_text = fields.Text(compute="_compute_missing_text")
    next_step = fields.Char(compute="_compute_next_step")

    @api.depends_context("uid", "lang")
    @api.depends(lambda self: self._get_missing_depends())
    def _compute_missing_text(self):
        for improvement in self:
            improvement.missing_text = "\n".join(improvement._get_missing())

    @api.model
    def _get_missing_depends(self):
        return (
            *(
                "state",
                "kind",
                "risk_ids",
                "problem",
                "cause",
                "goal",
                "indicator",
                "means",
            ),
            *("relevance", "due_date", "owner_id", "direction", "outcome", "lesson"),
            *("baseline_date", "baseline_value", "target_value", "change"),
            *("implemented_on", "after_from", "after_to", "standard", "audit_date"),
        )

    @api.depends("missing_text", "approval_asked_on", "can_approve")
    @api.depends_context("uid", "lang")
    def _compute_next_step(self):
        for improvement in self:
            improvement.next_step = improvement._get_next_step()

    def _get_next_step(self):
        """Return what is to be done now, in one sentence."""
        _ = self.env._
        if self.state == "plan":
            if self.approval_asked_on and not self.can_approve:
                return _("Waiting for the head of the department to approve it.")
            if not self._get_missing():
                if self.can_approve:
                    return _("The plan is complete: approve it, and begin.")
                return _("The plan is complete: ask for approval.")
            return _(
                "Say what is wrong and why, and what will be better by when; then it "
                "is approved."
            )
        if self.state == "act":
            if self.outcome == "success":
                return _("It worked. Make it the standard, then close it.")
            return _(
                "The target was missed. Write down what was learnt; then try again "
                "another way, or close it."
            )
        return {
            "do": _("Change it. When the change is in place, say what was changed."),
            "check": _("Measure the same figure again, over a time after the change."),
            "done": _("Closed; it is kept, whatever came of it."),
            "abandoned": _("Abandoned; the reason is kept."),
        }.get(self.state, "")

    # -- plan --
    def action_ask_approval(self):
        """Ask the head of the department for approval, of a goal that is complete."""
        for improvement_sudo in self._check_step("plan"):
            improvement_sudo._check_complete()
            approver = improvement_sudo._get_approver()
            improvement_sudo._store(
                {"approval_asked_on": fields.Date.context_today(self)}
            )
            if approver:
                improvement_sudo.activity_schedule(
                    "icrm_internal.mail_activity_type_improvement_approve",
                    user_id=approver.id,
                )
        return True

    def action_start(self):
        """Approve the plan and begin."""
        for improvement_sudo in self._check_step("plan"):
            improvement = self.browse(improvement_sudo.id)
            if not improvement.can_approve:
                raise AccessError(
                    self.env._(
                        "“%(name)s” is approved by the head of %(department)s, or by "
                        "a sponsor who does not own it.",
                        name=improvement.name,
                        department=improvement_sudo.department_id.name,
                    )
                )
            improvement_sudo._check_complete()
            improvement_sudo._store(
                {
                    "state": "do",
                    "approved_by_id": self.env.uid,
                    "approved_on": fields.Date.context_today(self),
                }
            )
            improvement_sudo.activity_feedback(
                ["icrm_internal.mail_activity_type_improvement_approve"]
            )
        return True

    # -- do --
    def action_in_place(self):
        """The change is in place, since today if nothing else is said."""
        for improvement_sudo in self._check_step("do"):
            improvement_sudo._check_complete()
            improvement_sudo._store(
                {
                    "state": "check",
                    "implemented_on": improvement_sudo.implemented_on
                    or fields.Date.context_today(self),
                }
            )
        return True

    # -- check --
    def action_measure(self):
        """Compare the new measurement with the target: this decides the outcome."""
        for improvement_sudo in self._check_step("check"):
            improvement_sudo._check_complete()
            reached = improvement_sudo._is_reached()
            improvement_sudo._store(
                {"state": "act", "outcome": "success" if reached else "failure"}
            )
            improvement_sudo._message_log(body=improvement_sudo._get_effect_text())
        return True

    # -- act --
    def action_close(self):
        """Close it: as the standard from now on, or with what was learnt."""
        for improvement_sudo in self._check_step("act"):
            improvement_sudo._check_complete()
            improvement_sudo._end("done")
        return True

    def action_try_again(self):
        """Close this failure and open the next cycle, which starts where it ended."""
        self.ensure_one()
        improvement_sudo = self._check_step("act")
        if improvement_sudo.outcome != "failure":
            raise UserError(self.env._("It worked: there is nothing to try again."))
        improvement_sudo._check_complete()
        improvement_sudo._end("done")
        again_sudo = improvement_sudo.copy(improvement_sudo._prepare_again())
        return again_sudo.sudo(False).action_open()

    def _prepare_again(self):
        """Return the values of the next cycle, beside those that are copied."""
        return {
            "previous_id": self.id,
            "baseline_value": self.after_value,
            "baseline_date": self.after_to,
            "due_date": False,
        }

    def action_abandon(self, reason):
        """Give it up, with a reason that is kept."""
        improvements_sudo = self._check_step(*OPEN_STATES)
        reason = given.text_of(self.env, self.env._("Reason"), reason, REASON_LIMIT)
        if not reason:
            raise UserError(
                self.env._(
                    "Say why it is abandoned, in at most %(limit)s characters.",
                    limit=REASON_LIMIT,
                )
            )
        for improvement_sudo in improvements_sudo:
            improvement_sudo._store({"abandon_reason": reason})
            improvement_sudo._end("abandoned")
        return True

    def action_open(self):
        """Open this improvement's form."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    # -- within --
    def _check_step(self, *states):
        """Lock these and return them in sudo: the caller leads them, and they stand at
        this step."""
        self.check_access("write")
        self._check_lead()
        self._icrm_lock()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for improvement in self:
            if improvement.state not in states:
                raise UserError(
                    self.env._(
                        "“%(name)s” is at the step “%(state)s” now; this is for "
                        "“%(wanted)s”.",
                        name=improvement.name,
                        state=labels[improvement.state],
                        wanted=" / ".join(labels[state] for state in states),
                    )
                )
        return self.sudo()

    def _check_complete(self):
        """Refuse the next step while something is missing; name all of it."""
        missing = self._get_missing()
        if missing:
            raise UserError(
                self.env._(
                    "“%(name)s”: before it goes on, this is missing:\n%(missing)s",
                    name=self.name,
                    missing="\n".join(f"- {sentence}" for sentence in missing),
                )
            )

    def _end(self, state):
        self._store({"state": state, "closed_on": fields.Date.context_today(self)})
        self.activity_unlink(["icrm_internal.mail_activity_type_improvement_approve"])

    def _get_approver(self):
        """Return who heads the department, else who heads the nearest above."""
        return self.env["icrm.agreement"]._get_head(self.department_id)

    @api.model
    def _cron_follow(self):
        """Remind of goals that come due and of audits. Idempotent."""
        self._remind(
            "due_date",
            [("is_open", "=", True)],
            7,
            self.env._("Is the goal reached? Measure it again"),
        )
        self._remind(
            "audit_date",
            [("state", "=", "done"), ("audit_note", "=", False)],
            0,
            self.env._("Look whether the new way is kept, and write down what you see"),
        )
