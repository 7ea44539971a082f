# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ...measures import rounding


class IcrmPromiseOutcome(models.AbstractModel):
    """What a simulation found, of one promise or of all; only the system writes it."""

    _name = "icrm.promise.outcome"
    _description = "Outcome of a Promise Simulation"

    request_count = fields.Integer(string="Requests", readonly=True, copy=False)
    met_now = fields.Float(string="Met Today", readonly=True, copy=False)
    met_then = fields.Float(string="Would Be Met", readonly=True, copy=False)
    met_low = fields.Float(string="At Least", readonly=True, copy=False)
    met_high = fields.Float(string="At Most", readonly=True, copy=False)
    missed_then = fields.Integer(string="Would Be Missed", readonly=True, copy=False)

    def _store_outcome(self, outcome, **values):
        """Write an :class:`~.simulation_ledger.Outcome`, zeros for None."""
        # sudo: results are the system's; the caller has checked the right.
        self.sudo().write(
            {
                "request_count": outcome.n if outcome else 0,
                "met_now": _publish(outcome and outcome.met_now),
                "met_then": _publish(outcome and outcome.met_then),
                "met_low": _publish(outcome and outcome.low),
                "met_high": _publish(outcome and outcome.high),
                "missed_then": outcome.missed_then if outcome else 0,
                **values,
            }
        )

    def _format_forecast(self, shares):
        """Return "71 % (66 % to 76 %)"; a dash without requests.

        :param shares: a NumberFormatter
        """
        self.ensure_one()
        if not self.request_count:
            return "–"
        return self.env._(
            "%(share)s (%(low)s to %(high)s)",
            share=shares.format_percent(self.met_then),
            low=shares.format_percent(self.met_low),
            high=shares.format_percent(self.met_high),
        )


def _publish(share):
    """Return a share of 1 with the digits it has in percent; 0 of None."""
    return rounding.points(100 * share) / 100 if share else 0
