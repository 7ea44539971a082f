# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models

from ..access import company_day
from ..access.jobs import run_each


class IcrmReminder(models.AbstractModel):
    """Records with a date and a reminder, once per date."""

    _name = "icrm.reminder"
    _description = "Reminder of a Date"

    reminded_date = fields.Date(
        readonly=True,
        copy=False,
    )

    @api.model
    def _remind(self, name, domain, days, summary):
        """Schedule an activity for those in charge of records whose date comes.

        Moved dates remind again; running twice reminds once.

        :param str name: of the date field
        :param domain: of the records that matter
        :param int days: how long before
        :param summary: of the activity; a lazy text is put in the language of the user
        """
        until = company_day.latest() + timedelta(days=days)
        coming = self.search([*domain, (name, "!=", False), (name, "<=", until)])
        run_each(
            coming.filtered(
                lambda record: (
                    record.reminded_date != record[name]
                    and record[name] <= company_day.today(record) + timedelta(days=days)
                )
            ),
            lambda record: record._remind_of(name, summary),
            alone=False,
        )

    def _remind_of(self, name, summary):
        """Schedule the activity of this record, once for the date it has now."""
        if self.reminded_date == self[name]:
            return
        user = self._get_reminded().filtered("active")
        # Skip users who may not open it.
        if user and self.with_user(user).has_access("read"):
            text = summary
            if not isinstance(summary, str):
                translate = self.with_context(lang=user.lang).env._
                text = translate(summary)
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=self[name],
                summary=text,
                user_id=user.id,
            )
        # sudo: the mark is the job's
        self.sudo().write({"reminded_date": self[name]})

    def _get_reminded(self):
        """Return the user in charge of this record, or none."""
        return self.env["res.users"]
