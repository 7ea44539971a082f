# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...models.messaging.icrm_message_rule import URGENCIES


class IcrmMessagePreview(models.TransientModel):
    """Who gets what, when and how, if something happened now."""

    _name = "icrm.message.preview"
    _description = "Message Preview"

    event = fields.Selection(
        selection=lambda self: self.env["icrm.message.rule"]._selection_event(),
        required=True,
    )
    urgency = fields.Selection(URGENCIES, default="normal")
    customer_ids = fields.Many2many(
        "icrm.customer",
        string="People",
        domain="[('kind', '=', 'employee')]",
    )
    at = fields.Datetime(
        string="If It Happens On", default=fields.Datetime.now, required=True
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.depends("event", "urgency", "customer_ids", "at")
    def _compute_preview(self):
        for wizard in self:
            wizard.preview = self.env["ir.qweb"]._render(
                "icrm_internal.icrm_message_preview_lines",
                {"lines": wizard._get_lines() if wizard.event and wizard.at else []},
            )

    def _get_lines(self):
        """Return a dict for each person: who, how, when and in which language."""
        Message = self.env["icrm.message"]
        event = Message._get_event(self.event)
        rule = self.env["icrm.message.rule"]._get_rule(
            self.event, self.urgency or event.urgency, self.env.company
        )
        labels = dict(Message._selection_channel())
        languages = dict(self.env["res.lang"].get_installed())
        lines = []
        for customer in self.customer_ids._origin:
            recipient = Message._get_recipient_of(customer)
            line = {
                "who": customer.display_name,
                "lang": languages.get(recipient.get_lang()) or "",
                "how": "",
                "when": "",
            }
            lines.append(line)
            if not rule.enabled:
                line["how"] = self.env._("Switched off")
                continue
            decision = recipient.decide(rule, Message._get_reach(), self.at)
            if not decision.channel:
                line["how"] = self.env._("No address")
                continue
            line["how"] = labels[decision.channel]
            if decision.hold == "digest":
                line["how"] = self.env._("Summary, %(channel)s", channel=line["how"])
            line["when"] = (
                self._format(decision.until, recipient)
                if decision.until
                else self.env._("At once")
            )
        return lines

    def _format(self, instant, recipient):
        """Return *instant* on the clock of the recipient."""
        return self.env._(
            "%(time)s (%(zone)s)",
            time=self.env["ir.qweb.field.datetime"].value_to_html(
                instant, {"tz_name": recipient.zone.zone, "format": "short"}
            ),
            zone=recipient.zone.zone,
        )
