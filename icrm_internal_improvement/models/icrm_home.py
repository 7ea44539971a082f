# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import datetime

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.access.groups import AUDITOR, MANAGER, OFFICER
from odoo.addons.icrm_internal.models.access.home_parts import (
    block,
    figure,
    opens,
    opens_record,
    row,
    task,
)
from odoo.addons.icrm_internal.models.access.number_formatter import NumberFormatter
from odoo.addons.icrm_internal.models.request.request_tasks import TASK_LIMIT

SOON = datetime.timedelta(days=7)
ACTION = "icrm_internal_improvement.icrm_improvement_action"
RISKS = "icrm_internal_improvement.icrm_risk_action"
LAST_WEEK = "today -7d"


class IcrmHome(models.AbstractModel):
    """Improvements that are due, and those of the department."""

    _inherit = "icrm.home"

    @api.model
    def _get_tasks(self):
        today = company_day.today(self.env.company)
        due = self.env["icrm.improvement"].search(
            Domain("owner_id", "=", self.env.uid)
            & Domain("is_open", "=", True)
            & Domain("due_date", "<=", today + SOON),
            order="due_date, id",
            limit=TASK_LIMIT,
        )
        return super()._get_tasks() + [
            task(
                improvement,
                improvement.name,
                self.env._(
                    "Your improvement is due on %(day)s.",
                    day=format_date(self.env, improvement.due_date),
                ),
                opens_record(improvement, ACTION),
                menu="icrm_internal_improvement.icrm_menu_improvements",
            )
            for improvement in due
        ]

    @api.model
    def _get_department_figures(self, departments):
        Improvement = self.env["icrm.improvement"]
        still = Domain("department_id", "in", departments.ids) & Domain(
            "is_open", "=", True
        )
        today = company_day.today(self.env.company)
        late = Improvement.search_count(still & Domain("due_date", "<", today))
        return [
            *super()._get_department_figures(departments),
            figure(
                "improvements",
                self.env._("Open improvements"),
                f"{Improvement.search_count(still)}",
                opens(ACTION, search_default_my_department=1),
                self.env._("%(count)s overdue", count=late),
                tone="bad" if late else "",
            ),
        ]

    @api.model
    def _get_blocks(self):
        blocks = super()._get_blocks()
        user = self.env.user
        if any(user.has_group(group) for group in (OFFICER, AUDITOR, MANAGER)):
            blocks += self._get_warnings_block()
        return blocks

    @api.model
    def _get_warnings_block(self):
        """Return the last early warning of each risk that was not reviewed since."""
        found = self.env["icrm.risk.alert"].search(
            Domain("risk_id.state", "!=", "closed") & Domain("at", ">=", "today -1y"),
            order="at desc, id desc",
        )
        readable = found.risk_id._filtered_access("read")
        last = {}
        for alert in found:
            last.setdefault(alert.risk_id, alert)
        alerts = [
            alert
            for risk, alert in last.items()
            if risk in readable
            and not (
                risk.reviewed_on
                and risk.reviewed_on >= company_day.today(risk, alert.at)
            )
        ]
        if not alerts:
            return []
        return [
            block(
                "warnings",
                self.env._("Early Warnings"),
                rows=[self._get_warning_row(alert) for alert in alerts[:TASK_LIMIT]],
                more=(self.env._("All risks"), opens(RISKS)),
            )
        ]

    @api.model
    def _get_warning_row(self, alert):
        format_value = NumberFormatter(self.env).format_value
        unit = alert.kpi_id.unit
        return row(
            alert.id,
            alert.risk_id.name,
            opens_record(alert.risk_id, RISKS),
            self.env._(
                "%(indicator)s %(value)s, limit %(limit)s",
                indicator=alert.kpi_id.name,
                value=format_value(alert.value, unit),
                limit=format_value(alert.threshold, unit),
            ),
            "bad",
        )

    @api.model
    def _get_changes(self, departments):
        """Add the improvements that were started and closed."""
        _ = self.env._
        Improvement = self.env["icrm.improvement"]
        mine = Domain.TRUE
        if departments:
            mine = Domain("department_id", "in", departments.ids)
        rows = super()._get_changes(departments)
        started, closed = _("Improvements started"), _("Improvements closed")
        for name, label, since, tone in (
            ("started_week", started, "create_date", ""),
            ("closed_week", closed, "closed_on", "good"),
        ):
            count = Improvement.search_count(mine & Domain(since, ">=", LAST_WEEK))
            if count:
                shown = {
                    "search_default_open": 0,
                    "search_default_my_department": 1 if departments else 0,
                    f"search_default_{name}": 1,
                }
                rows.append(row(name, label, opens(ACTION, **shown), f"{count}", tone))
        return rows

    @api.model
    def _get_links(self):
        links = super()._get_links()
        improvements = self.env._("Improvements")
        processes = self.env._("Processes")
        for model, name, label, icon in (
            ("icrm.improvement", "icrm_improvement_action", improvements, "fa-wrench"),
            ("icrm.process", "icrm_process_action", processes, "fa-sitemap"),
        ):
            if self.env[model].search_count([], limit=1):
                links.append(
                    {
                        "label": label,
                        "icon": icon,
                        "opens": opens(f"icrm_internal_improvement.{name}"),
                    }
                )
        return links
