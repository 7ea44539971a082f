# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models

from ..access import company_day


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
        for record in coming.filtered(
            lambda candidate: candidate.reminded_date != candidate[name]
        ):
            if record[name] > company_day.today(record) + timedelta(days=days):
                continue
            if not record._icrm_try_lock():
                continue
            user = record._get_reminded().filtered("active")
            # Skip users who may not open it.
            if user and record.with_user(user).has_access("read"):
                text = summary
                if not isinstance(summary, str):
                    translate = record.with_context(lang=user.lang).env._
                    text = translate(summary)
                record.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=record[name],
                    summary=text,
                    user_id=user.id,
                )
            record.sudo().write({"reminded_date": record[name]})

    def _get_reminded(self):
        """Return the user in charge of this record, or none."""
        return self.env["res.users"]
