# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.access.groups import AGENT, AUDITOR
from odoo.addons.icrm_internal.models.access.icrm_action_mixin import ActionSpec
from odoo.addons.icrm_internal.models.access.personal import KEEP, Personal

STOP = "stop_plans"


class IcrmCustomer(models.Model):
    """Who wants no messages of plans, and who had none for long."""

    _name = "icrm.customer"
    _inherit = ["icrm.customer", "icrm.action.mixin"]
    _icrm_personal = (Personal("plan_opt_out", "id", KEEP),)

    plan_opt_out = fields.Boolean(
        string="No Messages of Plans",
        help="No greetings, news or calls of communication plans. Messages about your "
        "requests still come.",
    )
    last_touch_on = fields.Date(
        string="Last Contact of a Plan",
        readonly=True,
        groups=f"{AGENT},{AUDITOR}",
        help="Greetings on personal days do not count: only the person learns of them.",
    )
    is_uncontacted = fields.Boolean(
        string="No Contact for Long",
        compute="_compute_is_uncontacted",
        search="_search_is_uncontacted",
        groups=f"{AGENT},{AUDITOR}",
        help="No plan has reached this person within the months of the settings.",
    )

    def _get_uncontacted_since(self):
        """Return the day before which a contact is too long ago; None for never."""
        months = self.env.company.icrm_plan_least_months
        if not months:
            return None
        return company_day.today(self.env.company) - relativedelta(months=months)

    @api.depends("last_touch_on", "plan_opt_out", "kind")
    def _compute_is_uncontacted(self):
        since = self._get_uncontacted_since()
        for customer in self:
            customer.is_uncontacted = bool(
                since
                and customer.kind != "department"
                and not customer.plan_opt_out
                and (not customer.last_touch_on or customer.last_touch_on < since)
            )

    @api.model
    def _search_is_uncontacted(self, operator, value):
        if operator != "in":
            return NotImplemented
        since = self._get_uncontacted_since()
        domain = Domain.FALSE
        if since:
            domain = (
                Domain("kind", "!=", "department")
                & Domain("plan_opt_out", "=", False)
                & (
                    Domain("last_touch_on", "=", False)
                    | Domain("last_touch_on", "<", since)
                )
            )
        return domain if True in value else ~domain

    def write(self, vals):
        """Refuse to undo what somebody with a login has said themselves."""
        if "plan_opt_out" in vals and not vals["plan_opt_out"] and not self.env.su:
            others = self.filtered(
                lambda customer: (
                    customer.plan_opt_out
                    and customer.user_id
                    and customer.user_id != self.env.user
                )
            )
            if others:
                raise AccessError(
                    self.env._(
                        "%(name)s wants no messages of plans. Only they themselves can "
                        "change that.",
                        name=others[0].name,
                    )
                )
        return super().write(vals)

    def _check_writable(self, names):
        """Whether they get messages of plans is theirs to say, as their preferences."""
        user = self.env.user
        if all(customer.user_id == user for customer in self):
            names = [name for name in names if name != "plan_opt_out"]
        return super()._check_writable(names)

    # ------------------------------------------------------------------
    # The link below a message
    # ------------------------------------------------------------------

    def _icrm_get_actions(self):
        _ = self.env._
        return {
            **super()._icrm_get_actions(),
            STOP: ActionSpec(
                label=_("Stop these messages"),
                title=_("Stop greetings and news?"),
                button=_("Stop"),
                done=_("You get no more of these messages."),
            ),
        }

    def _icrm_get_action_stamp(self, action):
        if action == STOP:
            return [self.plan_opt_out]
        return super()._icrm_get_action_stamp(action)

    def _icrm_is_action_for(self, action, partner):
        if action == STOP:
            return self.partner_id == partner
        return super()._icrm_is_action_for(action, partner)

    def _icrm_get_action_obstacle(self, action):
        if action == STOP and self.plan_opt_out:
            return self.env._("You get no more of these messages already.")
        return super()._icrm_get_action_obstacle(action)

    def _icrm_perform_action(self, action, text, stars, partner):
        if action == STOP:
            self.plan_opt_out = True
            return
        super()._icrm_perform_action(action, text, stars, partner)

    def _icrm_get_action_url(self, action):
        if action == STOP:
            return "/odoo/internal-my-profile"
        return super()._icrm_get_action_url(action)
