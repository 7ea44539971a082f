# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context

from ...models.access import caller_values


class IcrmReasonWizard(models.TransientModel):
    """The dialog that asks why, before a step that needs a reason.

    It calls what ``icrm.reason.mixin`` declares and nothing else, as the user: the
    method decides who may. Nothing of it stays when the step is done.
    """

    _name = "icrm.reason.wizard"
    _description = "Give a Reason"

    res_model = fields.Char(required=True, readonly=True)
    res_ids = fields.Json("Records", readonly=True)
    method = fields.Char(required=True, readonly=True)
    hint = fields.Char(compute="_compute_texts")
    placeholder = fields.Char(compute="_compute_texts")
    button = fields.Char(compute="_compute_texts")
    asks_person = fields.Boolean(compute="_compute_texts")
    user_id = fields.Many2one(
        "res.users",
        string="Taken Over by",
        ondelete="cascade",
        domain="[('share', '=', False)]",
    )
    reason = fields.Text(required=True)

    @api.depends("res_model", "method")
    def _compute_texts(self):
        for wizard in self:
            step = wizard._get_model()._icrm_reason_step(wizard.method)
            wizard.hint = step.hint
            wizard.placeholder = step.placeholder
            wizard.button = step.button
            wizard.asks_person = step.asks_person

    def action_apply(self):
        """Take the step, with the reason."""
        self.ensure_one()
        Model = self._get_model()
        step = Model._icrm_reason_step(self.method)
        limit = caller_values.MAX_ID if Model._auto else caller_values.MAX_ROW_ID
        label = self.env._("Records")
        ids = caller_values.ids_of(self.env, label, self.res_ids, limit)
        # The dialog's own defaults are not those of what the step creates.
        context = clean_context(self.env.context)
        records = Model.with_context(context).browse(ids)
        person = [self.user_id.id] if step.asks_person else []
        result = getattr(records, self.method)(self.reason, *person)
        # sudo: users may not delete; it is the caller's own dialog.
        self.sudo().unlink()
        reload = {"type": "ir.actions.client", "tag": "soft_reload"}
        if isinstance(result, dict) and result.get("tag") == "icrm_undo":
            return {**result, "params": {"next": reload, **result["params"]}}
        return reload

    def _get_model(self):
        """Return the model of the records; refuse one without such steps."""
        model = self.env.get(self.res_model or "")
        if not isinstance(model, self.env.registry["icrm.reason.mixin"]):
            raise UserError(self.env._("This step does not take a reason."))
        return model
