# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who gets a message: preferences, addresses and hours of a person.

The one place that decides by which channel and when. Nothing is stored: preferences
count as they are when a message is sent.
"""

from datetime import datetime, time, timedelta
from functools import cached_property

from pytz import timezone, utc

from odoo.tools import email_normalize

from ..access import company_day
from .message_event import Decision

# When summaries are sent, on the recipient's clock.
DIGEST_TIME = time(8)
MONDAY = 0
# Preferences that a person of the provider has to follow.
BY_PERSON = ("phone", "visit")


class Recipient:
    """A person who is notified; in sudo, for the system decides how.

    :param partner: ``res.partner``, may be empty for an employee without a contact
    :param customer: ``icrm.customer``, may be empty for people without an employee
    """

    def __init__(self, partner, customer):
        # sudo: addresses and preferences of whoever is notified
        self.partner = partner.sudo()
        self.customer = customer.sudo()

    @cached_property
    def user(self):
        """The active user of the person, an internal one first."""
        users = self.customer.user_id | self.partner.user_ids
        active = users.filtered("active")
        return active.sorted(lambda user: (user.share, user.id))[:1]

    @property
    def is_gone(self):
        """Whether the person has left since, or their contact was archived.

        An employee who is there, or a login, is a person who is there; people outside
        have neither.
        """
        if self.partner:
            if not self.partner.active:
                return True
            if self.user or self.customer.active:
                return False
            everyone = self.partner.with_context(active_test=False)
            return bool(everyone.user_ids or everyone.icrm_customer_ids)
        return not self.customer.active

    @property
    def has_inbox(self):
        return bool(self.user) and not self.user.share

    @property
    def has_mail(self):
        return bool(self.partner) and bool(email_normalize(self.partner.email or ""))

    @property
    def preference(self):
        """The preferred contact: "mail", "inbox", "phone" or "visit".

        Who chose to handle notifications in Odoo, in Odoo's own preferences, has not
        chosen mails by leaving the profile as it was.
        """
        preferred = self.customer.preferred_channel or "mail"
        if (
            preferred == "mail"
            and self.has_inbox
            and self.user.notification_type == "inbox"
        ):
            return "inbox"
        return preferred

    @property
    def zone(self):
        return timezone(
            self.customer.employee_id.tz or self.user.tz or self.partner.tz or "UTC"
        )

    def get_lang(self, company=None):
        """Return the code of an active language."""
        env = self.partner.env
        for code in (
            self.customer.lang,
            self.partner.lang,
            (company or env.company).sudo().partner_id.lang,  # sudo: a language
        ):
            if code and env["res.lang"]._get_code(code):
                return code
        return "en_US"

    # -- hours --

    def get_quiet_end(self, now):
        """Return when the quiet hours in which *now* lies end; None outside of them.

        On the person's clock, also in nights in which it is put forward or back.
        """
        customer = self.customer
        if not customer or not customer._is_quiet_at(now):
            return None
        day = company_day.in_zone(self.zone.zone, now)
        hours = timedelta(minutes=round(customer.quiet_to * 60))
        end = self._at(day, hours)
        if end <= now:
            end = self._at(day + timedelta(days=1), hours)
        # An hour that comes twice is quiet twice.
        while customer._is_quiet_at(end):
            end += timedelta(minutes=15)
        return end

    def get_digest_time(self, now, timing):
        """Return when the next summary goes out: daily or on Mondays."""
        day = company_day.in_zone(self.zone.zone, now)
        hours = timedelta(hours=DIGEST_TIME.hour, minutes=DIGEST_TIME.minute)
        at = self._at(day, hours)
        while at <= now or (timing == "weekly" and day.weekday() != MONDAY):
            day += timedelta(days=1)
            at = self._at(day, hours)
        return self.get_quiet_end(at) or at

    def _at(self, day, hours):
        """Return the instant (naive UTC) at which the clock shows *hours* on *day*.

        The second one where it comes twice, the next one where it is left out.
        """
        naive = datetime.combine(day, time.min) + hours
        local = self.zone.normalize(self.zone.localize(naive, is_dst=False))
        return local.astimezone(utc).replace(tzinfo=None)

    # -- channel --

    def choose_channel(self, rule, channels, has_caller=False):
        """Return the first channel of *rule* by which the person can be reached.

        :param rule: ``icrm.message.rule``
        :param channels: {code: function that says whether it reaches a recipient}
        :param has_caller: whether there is somebody who can call on them
        :return: a channel, "call", or None
        """
        order = [rule.first_channel, rule.then_channel]
        if rule.first_channel == "preferred":
            if self.preference in BY_PERSON:
                if has_caller:
                    return "call"
                # Never silently by mail.
                return "inbox" if channels["inbox"](self) else None
            order = [self.preference, rule.then_channel, *channels]
        for channel in order:
            if channel in channels and channels[channel](self):
                return channel
        return None

    def decide(self, rule, channels, now, is_released=False, has_caller=False):
        """Return the :class:`Decision` for a message under *rule*.

        :param is_released: it goes at once, for a later one must not overtake it
        """
        channel = self.choose_channel(rule, channels, has_caller)
        if not channel or is_released or rule.timing == "now":
            return Decision(channel)
        if rule.timing in ("daily", "weekly"):
            return Decision(channel, self.get_digest_time(now, rule.timing), "digest")
        if end := self.get_quiet_end(now):
            return Decision(channel, end, "morning")
        return Decision(channel)
