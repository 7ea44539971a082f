# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import datetime

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.access.home_parts import (
    figure,
    opens,
    opens_record,
    task,
)
from odoo.addons.icrm_internal.models.request.request_tasks import TASK_LIMIT

SOON = datetime.timedelta(days=7)
ACTION = "icrm_internal_improvement.icrm_improvement_action"


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
