# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, models
from odoo.tools import plaintext2html

from odoo.addons.icrm_internal.models.messaging.message_event import (
    MessageEvent,
    MessageText,
)

from . import improvement_proof, improvement_raisers


class IcrmMessage(models.Model):
    """What came of it, for those who raised it: see improvement_raisers."""

    _inherit = "icrm.message"

    @api.model
    def _get_message_events(self):
        _ = self.env._
        return super()._get_message_events() + [
            MessageEvent("matter_told", _("What changed: for those who raised it")),
            # By mail alone, of which nothing stays: in the app, rows would say who
            # voted or was asked.
            MessageEvent(
                "matter_told_quietly",
                _("What changed: for voters and people surveyed"),
                first="mail",
                then="",
                trace="none",
            ),
        ]

    def _render_matter_told(self, _record):
        """Return the words for everybody; None if they were taken back, or for who no
        longer raised it."""
        # sudo: what is published, everybody reads
        Improvement_sudo = self.env["icrm.improvement"].sudo()
        improvement_sudo = Improvement_sudo.browse(self.values["improvement"]).exists()
        # sudo: whether its recipient is still to be notified
        if not improvement_raisers.is_due(improvement_sudo, self.sudo()):
            return None
        _ = self.env._
        parts = [
            (_("You said"), improvement_sudo.feedback_heard),
            (_("We did"), improvement_sudo.feedback_done),
            (_("Outcome"), improvement_sudo.feedback_result),
            (
                _("Compared with others"),
                improvement_proof.render(
                    improvement_sudo, improvement_sudo.proof_values, for_all=True
                ),
            ),
        ]
        body = Markup().join(
            Markup("<p><b>%s</b></p>%s") % (label, plaintext2html(text))
            for label, text in parts
            if text
        )
        return MessageText(
            _("What changed: %(name)s", name=improvement_sudo.name),
            body,
            ((_("You Said, We Did"), "/odoo/internal-you-said-we-did"),),
        )

    def _render_matter_told_quietly(self, record):
        return self._render_matter_told(record)
