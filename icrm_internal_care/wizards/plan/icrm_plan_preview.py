# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.messaging.recipient import BY_PERSON

from ...models.plan.icrm_plan_step import EVENTS
from ...models.plan.plan_audience import PlanAudience


class IcrmPlanPreview(models.TransientModel):
    """What a plan would say to one person, when and how; or why it says nothing.

    Of personal days it shows the texts, and neither the day nor whether there is one.
    """

    _name = "icrm.plan.preview"
    _description = "Preview of a Communication Plan"

    plan_id = fields.Many2one("icrm.plan", required=True, readonly=True)
    customer_id = fields.Many2one(
        "icrm.customer", string="Person", domain="[('kind', '!=', 'department')]"
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.depends("plan_id", "customer_id")
    def _compute_preview(self):
        for wizard in self:
            plan, customer = wizard.plan_id._origin, wizard.customer_id._origin
            wizard.preview = False
            if not plan or not customer:
                continue
            plan.check_access("read")
            customer.check_access("read")
            wizard.preview = self.env["ir.qweb"]._render(
                "icrm_internal_care.icrm_plan_preview_lines",
                {
                    "reason": wizard._get_reason(plan, customer),
                    "is_personal": plan.is_personal,
                    "lines": wizard._get_lines(plan, customer),
                },
            )

    def _get_reason(self, plan, customer):
        """Return in a sentence why this person is left out, or ""."""
        _ = self.env._
        # sudo: officers see who is written to, so they may see who is not
        plan_sudo, customer_sudo = plan.sudo(), customer.sudo()
        if not customer_sudo.active:
            return _("%(name)s has left.", name=customer_sudo.name)
        if customer_sudo.plan_opt_out:
            return _("%(name)s wants no messages of plans.", name=customer_sudo.name)
        if not customer_sudo.search_count(
            plan_sudo._get_audience_domain() & Domain("id", "=", customer_sudo.id)
        ):
            return _("%(name)s is not in the audience.", name=customer_sudo.name)
        if not plan.is_personal and not self._get_first_day(plan, customer):
            triggers = dict(plan._fields["trigger"]._description_selection(self.env))
            return _(
                "%(name)s has not entered: no “%(trigger)s” in these days.",
                name=customer_sudo.name,
                trigger=triggers[plan.trigger],
            )
        return ""

    def _get_first_day(self, plan, customer):
        today = company_day.today(plan)
        day = PlanAudience(plan).find_day(customer, today)
        if day and plan.trigger == "audience" and plan.date_from:
            return max(day, plan.date_from)
        return day

    def _get_lines(self, plan, customer):
        """Return a dict for each step: when, how, subject, body."""
        # sudo: the texts and the way to a person, for an officer who reads both
        customer_sudo = customer.sudo()
        Message = self.env["icrm.message"]
        recipient = Message._get_recipient_of(customer_sudo)
        day = None if plan.is_personal else self._get_first_day(plan, customer)
        lines, days = [], 0
        for step in plan.sudo().step_ids:  # sudo: as above
            days += step.delay
            spoken = step.with_context(lang=recipient.get_lang(plan.company_id))
            subject, body = spoken._render(customer_sudo, "…")
            lines.append(
                {
                    "when": format_date(self.env, day + timedelta(days=days))
                    if day
                    else self.env._("Day %(days)s", days=days),
                    "how": self._get_channel(step, customer_sudo, recipient),
                    "subject": subject,
                    "body": body,
                }
            )
        return lines

    def _get_channel(self, step, customer_sudo, recipient):
        """Return in words how the person would get the step."""
        Touch = self.env["icrm.plan.touch"].sudo()  # sudo: a row that is not stored
        touch = Touch.new({"plan_id": step.plan_id.id, "customer_id": customer_sudo.id})
        by_person = step.channel == "call" or (
            step.channel == "preferred" and customer_sudo.preferred_channel in BY_PERSON
        )
        if (
            by_person
            and not step.plan_id.is_personal
            and (caller := touch._get_caller())
        ):
            return self.env._("Call by %(name)s", name=caller.name)
        Message = self.env["icrm.message"]
        event = EVENTS.get(step.channel, EVENTS["preferred"])
        rule = self.env["icrm.message.rule"]._get_rule(
            event, company=step.plan_id.company_id
        )
        channel = recipient.choose_channel(rule, Message._get_reach())
        return dict(Message._selection_channel()).get(channel) or self.env._(
            "No address"
        )
