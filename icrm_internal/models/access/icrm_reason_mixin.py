# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError


class ReasonStep(NamedTuple):
    """Texts of the dialog that asks for the reason of a step."""

    title: str
    button: str
    hint: str = ""
    placeholder: str = ""
    asks_person: bool = False


class IcrmReasonMixin(models.AbstractModel):
    """For records with steps that need a reason: one dialog asks for it.

    The steps are public methods whose one argument is the reason; those that put
    somebody in charge (``asks_person``) take the user's id after it. Each decides
    itself who may call it, and what a reason is.
    """

    _name = "icrm.reason.mixin"
    _description = "Steps That Need a Reason"

    @api.model
    def _icrm_reason_steps(self):
        """Return ``{method: ReasonStep}``: all that the dialog may call."""
        return {}

    @api.model
    def _icrm_reason_step(self, method):
        """Return the ``ReasonStep`` of *method*; refuse any other than those above."""
        steps = self._icrm_reason_steps()
        if not isinstance(method, str) or method not in steps:
            raise UserError(self.env._("This step does not take a reason."))
        return steps[method]

    def _icrm_ask_reason(self, method):
        """Return the dialog that asks for the reason and then calls *method*."""
        return {
            "type": "ir.actions.act_window",
            "name": self._icrm_reason_step(method).title,
            "res_model": "icrm.reason.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_res_model": self._name,
                "default_res_ids": self.ids,
                "default_method": method,
            },
        }

    def action_icrm_ask_reason(self):
        """Ask for the reason of the step that a button names in its context."""
        return self._icrm_ask_reason(self.env.context.get("icrm_reason_method"))
