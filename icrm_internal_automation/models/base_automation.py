# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from odoo.addons.icrm_internal.models.access import inner_context

# What follows from a change of stage, team, assignee or customer: written together
# with it, but not by the caller, whose values are all that core compares.
FOLLOWING = (
    "icrm_state",
    "icrm_holder",
    "icrm_resolved_at",
    "icrm_confirmed_at",
    "icrm_first_response_at",
    "icrm_due_at",
    "icrm_next_due_at",
    "icrm_reopen_count",
    "icrm_customer_department_id",
    "stage_id",
    "user_id",
)


class BaseAutomation(models.Model):
    """Rules of requests also see what follows from the values that are written."""

    _inherit = "base.automation"

    def _get_actions(self, records, triggers):
        automations = super()._get_actions(records, triggers)
        if not automations or records._name != "helpdesk.ticket":
            return automations
        # sudo: values before the write, to compare
        return inner_context.give(
            automations,
            icrm_values_before={
                record.id: {name: record[name] for name in FOLLOWING}
                for record in records.sudo().filtered("id")
            },
        )

    def _check_trigger_fields(self, record):
        if super()._check_trigger_fields(record):
            return True
        if record._name != "helpdesk.ticket":
            return False
        values = inner_context.get(self.env, "icrm_values_before", {})
        before = values.get(record.id, {})
        written = (self.env.context.get("old_values") or {}).get(record.id, {})
        # sudo: rules compare values, whoever wrote them.
        record_sudo = record.sudo()
        return any(
            name in before and name not in written and record_sudo[name] != before[name]
            for name in self.sudo().trigger_field_ids.mapped("name")
        )
