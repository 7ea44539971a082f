# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..access import given

REASON_LIMIT = 2000


class IcrmRisk(models.Model):
    """The course of a risk: its plan is activated and stood down, it is reviewed."""

    _inherit = "icrm.risk"

    def action_activate(self, reason):
        """It has happened: put the emergency plan into force, and tell who has a part.

        :param str reason: why, for the log
        """
        self.check_access("write")
        self._check_state("watched")
        self._log("activate", reason)
        self.sudo()._store({"state": "active"})
        for step_sudo in self.sudo().step_ids:
            if step_sudo.kind == "emergency":
                step_sudo._call()
        return True

    def action_stand_down(self, reason):
        """It is over: the emergency plan ends, the risk is watched again."""
        self.check_access("write")
        self._check_state("active")
        self._log("stand_down", reason)
        self.sudo()._store({"state": "watched"})
        self.sudo().activity_unlink(["icrm_internal.mail_activity_type_emergency"])
        return True

    def action_review(self):
        """Note that the risk was judged today, and when it is next."""
        self.check_access("write")
        today = fields.Date.context_today(self)
        self._note_score(is_review=True)
        for risk in self:
            risk.sudo()._store(
                {
                    "reviewed_on": today,
                    "review_date": today + relativedelta(months=risk.review_months),
                }
            )
        return True

    def action_close(self):
        """The risk is gone; it stays in the register."""
        self.check_access("write")
        self._check_state("watched")
        self.sudo()._store({"state": "closed"})
        return True

    def action_watch(self):
        """Take a closed risk up again."""
        self.check_access("write")
        self._check_state("closed")
        self.sudo()._store({"state": "watched"})
        return True

    def action_open_activation(self):
        """Open the dialog that asks why the plan is activated or stood down."""
        self.ensure_one()
        self.check_access("write")
        is_active = self.state == "active"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Stand the Plan Down")
            if is_active
            else self.env._("Activate the Plan"),
            "res_model": "icrm.risk.activation",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_risk_id": self.id},
        }

    def _check_state(self, state):
        """Lock these risks; raise unless each is in *state*."""
        self._icrm_lock()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for risk in self:
            if risk.state != state:
                raise UserError(
                    self.env._(
                        "%(risk)s is “%(now)s”; this can be done while it is "
                        "“%(state)s”.",
                        risk=risk.name,
                        now=labels[risk.state],
                        state=labels[state],
                    )
                )

    def _log(self, kind, reason):
        reason = given.text_of(self.env, self.env._("Reason"), reason, REASON_LIMIT)
        if not reason:
            raise UserError(
                self.env._("Say why, in a sentence: it stands in the log for good.")
            )
        # sudo: nobody may add rows himself; who is written down is the caller.
        self.env["icrm.risk.log"].sudo().create(
            [
                {
                    "risk_id": risk.id,
                    "kind": kind,
                    "reason": reason,
                    "user_id": self.env.uid,
                }
                for risk in self
            ]
        )

    # -- reminders ---------------------------------------------------------------------
    @api.model
    def _cron_remind(self):
        """Remind of reviews that come; idempotent."""
        self._remind(
            "review_date",
            [("state", "!=", "closed")],
            7,
            self.env._("Is this risk still as likely and as bad? Review it"),
        )

    def _get_reminded(self):
        return self.owner_id
