# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..access.actions import open_dialog

TIMINGS = [
    ("now", "At any time"),
    ("morning", "After quiet hours"),
    ("daily", "Daily summary"),
    ("weekly", "Weekly summary"),
]
URGENCIES = [("low", "Low"), ("normal", "Normal"), ("urgent", "Urgent")]


class IcrmMessageRule(models.Model):
    """How and when people are notified of an event: one row an event, or more.

    The row for the urgency and the company of a message wins over those for all.
    """

    _name = "icrm.message.rule"
    _inherit = ["icrm.shared", "icrm.logged"]
    _description = "Message Rule"
    _order = "event, urgency, company_id, id"
    _icrm_log_kind = "settings"
    _icrm_log_fields = ("enabled", "timing", "urgency", "first_channel", "then_channel")

    event = fields.Selection(selection="_selection_event", required=True, index=True)
    urgency = fields.Selection(
        URGENCIES,
        string="Only If",
        help="Empty: messages of every urgency.",
    )
    enabled = fields.Boolean(string="Send", default=True)
    timing = fields.Selection(
        TIMINGS,
        string="When",
        required=True,
        default="morning",
        help="At any time: also in quiet hours. Summaries collect messages until 8:00 "
        "of the recipient's time, every day or on Mondays.",
    )
    first_channel = fields.Selection(
        selection="_selection_first_channel",
        string="Channel",
        required=True,
        default="preferred",
    )
    then_channel = fields.Selection(
        selection="_selection_channel",
        string="Otherwise",
        help="For people who cannot be reached by the first channel.",
    )

    _once = models.UniqueIndex(
        "(event, COALESCE(urgency, ''), COALESCE(company_id, 0))",
        "This event already has a rule for this urgency and company.",
    )

    @api.depends("event")
    @api.depends_context("lang")
    def _compute_display_name(self):
        names = dict(self._selection_event())
        for rule in self:
            rule.display_name = names.get(rule.event, rule.event)

    @api.constrains("event", "enabled", "timing")
    def _check_required(self):
        events = {
            event.code: event
            for event in self.env["icrm.message"]._get_message_events()
        }
        for rule in self:
            event = events.get(rule.event)
            if not event or not event.required:
                continue
            if not rule.enabled:
                raise ValidationError(
                    self.env._("“%(event)s” cannot be switched off.", event=event.name)
                )
            if rule.timing in ("daily", "weekly"):
                raise ValidationError(
                    self.env._(
                        "“%(event)s” cannot wait for a summary.", event=event.name
                    )
                )

    @api.model
    def _selection_event(self):
        return [
            (event.code, event.name)
            for event in self.env["icrm.message"]._get_message_events()
        ]

    @api.model
    def _selection_channel(self):
        return list(self.env["icrm.message"]._get_channels().items())

    @api.model
    def _selection_first_channel(self):
        return [
            ("preferred", self.env._("Preferred contact")),
            *self._selection_channel(),
        ]

    @api.model
    def _create_missing(self):
        """Create the rules of events that have none; what was changed stays."""
        # sudo: called by the data of an addon
        self_sudo = self.sudo()
        rules = self_sudo.search([("company_id", "=", False), ("urgency", "=", False)])
        there = set(rules.mapped("event"))
        self_sudo.create(
            [
                self._prepare_rule(event)
                for event in self.env["icrm.message"]._get_message_events()
                if event.code not in there
            ]
        )

    @api.model
    def _prepare_rule(self, event):
        """Return the values of the rule that an event is shipped with."""
        return {
            "event": event.code,
            "enabled": True,
            "timing": event.timing,
            "first_channel": event.first,
            "then_channel": event.then,
            "company_id": False,
        }

    @api.model
    def _get_rule(self, event, urgency=None, company=None):
        """Return the rule for a message, in sudo.

        An event that has none yet, of an addon just updated, goes by its own.
        """
        # sudo: rules apply to every message, for any user
        rules_sudo = self.sudo().search(
            [
                ("event", "=", event),
                ("urgency", "in", [False, urgency]),
                ("company_id", "in", [False, company.id if company else False]),
            ]
        )
        if not rules_sudo:
            shipped = self.env["icrm.message"]._get_event(event)
            return rules_sudo.new(self._prepare_rule(shipped))
        return rules_sudo.sorted(
            lambda rule: (not rule.company_id, not rule.urgency, rule.id)
        )[:1]

    def action_preview(self):
        """Open the dialog that shows who gets what, when and how."""
        self.ensure_one()
        self.check_access("read")
        return open_dialog(
            self.env["icrm.message.preview"],
            self.env._("Preview"),
            event=self.event,
            urgency=self.urgency,
        )
