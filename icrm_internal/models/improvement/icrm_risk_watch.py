# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL

# Who sets these reads the indicator through them.
WATCH_FIELDS = frozenset({"kpi_id", "watch", "warn_when", "threshold"})


class IcrmRisk(models.Model):
    """The indicator that warns by itself before a risk comes true."""

    _inherit = "icrm.risk"

    kpi_id = fields.Many2one(
        "icrm.kpi",
        string="Indicator",
        ondelete="restrict",
        index="btree_not_null",
        help="What moves before it happens.",
    )
    watch = fields.Selection(
        [("department", "Of the department"), ("company", "Of the company")],
        string="Whose Result",
        default="department",
        required=True,
    )
    warn_when = fields.Selection(
        [("above", "Rises above"), ("below", "Falls below")],
        compute="_compute_warn_when",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    threshold = fields.Float(
        digits=(16, 2), help="Beyond it the owner is warned, once a period."
    )
    kpi_text = fields.Char(
        "Newest Result",
        compute="_compute_kpi_text",
        help="As far as you may see it.",
    )
    alert_ids = fields.One2many(
        "icrm.risk.alert", "risk_id", string="Warnings", readonly=True
    )

    # BETWEEN leaves NaN and infinity out.
    _threshold_range = models.Constraint(
        "CHECK (threshold BETWEEN -1e12 AND 1e12)",
        "A threshold is a number between -1e12 and 1e12.",
    )

    @api.depends("kpi_id")
    def _compute_warn_when(self):
        for risk in self:
            is_up = risk.kpi_id.direction == "up"
            risk.warn_when = "below" if is_up else "above"

    @api.depends_context("uid", "lang")
    @api.depends("kpi_id", "watch", "department_id")
    def _compute_kpi_text(self):
        """As the reader: two queries for any number of risks."""
        watching = self.filtered("kpi_id")
        newest = {}
        if watching:
            values = self.env["icrm.kpi.value"].search(
                [
                    ("kpi_id", "in", watching.kpi_id.ids),
                    ("department_id", "in", [False, *watching.department_id.ids]),
                    ("customer_department_id", "=", False),
                    ("service_id", "=", False),
                ],
                order="date_to, date_from",
            )
            for value in values:
                newest[value.kpi_id, value.company_id, value.department_id] = value
        for risk in self:
            of = risk.department_id if risk.watch == "department" else risk.browse()
            department = of or self.env["hr.department"]
            value = newest.get((risk.kpi_id, risk.company_id, department))
            risk.kpi_text = value and self.env._(
                "%(value)s, until %(day)s",
                value=value.value_text,
                day=self.env["ir.qweb.field.date"].value_to_html(value.date_to, {}),
            )

    @api.model_create_multi
    def create(self, vals_list):
        risks = super().create(vals_list)
        risks.filtered("kpi_id")._check_watch()
        return risks

    def write(self, vals):
        result = super().write(vals)
        if not WATCH_FIELDS.isdisjoint(vals):
            self._check_watch()
        return result

    def _check_watch(self):
        """Who sets what is watched must be one who may read it: a threshold asks."""
        if self.env.su or self.env.user.has_group("icrm_internal.group_icrm_officer"):
            return
        self.check_access("create")
        if any(risk.watch == "company" for risk in self):
            raise AccessError(
                self.env._(
                    "Results of the whole company are watched by officers: choose the "
                    "department's."
                )
            )

    @api.constrains("kpi_id", "company_id")
    def _check_kpi_company(self):
        for risk in self:
            if risk.kpi_id.company_id not in (risk.company_id, self.env["res.company"]):
                raise ValidationError(
                    self.env._(
                        "%(kpi)s is the indicator of another company.",
                        kpi=risk.kpi_id.name,
                    )
                )

    @api.model
    def _cron_warn(self):
        """Compare the newest results with the thresholds; warn once a period.

        One statement finds and notes what is new, however many risks there are; a
        warning is noted and given in the same transaction, so that none is lost and
        none given twice.
        """
        self.flush_model()
        self.env["icrm.kpi.value"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO icrm_risk_alert (
                    risk_id, kpi_id, department_id, period_kind, date_from, date_to,
                    value, threshold, warn_when, at)
                SELECT newest.*, %(now)s
                  FROM (SELECT DISTINCT ON (risk.id)
                               risk.id AS risk_id, value.kpi_id, value.department_id,
                               value.period_kind, value.date_from, value.date_to,
                               value.value, risk.threshold, risk.warn_when
                          FROM icrm_risk AS risk
                          JOIN icrm_kpi_value AS value
                            ON value.kpi_id = risk.kpi_id
                           AND value.company_id = risk.company_id
                           AND value.customer_department_id IS NULL
                           AND value.service_id IS NULL
                           AND value.department_id IS NOT DISTINCT FROM
                               CASE WHEN risk.watch = 'department'
                                    THEN risk.department_id END
                         WHERE risk.active AND risk.state != 'closed'
                         ORDER BY risk.id, value.date_to DESC, value.date_from DESC
                       ) AS newest
                 WHERE CASE WHEN newest.warn_when = 'above'
                            THEN newest.value > newest.threshold
                            ELSE newest.value < newest.threshold END
                    ON CONFLICT DO NOTHING
                RETURNING risk_id
                """,
                now=fields.Datetime.now(),
            )
        )
        self.env["icrm.risk.alert"].invalidate_model()
        for risk in self.browse(sorted(row[0] for row in rows)):
            # Without the figure: not all who see the risk may know it.
            risk.activity_schedule(
                "mail.mail_activity_data_warning",
                date_deadline=fields.Date.today(),
                summary=self.env._(
                    "Early warning: %(kpi)s is beyond its threshold",
                    kpi=risk.kpi_id.name,
                ),
                user_id=risk.owner_id.id,
            )
