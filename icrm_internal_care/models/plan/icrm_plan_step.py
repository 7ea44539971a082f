# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import format_date

from odoo.addons.icrm_internal.models.access import action_link
from odoo.addons.icrm_internal.models.access.safe_html import SafeHtml

from . import plan_text

PLACEHOLDER = re.compile(r"\{\w+\}")
# What people are promised of a plan that runs; texts may be mended.
FIXED = {"plan_id", "sequence", "delay", "channel"}
EVENTS = {"preferred": "plan_step", "mail": "plan_mail", "inbox": "plan_inbox"}


class IcrmPlanStep(models.Model):
    """One message of a plan, or one call: when, by which channel, and what it says."""

    _name = "icrm.plan.step"
    _description = "Step of a Communication Plan"
    _order = "plan_id, sequence, id"
    _rec_name = "subject"

    plan_id = fields.Many2one(
        "icrm.plan", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="plan_id.company_id")
    sequence = fields.Integer(default=10)
    delay = fields.Integer(
        string="Days After",
        default=0,
        required=True,
        help="Days after the step before; of the first, the start.",
    )
    channel = fields.Selection(
        [
            ("preferred", "Preferred contact"),
            ("mail", "E-mail"),
            ("inbox", "In the app"),
            ("call", "Call"),
        ],
        default="preferred",
        required=True,
        help="Preferred contact: people who prefer the phone or a visit are called by "
        "their account manager, else by the owner of the plan.",
    )
    subject = fields.Char(required=True, translate=True)
    body = SafeHtml(
        string="Text",
        required=True,
        translate=True,
        help="What is said; of a call, the script.",
    )
    variant_ids = fields.One2many(
        "icrm.plan.variant", "step_id", string="Other Texts for Segments", copy=True
    )
    placeholders = fields.Char(compute="_compute_placeholders")
    touch_ids = fields.One2many("icrm.plan.touch", "step_id")

    _delay_check = models.Constraint(
        "CHECK (delay BETWEEN 0 AND 3650)", "Days after: 0 to 3,650."
    )

    @api.depends("subject")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Name a step without placeholders: lists are not about one person."""
        for step in self:
            step.display_name = PLACEHOLDER.sub("…", step.subject or "")

    def _compute_placeholders(self):
        self.placeholders = " ".join(f"{{{name}}}" for name in plan_text.NAMES)

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    @api.constrains("subject", "body")
    def _check_placeholders(self):
        for step in self:
            step._check_texts(step)

    @api.constrains("channel")
    def _check_channel(self):
        self.plan_id._check_personal()

    def _check_texts(self, record):
        """Refuse a text of *record* with a placeholder that nobody fills in."""
        for name in ("subject", "body"):
            if unknown := plan_text.find_unknown(record[name]):
                raise ValidationError(
                    self.env._(
                        "%(field)s of “%(step)s”: %(unknown)s is no placeholder. There "
                        "are %(known)s.",
                        field=record._fields[name]._description_string(self.env),
                        step=self.subject or "",
                        unknown=unknown,
                        known=self.placeholders,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps._check_changeable()
        return steps

    def write(self, vals):
        if not FIXED.isdisjoint(vals):
            self._check_changeable()
        result = super().write(vals)
        if "plan_id" in vals:
            self._check_changeable()
            # Core checks only before the write: no step moves to another's plan.
            self.check_access("write")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        self._check_changeable()

    def _check_changeable(self):
        for plan in self.plan_id:
            if plan.state != "draft":
                raise AccessError(
                    self.env._(
                        "“%(plan)s” was started: its texts can change, its steps "
                        "cannot. Duplicate it instead.",
                        plan=plan.name,
                    )
                )

    # ------------------------------------------------------------------
    # Texts
    # ------------------------------------------------------------------

    def _get_text(self, customer):
        """Return the record whose subject and body *customer* gets."""
        self.ensure_one()
        # sudo: segments decide what a person is told, whoever renders it
        segments = customer.sudo().segment_ids
        return (
            self.variant_ids.filtered(lambda found: found.segment_id in segments)[:1]
            or self
        )

    def _get_bodies(self):
        """Return the texts of all variants in all languages, in sudo."""
        bodies = []
        for code, _name in self.env["res.lang"].get_installed():
            # sudo: only compared with the link of a person
            spoken_sudo = self.sudo().with_context(lang=code)
            bodies += [spoken_sudo.body, *spoken_sudo.variant_ids.mapped("body")]
        return bodies

    def _get_values(self, customer, years=0):
        """Return what the placeholders stand for, in the environment's language."""
        # sudo: names that the person knows
        customer_sudo = customer.sudo()
        plan_sudo = self.sudo().plan_id
        day = plan_sudo.holiday_on
        return {
            "name": customer_sudo.name or "",
            "department": customer_sudo.department_id.name or "",
            "company": plan_sudo.company_id.name or "",
            "manager": (customer_sudo.account_manager_id or plan_sudo.user_id).name,
            "sender": plan_sudo.user_id.name,
            "years": str(years or ""),
            "holiday": format_date(self.env, day) if day else "",
        }

    def _render(self, customer, years=0):
        """Return (subject, body) for *customer*, in the language of the environment."""
        self.ensure_one()
        text = self._get_text(customer)
        values = self._get_values(customer, years)
        return (
            plan_text.fill(text.subject or self.subject, values),
            plan_text.fill(Markup(text.body or ""), values),
        )

    @api.model
    def _render_opt_out(self, customer):
        """Return the last line of a message: how to get no more of them."""
        mark = action_link.get_mark(customer, "stop_plans")
        return Markup('<p><small>%s <a href="%s">%s</a></small></p>') % (
            self.env._("You get this because you are an internal customer."),
            mark,
            self.env._("Stop these messages"),
        )

    # ------------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------------

    def _send_greeting(self, customer, years, occasion):
        """Queue a message of which nothing stays once it is sent."""
        self.env["icrm.message"]._enqueue(
            "plan_personal",
            customer,
            values={"step": self.id, "customer": customer.id, "years": years},
            occasion=f"{self.id} {occasion}",
        )
