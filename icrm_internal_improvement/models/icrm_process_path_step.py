# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.icrm_internal.models.request.helpdesk_ticket_stage import (
    OPEN_STATES,
    REQUEST_HOLDERS,
    REQUEST_STATES,
)

# Longer standards are none that anybody follows.
MOST_STEPS = 30


class IcrmProcessPathStep(models.Model):
    """One step of the standard path: where a request should be, and in which order.

    Real paths are read from the ledger of requests and compared with it.
    """

    _name = "icrm.process.path.step"
    _description = "Standard Path Step"
    _order = "process_id, sequence, id"

    process_id = fields.Many2one(
        "icrm.process", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("Step", compute="_compute_name")
    # Not "state": that is the system's to set.
    progress = fields.Selection(
        [state for state in REQUEST_STATES if state[0] in OPEN_STATES],
        required=True,
        default="in_progress",
    )
    holder = fields.Selection(
        REQUEST_HOLDERS,
        string="Currently with",
        required=True,
        default="provider",
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Other Department",
        ondelete="restrict",
        help="Which department has the request after a hand-over.",
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team",
        string="Other Team",
        ondelete="restrict",
        help="Leave empty for the service's own team.",
    )
    is_optional = fields.Boolean(
        "Optional", help="Requests that leave this step out conform, too."
    )

    @api.depends("progress", "holder", "department_id", "team_id", "process_id")
    @api.depends_context("lang")
    def _compute_name(self):
        for step in self:
            # sudo: the names of departments and teams are on the requests anyway.
            step_sudo = step.sudo()
            other = step_sudo.department_id.name or step_sudo.team_id.name
            step.name = step.process_id._get_step_name(
                step.progress, step.holder, other
            )

    @api.constrains("holder", "department_id", "team_id", "process_id")
    def _check_holder(self):
        for step in self:
            if (step.holder == "department") != bool(step.department_id):
                raise ValidationError(
                    self.env._(
                        "%s: name the other department if another department has the "
                        "request, and only then.",
                        step.name,
                    )
                )
            if step.team_id and step.holder != "provider":
                raise ValidationError(
                    self.env._("%s: only the provider has other teams.", step.name)
                )
        for process in self.process_id:
            if len(process.path_step_ids) > MOST_STEPS:
                raise ValidationError(
                    self.env._("A standard path has at most %s steps.", MOST_STEPS)
                )

    # ------------------------------------------------------------------
    # Published standards do not change
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps.process_id._check_draft()
        return steps

    def write(self, vals):
        self.process_id._check_draft()
        result = super().write(vals)
        if "process_id" in vals:
            self.process_id._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_standard(self):
        self.process_id._check_draft()

    def _get_key(self):
        """Return what an equal step of a real path is, see process_conformance."""
        self.ensure_one()
        team = self.team_id - self.process_id.service_id.team_id
        return (self.progress, self.holder, self.department_id.id, team.id)
