# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.customer.duty import Duty

from .icrm_programme import PHASES


class IcrmProgrammeMilestone(models.Model):
    """Something that is reached or not, on a day."""

    _name = "icrm.programme.milestone"
    _icrm_duties = (Duty("owner_id", [("done_on", "=", False)], shown="programme_id"),)
    _description = "Milestone"
    _order = "date, id"

    programme_id = fields.Many2one(
        "icrm.programme", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="programme_id.company_id", store=True)
    name = fields.Char(required=True, translate=True)
    phase = fields.Selection(PHASES, required=True, default="plan")
    date_from = fields.Date(string="Start Date")
    date = fields.Date(string="Planned On", required=True)
    done_on = fields.Date(string="Reached On")
    owner_id = fields.Many2one(
        "res.users", ondelete="restrict", domain="[('share', '=', False)]"
    )
    result = fields.Char(help="Evidence that it is reached.")
    state = fields.Selection(
        [("open", "Planned"), ("late", "Late"), ("done", "Reached")],
        compute="_compute_state",
    )
    is_late = fields.Boolean(compute="_compute_state")
    bar = fields.Html(
        string="Time",
        compute="_compute_bar",
        sanitize=False,
        help="Position in the programme.",
    )

    _dates_order = models.Constraint(
        "CHECK (date_from <= date)", "A milestone must start before it is reached."
    )

    @api.depends("date", "done_on")
    def _compute_state(self):
        for milestone in self:
            today = company_day.today(milestone.programme_id)
            late = bool(
                not milestone.done_on and milestone.date and milestone.date < today
            )
            milestone.is_late = late
            milestone.state = (
                "done" if milestone.done_on else "late" if late else "open"
            )

    @api.depends(
        "date_from",
        "date",
        "done_on",
        "programme_id.date_from",
        "programme_id.date_to",
        "programme_id.milestone_ids.date",
    )
    def _compute_bar(self):
        colours = {"done": "bg-success", "late": "bg-danger", "open": "bg-info"}
        for milestone in self:
            programme = milestone.programme_id
            days = programme.milestone_ids.filtered("date").mapped("date")
            days += [day for day in (programme.date_from, programme.date_to) if day]
            if not milestone.date or not days:
                milestone.bar = False
                continue
            first, last = min(days), max(days)
            length = max((last - first).days, 1)
            begin = max(milestone.date_from or milestone.date, first)
            width = max(100 * (milestone.date - begin).days / length, 2)
            left = min(100 * (begin - first).days / length, 100 - width)
            milestone.bar = Markup(
                '<div class="o_icrm_milestone_bar bg-200 rounded position-relative" '
                'title="%s">'
                '<div class="position-absolute h-100 rounded %s" '
                'style="left: %.1f%%; width: %.1f%%"></div></div>'
            ) % (milestone.date, colours[milestone.state], left, width)

    def action_mark_reached(self):
        """Note that this was reached today."""
        self.check_access("write")
        for milestone in self:
            milestone.done_on = milestone.done_on or company_day.today(
                milestone.programme_id
            )
        return True
