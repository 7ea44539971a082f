# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

EMOTIONS = [
    ("5", "Delighted"),
    ("4", "Pleased"),
    ("3", "Neither nor"),
    ("2", "Annoyed"),
    ("1", "Angry"),
]


class IcrmJourneyTouchpoint(models.Model):
    """One contact on a customer's journey, what it should feel like and what it does.

    Where its score comes from: see ``icrm_journey_touchpoint_score``.
    """

    _name = "icrm.journey.touchpoint"
    _description = "Touch Point"
    _inherit = ["icrm.improvable"]
    _order = "journey_id, sequence, id"

    journey_id = fields.Many2one(
        "icrm.journey", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="journey_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    stage = fields.Char(
        translate=True, help="Before, first contact, waiting, delivery, afterwards, ..."
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
        "Moment of Truth", help="It decides whether people are content with the whole."
    )
    expected = fields.Selection(
        EMOTIONS,
        string="Should Feel",
        help="What this touch point is meant to feel like.",
    )
    pain = fields.Text(translate=True, help="What hurts here today.")
    plan = fields.Text(
        "Planned Peak",
        translate=True,
        help="What will make people talk about it: better than they expect.",
    )

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
            "origin_text": f"{journey.name}: {self.name}",
            "problem": self.pain,
        }

    def _check_department(self):
        """Raise UserError unless it is known whom an improvement concerns."""
        for point in self.sudo():
            if not (point.department_id or point.journey_id.department_id):
                raise UserError(
                    self.env._(
                        "Say which department is met at “%(name)s” first: it is to "
                        "improve.",
                        name=point.name,
                    )
                )

    def action_start_improvement(self):
        self.check_access("write")
        self._check_department()
        return super().action_start_improvement()

    def _get_node(self):
        """Return what the curve says about this touch point."""
        labels = dict(self._fields["expected"]._description_selection(self.env))
        # sudo: who sees the journey sees the names in it.
        point_sudo = self.sudo()
        node = {
            "id": self.id,
            "name": self.name,
            "stage": self.stage or "",
            "score": round(self.score, 2) if self.has_score else None,
            "score_text": self.score_text or "",
            "source": self.source,
            "expected": int(self.expected or 0),
            "expected_label": labels.get(self.expected, ""),
            "is_moment_of_truth": self.is_moment_of_truth,
            "is_weak": self.is_weak,
            "pain": self.pain or "",
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
            words.append(self.env._("Should feel: %s", node["expected_label"]))
        node["words"] = ". ".join(words)
        return node
