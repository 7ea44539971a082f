# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.icrm_internal.measures import rounding
from odoo.addons.icrm_internal.models.access.actions import open_list
from odoo.addons.icrm_internal.models.access.number_formatter import NumberFormatter
from odoo.addons.icrm_internal.models.customer.duty import Duty

EMOTIONS = [
    ("5", "Delighted"),
    ("4", "Pleased"),
    ("3", "Neutral"),
    ("2", "Annoyed"),
    ("1", "Angry"),
]

# Asked in items of several dimensions: their figure is the mean over them.
GAP_MODELS = ("servqual", "servperf")

RESULT_KEYS = ("measure", "dimension_id", "service_id", "department_id")


class IcrmJourneyTouchpoint(models.Model):
    """One contact on a customer's journey, what it should feel like and what it does.

    Its score is judged by hand, or comes live from ratings and surveys.
    """

    _name = "icrm.journey.touchpoint"
    _inherit = "icrm.improvement.source.mixin"
    _icrm_duties = (
        Duty("owner_id", shown="journey_id"),
        Duty("department_id", shown="journey_id"),
    )
    _description = "Touch Point"
    _order = "journey_id, sequence, id"

    journey_id = fields.Many2one(
        "icrm.journey", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="journey_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    stage = fields.Char(
        translate=True,
        help="e.g. before, first contact, waiting, delivery, afterwards.",
    )
    name = fields.Char("Touch Point", required=True, translate=True)
    service_id = fields.Many2one("icrm.service", ondelete="restrict")
    department_id = fields.Many2one(
        "hr.department",
        string="Department Met",
        compute="_compute_department_id",
        store=True,
        readonly=False,
        ondelete="restrict",
    )
    owner_id = fields.Many2one(
        "res.users", ondelete="restrict", domain="[('share', '=', False)]"
    )
    is_moment_of_truth = fields.Boolean(
        "Moment of Truth", help="Decides overall satisfaction."
    )
    expected = fields.Selection(
        EMOTIONS,
        string="Target Emotion",
        help="The feeling customers should have.",
    )
    pain_point = fields.Text(
        translate=True, help="Current pain point.", string="Pain point"
    )
    plan = fields.Text(
        "Planned Peak",
        translate=True,
        help="A moment that exceeds expectations.",
    )

    # Score
    source = fields.Selection(
        [
            ("manual", "Manual rating"),
            ("rating", "Service ratings"),
            ("survey", "Survey results"),
        ],
        default="manual",
        required=True,
        string="Score Source",
    )
    manual_score = fields.Float(
        "Manual Rating",
        digits=(3, 1),
        default=3,
        help="1 angry, 3 neutral, 5 delighted.",
    )
    measure = fields.Selection(
        [
            ("csat", "Satisfaction"),
            ("ces", "Effort"),
            ("nps", "Recommendation"),
            ("servqual", "Service quality (SERVQUAL)"),
            ("servperf", "Service quality (SERVPERF)"),
        ],
        default="csat",
        string="Result",
    )
    dimension_id = fields.Many2one(
        "icrm.dimension",
        ondelete="restrict",
        help="For this dimension only, e.g. responsiveness.",
    )
    score = fields.Float(compute="_compute_score", digits=(3, 1))
    has_score = fields.Boolean(compute="_compute_score")
    score_response_count = fields.Integer("Answers", compute="_compute_score")
    score_text = fields.Char("Score Details", compute="_compute_score")
    is_weak = fields.Boolean("Below Expectation", compute="_compute_score")

    # BETWEEN leaves NaN and infinity out.
    _manual_range = models.Constraint(
        "CHECK (manual_score BETWEEN 1 AND 5)", "A rating must be between 1 and 5."
    )

    # ------------------------------------------------------------------
    # Department and improvement
    # ------------------------------------------------------------------

    @api.depends("service_id")
    def _compute_department_id(self):
        for point in self:
            if point.service_id:
                # sudo: who is chosen as the provider is no secret of the service.
                point.department_id = point.service_id.sudo().department_id

    def _prepare_improvement(self):
        journey = self.journey_id
        return {
            "name": self.plan.splitlines()[0] if self.plan else self.name,
            "kind": "innovation" if self.plan else "corrective",
            "department_id": (self.department_id or journey.department_id).id,
            "service_id": self.service_id.id,
            "owner_id": (self.owner_id or journey.owner_id).id,
            "company_id": journey.company_id.id,
            "origin": "journey",
            "origin_note": f"{journey.name}: {self.name}",
            "problem": self.pain_point,
        }

    def _check_department(self):
        """Raise UserError unless it is known whom an improvement concerns."""
        # sudo: departments of the point or its journey, visible or not
        for point in self.sudo():
            if not (point.department_id or point.journey_id.department_id):
                raise UserError(
                    self.env._(
                        "Set the department at “%(name)s” first.",
                        name=point.name,
                    )
                )

    def _check_improver(self):
        super()._check_improver()
        self._check_department()

    def _get_node(self):
        """Return what the curve says about this touch point."""
        labels = dict(self._fields["expected"]._description_selection(self.env))
        # sudo: who sees the journey sees the names in it.
        point_sudo = self.sudo()
        node = {
            "id": self.id,
            "name": self.name,
            "stage": self.stage or "",
            "score": rounding.value(self.score) if self.has_score else None,
            "score_text": self.score_text or "",
            "source": self.source,
            "expected": int(self.expected or 0),
            "expected_label": labels.get(self.expected, ""),
            "is_moment_of_truth": self.is_moment_of_truth,
            "is_weak": self.is_weak,
            "pain_point": self.pain_point or "",
            "plan": self.plan or "",
            "improvements": self.improvement_count,
            "service": point_sudo.service_id.name or "",
            "department": point_sudo.department_id.name or "",
            "owner": point_sudo.owner_id.name or "",
        }
        words = [node["name"]]
        if self.is_moment_of_truth:
            words.append(self.env._("Moment of truth"))
        words.append(node["score_text"] or self.env._("No score yet"))
        if node["expected_label"]:
            words.append(self.env._("Target emotion: %s", node["expected_label"]))
        node["words"] = ". ".join(words)
        return node

    # ------------------------------------------------------------------
    # Score
    # ------------------------------------------------------------------
    # From 1 to 5: judged by hand, or live from ratings and surveys; live only what was
    # released to the reader, never a single answer.

    @api.depends_context("uid", "lang")
    @api.depends(
        "source",
        "manual_score",
        "measure",
        "dimension_id",
        "service_id",
        "department_id",
        "expected",
    )
    def _compute_score(self):
        """Three queries at most, for any number of touch points."""
        rated = self.filtered(lambda point: point.source == "rating")
        # Averages that may be shown to everybody; too few ratings give none.
        averages = self.env["icrm.request.rating"]._icrm_averages(
            "service_id", rated.service_id.ids
        )
        results = self.filtered(lambda point: point.source == "survey")._read_results()
        for point in self:
            n, score = 0, None
            if point.source == "manual":
                score = point.manual_score
            elif point.source == "rating":
                n, score = averages.get(point.service_id.id, (0, None))
            else:
                n, score = results.get(point, (0, None))
            point.has_score = score is not None
            point.score = score or 0.0
            point.score_response_count = n
            point.is_weak = (
                score is not None
                and bool(point.expected)
                and score < int(point.expected) - 0.5
            )
            point.score_text = point._get_score_text(score, n)

    def _get_score_text(self, score, n):
        if score is None:
            return False
        text = NumberFormatter(self.env).format_points(score)
        if self.source == "manual":
            return self.env._("%(score)s of 5 (manual rating)", score=text)
        if self.source == "rating":
            return self.env._("%(score)s of 5 (%(n)s ratings)", score=text, n=n)
        return self.env._(
            "%(score)s of 5 (%(n)s answers to the latest survey)",
            score=text,
            n=n,
        )

    def _get_result_level(self):
        if self.measure not in GAP_MODELS:
            return "question"
        return "dimension" if self.dimension_id else "overall"

    def _get_results_domain(self):
        """Return which released results speak of this touch point."""
        self.ensure_one()
        domain = Domain("measure", "=", self.measure)
        domain &= Domain("level", "=", self._get_result_level())
        domain &= Domain("side", "in", (False, "perception"))
        domain &= Domain("has_average", "=", True)
        if self.dimension_id:
            domain &= Domain("dimension_id", "=", self.dimension_id.id)
        if self.service_id:
            return domain & Domain("service_id", "=", self.service_id.id)
        return domain & Domain("department_id", "=", self.department_id.id)

    def _read_results(self):
        """Return {touch point: (n, score 1..5)} of the newest results of each.

        As the reader: only what was released, and only to whom it was.
        """
        points = self.filtered(lambda point: point.service_id or point.department_id)
        if not points:
            return {}
        rows = self.env["icrm.result"]._read_group(
            Domain.OR(point._get_results_domain() for point in points),
            ["date:day", "level", *RESULT_KEYS],
            ["response_count:sum", "score_total:sum"],
        )
        found = {}
        for point in points:
            own = [row for row in rows if point._is_covered_by(*row[1:-2])]
            if own:
                newest = max(row[0] for row in own)
                now = [row[-2:] for row in own if row[0] == newest]
                n = sum(count for count, _total in now)
                score = sum(total for _count, total in now) / n
                found[point] = (n, 1 + score / 25)
        return found

    def _is_covered_by(self, level, measure, dimension, service, department):
        """Return whether results of this kind are among :meth:`_get_results_domain`."""
        if level != self._get_result_level() or measure != self.measure:
            return False
        if self.dimension_id and dimension != self.dimension_id:
            return False
        if self.service_id:
            return service == self.service_id
        return department == self.department_id

    def _get_scores(self):
        """Return the scores in their order, None where nothing is known."""
        return [point.score if point.has_score else None for point in self]

    def action_open_scores(self):
        """Open what the score comes from, as far as the caller may see it."""
        self.ensure_one()
        self.check_access("read")
        if self.source == "rating" and self.service_id:
            model, domain = (
                "icrm.request.rating",
                Domain("service_id", "=", self.service_id.id),
            )
        elif self.source == "survey":
            model, domain = "icrm.result", self._get_results_domain()
        else:
            raise UserError(
                self.env._(
                    "“%(name)s” was rated manually and has no records.",
                    name=self.name,
                )
            )
        return open_list(self.env[model], self.name, domain)
