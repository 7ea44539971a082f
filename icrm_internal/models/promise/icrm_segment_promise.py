# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from . import segment_promises


class IcrmSegmentPromise(models.Model):
    """A shorter time for the members of a segment, signed and with a public reason.

    The hours are those of the line of an agreement, so none of them is promised that
    two heads have not signed; the reason is read by all customers of the service.
    """

    _name = "icrm.segment.promise"
    _inherit = "icrm.service.part"
    _description = "Promise by Segment"
    _order = "service_id, segment_id, id"

    segment_id = fields.Many2one(
        "icrm.segment", required=True, ondelete="restrict", index=True
    )
    agreement_line_id = fields.Many2one(
        "icrm.agreement.line",
        string="Agreed in",
        required=True,
        ondelete="restrict",
        index=True,
        help="The signed promise whose hours the segment gets, while it is valid.",
    )
    priority = fields.Selection(related="agreement_line_id.priority")
    response_hours = fields.Float(
        string="First reply (working hours)",
        related="agreement_line_id.response_hours",
    )
    resolution_hours = fields.Float(
        string="Done (working hours)", related="agreement_line_id.resolution_hours"
    )
    reason = fields.Char(
        required=True, translate=True, help="Shown to all customers of the service."
    )
    since = fields.Datetime(
        string="Promised since",
        required=True,
        readonly=True,
        default=fields.Datetime.now,
        copy=False,
        help="Earlier requests keep their promise.",
    )
    is_in_force = fields.Boolean(string="In Force", compute="_compute_is_in_force")

    _promise_uniq = models.Constraint(
        "UNIQUE (service_id, segment_id, agreement_line_id)",
        "This is promised to the segment already.",
    )

    def _compute_is_in_force(self):
        now = fields.Datetime.now()
        for promise in self:
            # sudo: until when an agreement holds, to those who read its hours here
            promise_sudo = promise.sudo()
            agreement = promise_sudo.agreement_line_id.agreement_id
            if not agreement:
                promise.is_in_force = False
                continue
            _at, today = promise_sudo.service_id._icrm_agreement_day(now)
            promise.is_in_force = bool(
                promise_sudo.segment_id.active
                and agreement.state in ("signed", "ended")
                and agreement.date_from <= today
                and (not agreement.date_to or agreement.date_to >= today)
            )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_vals(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_vals(vals)
        result = super().write(vals)
        if not {"segment_id", "agreement_line_id"}.isdisjoint(vals):
            # sudo: set by the application, for who was allowed to write the rest
            self.sudo().since = fields.Datetime.now()
        return result

    def _check_vals(self, vals):
        if "since" in vals and not self.env.su:
            raise UserError(
                self.env._("Promised since: it is set when the promise is made.")
            )

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    @api.constrains("reason")
    def _check_reason(self):
        for promise in self:
            if not (promise.reason or "").strip():
                raise ValidationError(
                    self.env._(
                        "Promise for %(segment)s: enter the reason. All customers of "
                        "the service read it.",
                        segment=promise.segment_id.name,
                    )
                )

    @api.constrains("service_id", "agreement_line_id")
    def _check_agreement(self):
        # sudo: what was signed counts, visible to who writes the promise or not.
        for promise_sudo in self.sudo():
            line_sudo = promise_sudo.agreement_line_id
            if (
                line_sudo.service_id != promise_sudo.service_id
                or line_sudo.agreement_id.state != "signed"
            ):
                raise ValidationError(
                    self.env._(
                        "Promise for %(segment)s: choose a promise of a signed "
                        "agreement for %(service)s.",
                        segment=promise_sudo.segment_id.name,
                        service=promise_sudo.service_id.name,
                    )
                )

    @api.constrains("segment_id", "service_id")
    def _check_segment(self):
        # sudo: the rule and the members count, visible to who writes it or not.
        for promise_sudo in self.sudo():
            segment_sudo = promise_sudo.segment_id
            company = segment_sudo.company_id
            if company and company != promise_sudo.service_id.company_id:
                raise ValidationError(
                    self.env._(
                        "Segment %(name)s belongs to another company than the service.",
                        name=segment_sudo.name,
                    )
                )
            segment_sudo._check_promisable()

    # ------------------------------------------------------------------
    # Later versions of an agreement
    # ------------------------------------------------------------------

    def _follow(self, agreement):
        """Promise to the same segments what the next version of their agreement says.

        The others end with their agreement, as does a promise to a segment whose rule
        has become impossible: no reason not to sign.

        :param agreement: the new version, signed
        """
        lines = {(line.service_id, line.priority): line for line in agreement.line_ids}
        for promise in self:
            old = promise.agreement_line_id
            line = lines.get((old.service_id, old.priority))
            if line and not segment_promises.find_obstacle(promise.segment_id):
                promise.copy(
                    {"agreement_line_id": line.id, "since": agreement.signed_at}
                )

    # ------------------------------------------------------------------
    # Texts
    # ------------------------------------------------------------------

    def _format_sentence(self):
        """Return who is served how fast and why, in the language of the reader."""
        service = self.service_id
        hours_a_day = service._icrm_calendar().hours_per_day or 8
        values = {
            "segment": self.segment_id.name,
            "response": service._format_working_time(self.response_hours, hours_a_day),
            "resolution": service._format_working_time(
                self.resolution_hours, hours_a_day
            ),
            "reason": self.reason,
        }
        if self.priority == service.default_priority:
            return self.env._(
                "Faster for %(segment)s: reply in %(response)s, done in "
                "%(resolution)s. Reason: %(reason)s",
                **values,
            )
        priorities = dict(service._priorities())
        return self.env._(
            "Faster for %(segment)s (%(priority)s): reply in %(response)s, done in "
            "%(resolution)s. Reason: %(reason)s",
            **values,
            priority=priorities[self.priority],
        )

    def _format_substance(self):
        """Return the line in a version of the service, in English."""
        return (
            f"{self.segment_id.name}: {self.response_hours:g} h, "
            f"{self.resolution_hours:g} h ({self.reason})"
        )
