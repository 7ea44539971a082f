# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.icrm_internal.models.access.actions import open_action
from odoo.addons.icrm_internal.models.access.number_formatter import NumberFormatter
from odoo.addons.icrm_internal.models.customer.duty import Duty
from odoo.addons.icrm_internal.models.request.helpdesk_ticket_stage import (
    OPEN_STATES,
    REQUEST_HOLDERS,
    REQUEST_STATES,
)


class IcrmProcessStep(models.Model):
    """One step of a process, and which part of a request's workflow it covers."""

    _name = "icrm.process.step"
    _icrm_duties = (
        Duty(
            "department_id", [("process_id.state", "!=", "retired")], shown="process_id"
        ),
    )
    _description = "Process Step"
    _order = "process_id, sequence, id"

    process_id = fields.Many2one(
        "icrm.process", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [
            ("start", "Start"),
            ("activity", "Activity"),
            ("decision", "Decision"),
            ("end", "End"),
        ],
        default="activity",
        required=True,
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Responsible Department",
        ondelete="restrict",
        help="Leave empty for the service's provider.",
    )
    role = fields.Char(translate=True, help="e.g. buyer or technician.")
    inputs = fields.Char(translate=True, help="Needed to start.")
    outputs = fields.Char(translate=True)
    value = fields.Selection(
        [
            ("value", "Adds value"),
            ("needed", "Needed, adds no value"),
            ("waste", "Waste"),
        ],
        string="Value Added",
        default="value",
        required=True,
        help="Value: customers would ask for it. Needed: law or safety. The rest is "
        "waste.",
    )
    condition = fields.Char(
        translate=True,
        help="Shown on the arrow to this step, e.g. above 5,000.",
    )
    next_ids = fields.Many2many(
        "icrm.process.step",
        relation="icrm_process_step_next_rel",
        column1="step_id",
        column2="next_id",
        copy=False,
        domain="[('process_id', '=', process_id), ('id', '!=', id)]",
        help="Leave empty for the step below; several steps form branches.",
    )
    match_state = fields.Selection(
        [state for state in REQUEST_STATES if state[0] in OPEN_STATES],
        string="Progress of the Request",
        help="Request time in this progress counts for this step.",
    )
    match_holder = fields.Selection(
        REQUEST_HOLDERS,
        string="Currently with",
        help="... and this party has the request.",
    )
    match_department_id = fields.Many2one(
        "hr.department",
        string="Department",
        ondelete="restrict",
        help="... and this department has the request, e.g. after a hand-over.",
    )

    # ------------------------------------------------------------------
    # Order of steps
    # ------------------------------------------------------------------

    @api.constrains("process_id", "next_ids")
    def _check_next(self):
        for step in self:
            foreign = step.next_ids.filtered(
                lambda after, step=step: after.process_id != step.process_id
            )
            if foreign:
                raise ValidationError(
                    self.env._(
                        "%(step)s leads to %(other)s in another process.",
                        step=step.name,
                        other=foreign[0].name,
                    )
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

    def _get_next(self):
        """Return {step: what follows it}; without a word, that is the next one."""
        steps = self.sorted(lambda step: (step.sequence, step.id or 0))
        follows = {}
        for place, step in enumerate(steps):
            implied = (
                steps[place + 1 : place + 2] if step.kind != "end" else step.browse()
            )
            follows[step] = (step.next_ids & steps) or implied
        return follows

    def action_open_requests(self):
        """Open what requests spent in this step, as far as the caller may see them."""
        self.ensure_one()
        self.check_access("read")
        step_sudo = self.sudo()
        domain = [("service_id", "=", step_sudo.process_id.service_id.id)]
        for name, value in (
            ("state", step_sudo.match_state),
            ("holder", step_sudo.match_holder),
            ("department_id", step_sudo.match_department_id.id),
        ):
            if value:
                domain.append((name, "=", value))
        return open_action(
            self.env,
            "icrm_internal.icrm_request_step_report_action",
            self.name,
            first="list",
            domain=domain,
            context={},
        )

    # ------------------------------------------------------------------
    # Diagram
    # ------------------------------------------------------------------

    def _get_node(self, figures, is_bottleneck):
        """Return what the drawing says about this step.

        :param figures: of the step, as ``_get_figures`` counts them, or None
        """
        labels = dict(self._fields["value"]._description_selection(self.env))
        who = self.role or self.department_id.name or ""
        if self.role and self.department_id:
            who = f"{self.role}, {self.department_id.name}"
        has_place = self.kind in ("start", "end")
        node = {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "value": self.value,
            "value_label": "" if has_place else labels[self.value],
            "who": who,
            "inputs": self.inputs or "",
            "outputs": self.outputs or "",
            "is_bottleneck": is_bottleneck,
            "measured": bool(
                self.match_state or self.match_holder or self.match_department_id
            ),
            "requests": 0,
            "hours": 0.0,
            "waiting_hours": 0.0,
            "share": 0.0,
            "open": 0,
            **(figures or {}),
        }
        written = NumberFormatter(self.env)
        waits = node["waiting_hours"] >= 0.05
        works = node["hours"] - node["waiting_hours"] >= 0.05 or node["hours"] < 0.05
        waiting = node["waiting_hours"] / node["hours"] if node["hours"] else 0
        # Percent of the bar's width: work and waiting, by the share of all time.
        length = max(node["share"], 0.02) * 100
        node |= {
            "hours_text": written.format_points(node["hours"]),
            "waiting_text": written.format_points(node["waiting_hours"]),
            "shows_hours": works,
            "shows_waiting": waits,
            "share_text": written.format_percent(node["share"]),
            "bar": [length * (1 - waiting), length * waiting],
        }
        node["words"] = self._format_node(node)
        return node

    def _format_node(self, node):
        """Return the step in a sentence, for those who hear instead of see."""
        parts = [node["name"], node["who"], node["value_label"]]
        if node["requests"]:
            parts.append(
                self.env._(
                    "%(hours)s working hours per request, %(waiting)s waiting "
                    "(%(count)s requests)",
                    hours=node["hours_text"],
                    waiting=node["waiting_text"],
                    count=node["requests"],
                )
            )
        if node["open"]:
            parts.append(self.env._("%s now", node["open"]))
        if node["is_bottleneck"]:
            parts.append(self.env._("Bottleneck"))
        return ". ".join(filter(None, parts))
