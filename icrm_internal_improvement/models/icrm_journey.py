# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.icrm_internal.models.access.groups import AGENT, AUDITOR
from odoo.addons.icrm_internal.models.access.number_formatter import NumberFormatter
from odoo.addons.icrm_internal.models.customer.duty import Duty

from ..measures.journey import NEUTRAL, low, peak, peak_end


class IcrmJourney(models.Model):
    """What a group of customers goes through, touch point by touch point, and how it
    feels: from live scores where there are some."""

    _name = "icrm.journey"
    _description = "Customer Journey"
    _inherit = ["icrm.owned", "mail.activity.mixin"]
    _icrm_duties = (Duty("department_id"),)
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    persona = fields.Text(
        "Audience and Goal",
        translate=True,
        help="The customer and their goal.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published")],
        default="draft",
        required=True,
        copy=False,
        tracking=True,
    )
    segment_id = fields.Many2one(
        "icrm.segment",
        string="Customer Group",
        ondelete="restrict",
        check_company=True,
        groups=f"{AGENT},{AUDITOR}",
        help="Leave empty for everyone.",
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Owning Department",
        ondelete="restrict",
        index=True,
        check_company=True,
        default=lambda self: self.env["icrm.customer"]._from_user().department_id,
        help="Its heads and the owner can edit the journey.",
    )
    touchpoint_ids = fields.One2many(
        "icrm.journey.touchpoint", "journey_id", string="Touch Points", copy=True
    )
    peak_end = fields.Float(
        "Peak-End Score",
        compute="_compute_peak_end",
        digits=(3, 1),
        help="Mean of the most extreme and the last touch point, 1 to 5.",
    )
    has_peak_end = fields.Boolean(compute="_compute_peak_end")
    weak_count = fields.Integer(
        "Below Expectation",
        compute="_compute_peak_end",
    )
    curve = fields.Json(compute="_compute_curve")

    @api.depends_context("uid")
    @api.depends("touchpoint_ids")
    def _compute_peak_end(self):
        """A handful of queries for any number of journeys."""
        for journey in self:
            points = journey.touchpoint_ids
            score = peak_end(points._get_scores())
            journey.has_peak_end = score is not None
            journey.peak_end = score or 0.0
            journey.weak_count = len(points.filtered("is_weak"))

    @api.depends_context("uid", "lang")
    def _compute_curve(self):
        for journey in self:
            journey.curve = journey._origin and journey._origin._get_curve()

    def write(self, vals):
        result = super().write(vals)
        if {"department_id", "company_id"} & vals.keys() and not self.env.su:
            # No one gives a journey to a department for which they could not create
            # one.
            self.check_access("create")
        return result

    # ------------------------------------------------------------------
    # Course
    # ------------------------------------------------------------------

    def action_publish(self):
        """Show the journey to everybody."""
        self.check_access("write")
        for journey in self:
            if not journey.touchpoint_ids:
                raise UserError(
                    self.env._(
                        "%(journey)s has no touch points yet.", journey=journey.name
                    )
                )
        self.write({"state": "published"})
        return True

    def action_draft(self):
        """Take the journey back to work on it."""
        self.check_access("write")
        self.write({"state": "draft"})
        return True

    # ------------------------------------------------------------------
    # Curve
    # ------------------------------------------------------------------

    def _get_curve(self):
        """Return the emotion curve: what the component draws.

        :return: dict: ``nodes`` in their order, ``stages``: [[name, how many touch
            points]], ``sentences``, ``can_edit``
        """
        self.ensure_one()
        points = self.touchpoint_ids
        scores = points._get_scores()
        top = peak(scores)
        stages = []
        for point in points:
            if stages and stages[-1][0] == (point.stage or ""):
                stages[-1][1] += 1
            else:
                stages.append([point.stage or "", 1])
        return {
            "neutral": NEUTRAL,
            "stages": stages,
            "can_edit": self.can_edit,
            "sentences": self._get_sentences(scores, top),
            "nodes": [
                {
                    **point._get_node(),
                    "is_top": place == top,
                    "is_end": place == len(points) - 1,
                }
                for place, point in enumerate(points)
            ],
        }

    def _get_sentences(self, scores, top):
        points = self.touchpoint_ids
        remembered = peak_end(scores)
        sentences = []
        written = NumberFormatter(self.env)
        if remembered is not None and top == len(points) - 1:
            sentences.append(
                self.env._(
                    "Peak-end score %(score)s of 5: the end, “%(end)s”, is the peak.",
                    score=written.format_points(remembered),
                    end=points[-1].name,
                )
            )
        elif remembered is not None:
            sentences.append(
                self.env._(
                    "Peak-end score %(score)s of 5: mean of the peak, “%(peak)s” "
                    "(%(peak_score)s), and the end, “%(end)s” (%(end_score)s).",
                    score=written.format_points(remembered),
                    peak=points[top].name,
                    peak_score=written.format_points(scores[top]),
                    end=points[-1].name,
                    end_score=written.format_points(scores[-1]),
                )
            )
        elif points:
            sentences.append(
                self.env._("Score the last touch point to see the peak-end score.")
            )
        bottom = low(scores)
        # A low point that is the peak or the end was named above.
        is_named = remembered is not None and bottom in (top, len(points) - 1)
        if bottom is not None and not is_named:
            sentences.append(
                self.env._(
                    "Low point: “%(name)s” (%(score)s).",
                    name=points[bottom].name,
                    score=written.format_points(scores[bottom]),
                )
            )
        weak = points.filtered(lambda point: point.is_weak and point.is_moment_of_truth)
        if weak:
            sentences.append(
                self.env._(
                    "Moments of truth below expectation: %(names)s.",
                    names=", ".join(weak.mapped("name")),
                )
            )
        unknown = points.filtered(lambda point: not point.has_score)
        if unknown:
            sentences.append(
                self.env._(
                    "No score, or too few answers: %(names)s.",
                    names=", ".join(unknown.mapped("name")),
                )
            )
        return sentences
