# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from markupsafe import Markup

from odoo import api, fields, models

from ...models.messaging.icrm_message_rule import URGENCIES

_logger = logging.getLogger(__name__)


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
    record_ref = fields.Reference(
        selection="_selection_record",
        string="Regarding",
        help="Shows the text, and who is notified if no people are chosen.",
    )
    at = fields.Datetime(
        string="If It Happens On", default=fields.Datetime.now, required=True
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.model
    def _selection_record(self):
        """Return the models of all events."""
        events = self.env["icrm.message"]._get_message_events()
        models = dict.fromkeys(event.model for event in events if event.model)
        return [(model, self.env["ir.model"]._get(model).name) for model in models]

    @api.onchange("event")
    def _onchange_event(self):
        """Another event is about other records."""
        event = self.env["icrm.message"]._get_event(self.event)
        if self.record_ref and event and self.record_ref._name != event.model:
            self.record_ref = False

    @api.depends("event", "urgency", "customer_ids", "record_ref", "at")
    def _compute_preview(self):
        for wizard in self:
            wizard.preview = self.env["ir.qweb"]._render(
                "icrm_internal.icrm_message_preview_lines",
                {"lines": wizard._get_lines() if wizard.event and wizard.at else []},
            )

    def _get_people(self):
        """Return the recipients: those chosen, else those of the record."""
        Message = self.env["icrm.message"]
        record = self._get_record()
        if self.customer_ids or not record:
            return [
                Message._get_recipient_of(customer)
                for customer in self.customer_ids._origin
            ]
        partners = Message._get_preview_recipients(self.event, record)
        return [Message._get_recipient_for(partner) for partner in partners]

    def _get_record(self):
        """Return the record, which the caller must be able to read."""
        event = self.env["icrm.message"]._get_event(self.event)
        if not self.record_ref or self.record_ref._name != event.model:
            return None
        self.record_ref.check_access("read")
        return self.record_ref

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
        for recipient in self._get_people():
            line = {
                "who": recipient.customer.display_name or recipient.partner.name,
                "lang": languages.get(recipient.get_lang()) or "",
                "how": "",
                "when": "",
                "what": self._render_example(recipient),
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

    def _render_example(self, recipient):
        """Return subject and text as the recipient would read them; "" without."""
        record = self._get_record()
        if not record:
            return ""
        # sudo: a row that is not stored; the caller reads the record
        message_sudo = (
            self.env["icrm.message"]
            .sudo()
            .with_context(lang=recipient.get_lang())
            .new(
                {
                    "event": self.event,
                    "res_model": record._name,
                    "res_id": record.id,
                    "partner_id": recipient.partner.id,
                    "company_id": self.env.company.id,
                    # Not empty: texts read it as a dict
                    "values": {"preview": True},
                }
            )
        )
        try:
            text = message_sudo._render()
        except Exception as error:
            # Texts may need what only happened then.
            _logger.info("No preview of %s: %s", self.event, error)
            return ""
        if not text:
            return ""
        return Markup("<strong>%s</strong><div>%s</div>") % (text.subject, text.body)

    def _format(self, instant, recipient):
        """Return *instant* on the clock of the recipient."""
        return self.env._(
            "%(time)s (%(zone)s)",
            time=self.env["ir.qweb.field.datetime"].value_to_html(
                instant, {"tz_name": recipient.zone.zone, "format": "short"}
            ),
            zone=recipient.zone.zone,
        )
