# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, models

from ..messaging.message_event import MessageEvent, MessageText


class IcrmMessage(models.Model):
    _inherit = "icrm.message"

    @api.model
    def _get_message_events(self):
        _ = self.env._
        return super()._get_message_events() + [
            # Without a trace: who was reminded had not evaluated by then.
            MessageEvent(
                "evaluation_invitation",
                _("Evaluation: invitation"),
                "icrm.evaluation.cycle",
                trace="none",
                required=True,
            ),
            MessageEvent(
                "evaluation_reminder",
                _("Evaluation: reminder"),
                "icrm.evaluation.cycle",
                trace="none",
                required=True,
            ),
            # Without a trace: that enough people rated somebody is theirs to know.
            MessageEvent(
                "evaluation_about_you",
                _("Evaluation: results about you"),
                "icrm.evaluation.cycle",
                trace="none",
            ),
            MessageEvent("scorecards_published", _("Scorecards published")),
        ]

    def _render_evaluation_invitation(self, cycle, reminder=False):
        """Return the text; None if there is nothing left to evaluate."""
        user = self._get_recipient().user
        count = cycle._count_todo(user).get(user.id)
        if not count or cycle.state != "open":
            return None
        _ = self.env._
        if reminder:
            subject = _("Reminder to evaluate: %(cycle)s", cycle=cycle.name)
        else:
            subject = _("Evaluate: %(cycle)s", cycle=cycle.name)
        until = self.env["ir.qweb.field.date"].value_to_html(cycle.close_on, {})
        body = Markup("<p>%s</p><p>%s</p>%s") % (
            _(
                "Evaluate the %(count)s departments that served yours by %(day)s.",
                count=count,
                day=until,
            ),
            cycle._get_reader_rule(),
            cycle.note or "",
        )
        link = (_("Evaluate now"), "/odoo/internal-to-evaluate")
        return MessageText(subject, body, (link,))

    def _render_evaluation_reminder(self, cycle):
        return self._render_evaluation_invitation(cycle, reminder=True)

    def _render_evaluation_about_you(self, cycle):
        """Return the text; None if the recipient has no results, or none any more."""
        user = self._get_recipient().user
        results = self.env["icrm.evaluation.person"].with_user(user)
        results = results.with_context(allowed_company_ids=cycle.company_id.ids)
        mine = [("cycle_id", "=", cycle.id), ("customer_id.user_id", "=", user.id)]
        if not results.search_count(mine, limit=1):
            return None
        _ = self.env._
        return MessageText(
            _("Your evaluation results: %(cycle)s", cycle=cycle.name),
            Markup("<p>%s</p>")
            % _("Only you, your department head and officers can see them."),
            ((_("View results"), "/odoo/internal-my-evaluation"),),
        )

    def _render_scorecards_published(self, _record):
        """Return the text about those of the cards that the head may read."""
        user = self._get_recipient().user
        cards = self.env["icrm.scorecard"].browse(self.values["cards"]).exists()
        cards = (
            cards.with_user(user)
            .with_context(allowed_company_ids=cards.company_id.ids)
            ._filtered_access("read")
        )
        if not cards:
            return None
        subject = self.env._(
            "Scorecards published: %(period)s",
            period=", ".join(dict.fromkeys(cards.mapped("period_name"))),
        )
        body = self.env["ir.qweb"]._render(
            "icrm_internal.icrm_scorecard_digest",
            {
                "cards": cards,
                "told": {card.id: card._get_notified_people() for card in cards},
                "base": self.get_base_url(),
            },
            lang=self.env.lang,
        )
        return MessageText(subject, body)
