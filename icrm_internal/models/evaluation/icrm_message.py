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
            # Never in a summary: it comes with a file.
            MessageEvent(
                "scheduled_report",
                _("Scheduled report"),
                "icrm.report.schedule",
                first="mail",
                required=True,
            ),
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

    # ------------------------------------------------------------------
    # Scheduled reports
    # ------------------------------------------------------------------

    def _get_report_of_reader(self):
        """Return (schedule, records) as the recipient may read them now; none for who
        has left, is not meant any more or has switched it off."""
        # sudo: who gets it; what is in it is read as the recipient
        schedule_sudo = self._get_record().sudo()
        user = self._get_recipient().user
        meant = schedule_sudo._get_recipients() - schedule_sudo.off_user_ids
        if not schedule_sudo.active or user not in meant:
            return None, None
        reader = schedule_sudo._as_reader(user).with_context(lang=self.env.lang)
        return reader, reader._get_records()

    def _render_scheduled_report(self, schedule):
        """Return the text; None if the recipient may see nothing of it."""
        reader, records = self._get_report_of_reader()
        if not records:
            return None
        _ = self.env._
        # Read again in the recipient's language.
        name = schedule.with_context(lang=self.env.lang).name
        body = _(
            "%(report)s for %(period)s is attached. It shows what you may see.",
            report=name,
            period=reader._get_period_name(records),
        )
        links = (
            (_("Scorecards"), "/odoo/internal-scorecards"),
            (_("Change or switch off"), "/odoo/internal-scheduled-reports"),
        )
        return MessageText(name, Markup("<p>%s</p>") % body, links)

    def _get_attachments(self):
        """Make the file of a scheduled report, with the recipient's rights."""
        files = super()._get_attachments()
        if self.event != "scheduled_report":
            return files
        reader, records = self._get_report_of_reader()
        if not records:
            return files
        name, content, mimetype = reader._get_file(records)
        return files | files.create(
            {"name": name, "raw": content, "mimetype": mimetype}
        )

    def _create_mail_message(self, text, recipient):
        """Let the file of a report be read by who reads its message alone."""
        thread, message = super()._create_mail_message(text, recipient)
        if self.event == "scheduled_report":
            message.attachment_ids.write(
                {"res_model": message._name, "res_id": message.id}
            )
        return thread, message

    def _send_by_mail(self, text, recipient):
        """Send the mail; the file of a report is not stored besides."""
        result = super()._send_by_mail(text, recipient)
        if self.event == "scheduled_report":
            # sudo: the message just sent
            messages = self.env["mail.message"].sudo()
            messages.search(
                [("message_id", "=", self._get_message_id())]
            ).attachment_ids.unlink()
        return result
