# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.icrm_internal.models.access.jobs import run_step

# Effort is what it was in this time.
PERIOD = relativedelta(months=12)

# So many entries of minutes say more than the clocks.
LEAST_ENTERED = 5


class IcrmService(models.Model):
    _inherit = "icrm.service"

    icrm_expected_seconds = fields.Integer(
        string="Expected Effort",
        readonly=True,
        copy=False,
        help="Median working time that the provider needs for a request, in seconds: "
        "from minutes entered, else from the clocks. Computed each night.",
    )

    @api.model
    def _cron_icrm_expected_effort(self):
        """Compute the expected effort of all services."""
        run_step(
            self.env, "icrm.service: expected effort", self._compute_expected_effort
        )

    @api.model
    def _compute_expected_effort(self):
        """One statement for all services and requests; running it twice is harmless."""
        self.env["helpdesk.ticket"].flush_model()
        self.env["icrm.clock"].flush_model()
        self.flush_model(["icrm_expected_seconds"])
        # SQL: medians over all requests of a year
        self.env.cr.execute(
            SQL(
                """
                WITH measured AS (
                    SELECT ticket.icrm_service_id AS service_id,
                           COUNT(*) FILTER (WHERE ticket.icrm_minutes > 0) AS entered,
                           PERCENTILE_CONT(0.5) WITHIN GROUP (
                               ORDER BY ticket.icrm_minutes * 60
                           ) FILTER (WHERE ticket.icrm_minutes > 0) AS spent,
                           PERCENTILE_CONT(0.5) WITHIN GROUP (
                               ORDER BY clock.elapsed_seconds
                           ) AS held
                      FROM helpdesk_ticket AS ticket
                 LEFT JOIN icrm_clock AS clock
                        ON clock.ticket_id = ticket.id
                       AND clock.kind = 'resolution'
                       AND clock.handover_id IS NULL
                       AND clock.stopped_at IS NOT NULL
                       AND clock.state IN ('met', 'missed')
                     WHERE ticket.icrm_resolved_at >= %(since)s
                       AND ticket.icrm_service_id IS NOT NULL
                     GROUP BY ticket.icrm_service_id
                ), expected AS (
                    SELECT service.id,
                           COALESCE(
                               CASE WHEN measured.entered >= %(least)s
                                    THEN measured.spent ELSE measured.held END, 0
                           )::int AS seconds
                      FROM icrm_service AS service
                 LEFT JOIN measured ON measured.service_id = service.id
                )
                UPDATE icrm_service AS service
                   SET icrm_expected_seconds = expected.seconds
                  FROM expected
                 WHERE service.id = expected.id
                   AND service.icrm_expected_seconds
                       IS DISTINCT FROM expected.seconds
                """,
                since=fields.Datetime.now() - PERIOD,
                least=LEAST_ENTERED,
            )
        )
        self.invalidate_model(["icrm_expected_seconds"])
