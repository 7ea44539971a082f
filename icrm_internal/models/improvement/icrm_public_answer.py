# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError


class IcrmPublicAnswer(models.Model):
    _inherit = "icrm.public.answer"

    improvement_id = fields.Many2one(
        "icrm.improvement",
        ondelete="set null",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    _improvement_uniq = models.UniqueIndex(
        "(improvement_id) WHERE improvement_id IS NOT NULL",
        "The improvement stands on this page already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        answers = super().create(vals_list)
        if not self.env.su and answers.improvement_id:
            self._refuse_improvement()
        return answers

    def write(self, vals):
        if not self.env.su and vals.get("improvement_id"):
            self._refuse_improvement()
        return super().write(vals)

    def _refuse_improvement(self):
        """No link by hand: it would tell names of what is not for everybody."""
        raise AccessError(self.env._("An improvement comes here when it is published."))
