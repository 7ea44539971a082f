# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...measures import association
from ...measures.association import Sums
from ..access import company_day
from ..access.jobs import run_batches, run_each
from ..access.number_formatter import NumberFormatter

VERDICTS = [
    (association.HIGHER, "Higher when met"),
    (association.LOWER, "Lower when met"),
    (association.NONE, "No difference shown"),
    (association.UNKNOWN, "Cannot be determined"),
]
# Deliveries of the last two years count.
DAYS = 730


class IcrmExternalAssociation(models.Model):
    """Whether external customers are more satisfied where an internal promise is kept.

    A row a provider department, and one each of its services. Deliveries whose requests
    kept the promise are compared with those that missed it, each night. The rows have
    no person; below the minimum they have no mean either.
    """

    _name = "icrm.external.association"
    _description = "What Goes with Satisfaction"
    _order = "company_id, p_adjusted, is_service, department_id, service_id, id"
    _rec_name = "department_id"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    department_id = fields.Many2one(
        "hr.department",
        string="Provider Department",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    service_id = fields.Many2one(
        "icrm.service",
        ondelete="cascade",
        index="btree_not_null",
        readonly=True,
        help="Empty: all services of the department.",
    )
    is_service = fields.Boolean(string="Single Service", readonly=True)
    verdict = fields.Selection(
        VERDICTS,
        string="Satisfaction",
        required=True,
        readonly=True,
        help="A difference counts where at most 5 % of those that count are expected "
        "to be chance (Benjamini-Hochberg). It needs 10 rated deliveries on each side, "
        "from 5 customers. What goes together need not be cause and effect.",
    )
    kept_count = fields.Integer(
        string="Met",
        readonly=True,
        help="Rated deliveries whose requests met the promise.",
    )
    missed_count = fields.Integer(
        string="Missed",
        readonly=True,
        help="Rated deliveries with a request that missed the promise.",
    )
    customer_count = fields.Integer(string="Customers", readonly=True)
    kept_mean = fields.Float(
        string="Mean if Met", readonly=True, digits=(9, 2), aggregator=None
    )
    missed_mean = fields.Float(
        string="Mean if Missed", readonly=True, digits=(9, 2), aggregator=None
    )
    difference = fields.Float(
        readonly=True,
        digits=(9, 2),
        aggregator=None,
        help="Points of satisfaction, 1 to 5, by which deliveries that met the promise "
        "are rated higher.",
    )
    low = fields.Float(
        string="Difference: Low", readonly=True, digits=(9, 2), aggregator=None
    )
    high = fields.Float(
        string="Difference: High", readonly=True, digits=(9, 2), aggregator=None
    )
    interval = fields.Char(
        string="95 % Interval",
        compute="_compute_interval",
        help="Of the difference, by Welch.",
    )
    p_adjusted = fields.Float(
        string="Adjusted p",
        readonly=True,
        digits=(9, 4),
        aggregator=None,
        help="Share of chance findings to accept for this one to count.",
    )
    since = fields.Date(readonly=True)
    checked_at = fields.Datetime(string="Checked on", readonly=True)

    _key_uniq = models.UniqueIndex(
        "(company_id, department_id, COALESCE(service_id, 0))",
        "A promise can have only one row.",
    )

    @api.depends("low", "high", "verdict")
    @api.depends_context("lang")
    def _compute_interval(self):
        formatter = NumberFormatter(self.env)
        for row in self:
            row.interval = row.verdict != association.UNKNOWN and self.env._(
                "%(low)s to %(high)s",
                low=formatter.format_mean(row.low),
                high=formatter.format_mean(row.high),
            )

    # ------------------------------------------------------------------
    # The job
    # ------------------------------------------------------------------

    @api.model
    def _cron_compare(self):
        """Compare for all companies; deliveries that came by other ways get their
        outcome first."""
        # sudo: the job is the system's
        commitments_sudo = self.env["icrm.external.commitment"].sudo()
        run_batches(
            commitments_sudo,
            [
                ("state", "=", "delivered"),
                ("delivered_at", "!=", False),
                ("lateness_ids", "=", False),
            ],
            lambda rows: rows._record_outcome(),
            limit=100,
        )
        # sudo: as above
        companies_sudo = self.env["res.company"].sudo().search([])
        run_each(companies_sudo, self._compare, lock=False)

    @api.model
    def _compare(self, company):
        """Write the rows of a company anew."""
        since = company_day.today(company) - timedelta(days=DAYS)
        sums = self._get_sums(company, since)
        findings = association.find(sums)
        # sudo: rows are written by the system only
        rows_sudo = self.sudo()
        existing = {
            (row.department_id.id, row.service_id.id): row
            for row in rows_sudo.search([("company_id", "=", company.id)])
        }
        for key, finding in findings.items():
            vals = {
                "company_id": company.id,
                "department_id": key[0],
                "service_id": key[1],
                "is_service": bool(key[1]),
                "since": since,
                "checked_at": fields.Datetime.now(),
                **_get_values(*sums[key], finding),
            }
            row = existing.pop(key, None)
            if row:
                row.write(vals)
            else:
                rows_sudo.create(vals)
        rows_sudo.browse().concat(*existing.values()).unlink()

    @api.model
    def _get_sums(self, company, since):
        """Return {(department id, service id or False): (Sums of the scores where the
        promise was kept, where it was missed, number of customers)}."""
        for model in ("icrm.external.commitment", "helpdesk.ticket", "icrm.clock"):
            self.env[model].flush_model()
        # SQL: sums of all deliveries in one pass, sub-requests included
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE rated AS (
                    SELECT id, partner_id, satisfaction::int AS score
                      FROM icrm_external_commitment
                     WHERE company_id = %(company)s
                       AND state = 'delivered'
                       AND satisfaction IS NOT NULL
                       AND delivered_at >= %(since)s
                ), request AS (
                    SELECT ticket.id, rated.id AS commitment_id
                      FROM helpdesk_ticket AS ticket
                      JOIN rated ON rated.id = ticket.icrm_commitment_id
                     UNION
                    SELECT ticket.id, request.commitment_id
                      FROM helpdesk_ticket AS ticket
                      JOIN request ON request.id = ticket.icrm_parent_id
                ), promise AS (
                    SELECT request.commitment_id,
                           ticket.icrm_provider_department_id AS department_id,
                           ticket.icrm_service_id AS service_id,
                           GROUPING(ticket.icrm_service_id) = 0 AS is_service,
                           BOOL_OR(clock.missed_at IS NOT NULL) AS missed
                      FROM request
                      JOIN helpdesk_ticket AS ticket ON ticket.id = request.id
                      JOIN icrm_clock AS clock
                        ON clock.ticket_id = ticket.id
                       AND clock.kind = 'resolution'
                       AND clock.handover_id IS NULL
                       AND clock.state IN ('met', 'missed')
                     WHERE ticket.icrm_provider_department_id IS NOT NULL
                  GROUP BY GROUPING SETS (
                        (request.commitment_id, ticket.icrm_provider_department_id),
                        (request.commitment_id, ticket.icrm_provider_department_id,
                         ticket.icrm_service_id))
                )
                SELECT promise.department_id, promise.service_id,
                       COUNT(*) FILTER (WHERE NOT missed),
                       COALESCE(SUM(score) FILTER (WHERE NOT missed), 0),
                       COALESCE(SUM(score * score) FILTER (WHERE NOT missed), 0),
                       COUNT(*) FILTER (WHERE missed),
                       COALESCE(SUM(score) FILTER (WHERE missed), 0),
                       COALESCE(SUM(score * score) FILTER (WHERE missed), 0),
                       COUNT(DISTINCT rated.partner_id)
                  FROM promise
                  JOIN rated ON rated.id = promise.commitment_id
                 WHERE NOT is_service OR service_id IS NOT NULL
              GROUP BY promise.department_id, promise.service_id
                """,
                company=company.id,
                since=since,
            )
        )
        return {
            (department, service or False): (Sums(*kept), Sums(*missed), customers)
            for department, service, *numbers, customers in rows
            for kept, missed in [(numbers[:3], numbers[3:])]
        }


def _get_values(kept, missed, customers, finding):
    """Return the figures of a row; below the minimum only how many there are."""
    told = finding.verdict != association.UNKNOWN
    return {
        "verdict": finding.verdict,
        "kept_count": kept.n,
        "missed_count": missed.n,
        "customer_count": customers,
        "kept_mean": told and kept.total / kept.n,
        "missed_mean": told and missed.total / missed.n,
        "difference": told and finding.difference.value,
        "low": told and finding.difference.low,
        "high": told and finding.difference.high,
        "p_adjusted": finding.p_adjusted if told else 1,
    }
