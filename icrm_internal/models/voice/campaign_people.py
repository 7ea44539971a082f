# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""People added and reminded one by one while a campaign runs.

What protects anonymity here (docs/anonymity.md):

- Whoever adds people picks whom an answer is hidden among. Answers of people added by
  hand count, but not towards a minimum.
- One person added alone to an anonymous survey could be watched: the number of answers
  would show when they answer. At least the minimum is added at once, of people who
  can be reached.
- Reminders of single people are for surveys that are not anonymous. They say nothing of
  who has answered: everybody gets the same row and the same notice in the app; only the
  mail, which no role reads, goes to those who have not answered.
"""

from odoo.exceptions import UserError

from .audience_query import AudienceQuery

#: Rounds and reminders by hand together
MOST_REMINDERS = 10


def check_running(campaign):
    """Raise unless people can answer *campaign* now, and it has an audience."""
    if not campaign._takes_answers():
        raise UserError(
            campaign.env._("%(campaign)s is not open.", campaign=campaign.display_name)
        )
    if campaign.trigger != "audience":
        raise UserError(
            campaign.env._(
                "%(campaign)s invites people after their requests; none can be added.",
                campaign=campaign.display_name,
            )
        )


def add(campaign_sudo, customers):
    """Invite *customers* too; return the participants that were added.

    :param campaign_sudo: locked; the caller has checked the right to write it
    :raise UserError: names who cannot be asked; nothing is stored
    """
    env = campaign_sudo.env
    check_running(campaign_sudo)
    known = campaign_sudo.participant_ids.customer_id & customers
    if known:
        raise UserError(
            env._(
                "Already invited: %(names)s.",
                names=", ".join(known[:10].mapped("name")),
            )
        )
    minimum = campaign_sudo.anonymity_threshold
    if campaign_sudo.protection == "anonymous" and len(customers) < minimum:
        raise UserError(
            env._(
                "Add at least %(minimum)s people at once: in an anonymous survey, "
                "the number of answers would show when one of fewer answers.",
                minimum=minimum,
            )
        )
    added = AudienceQuery(campaign_sudo, picked=customers).invite()
    missing = customers - added.customer_id
    if missing:
        raise UserError(
            env._(
                "Cannot be asked, as they belong to the only rated department, to "
                "another company or have left: %(names)s.",
                names=", ".join(missing[:10].mapped("name")),
            )
        )
    alone = added.filtered(lambda person: person.state == "waiting")
    if campaign_sudo.protection == "anonymous" and 0 < len(alone) < minimum:
        raise UserError(
            env._(
                "Only %(count)s of these people have an email address or an account. "
                "Add at least %(minimum)s who have: in an anonymous survey, the number "
                "of answers would show when one of fewer answers.",
                count=len(alone),
                minimum=minimum,
            )
        )
    campaign_sudo._open_boxes()
    env.ref("icrm_internal.ir_cron_campaign_send")._trigger()
    return added


def remind(participants_sudo):
    """Remind people one by one; return how many were on the list.

    :param participants_sudo: the caller has checked the right to write their campaigns
    :raise UserError: names the first who cannot be reminded; nothing is sent
    """
    env = participants_sudo.env
    for campaign_sudo, people_sudo in participants_sudo.grouped("campaign_id").items():
        campaign_sudo._icrm_lock()
        if campaign_sudo.protection == "anonymous":
            raise UserError(
                env._(
                    "People in anonymous surveys are reminded all at once, so that no "
                    "reminder shows who has not answered."
                )
            )
        if not campaign_sudo._takes_answers():
            raise UserError(
                env._("%(campaign)s is not open.", campaign=campaign_sudo.display_name)
            )
        today = campaign_sudo._get_today()
        for person_sudo in people_sudo:
            if person_sudo.state != "invited":
                raise UserError(
                    env._(
                        "%(person)s was not invited by message.",
                        person=person_sudo.name,
                    )
                )
            if person_sudo.reminded_on == today:
                raise UserError(
                    env._(
                        "%(person)s was already reminded today.",
                        person=person_sudo.name,
                    )
                )
            if person_sudo.reminders >= MOST_REMINDERS:
                raise UserError(
                    env._(
                        "%(person)s was reminded %(count)s times, the limit.",
                        person=person_sudo.name,
                        count=person_sudo.reminders,
                    )
                )
        for reminders, some_sudo in people_sudo.grouped("reminders").items():
            some_sudo._send_messages(
                True, {"reminders": reminders + 1, "reminded_on": today}
            )
        held = [
            person_sudo.name
            for person_sudo in people_sudo
            if person_sudo.state == "invited" and person_sudo.reminded_on != today
        ]
        if held:
            raise UserError(
                env._(
                    "Try again later: these people get no messages now: %(names)s.",
                    names=", ".join(held[:10]),
                )
            )
    return len(participants_sudo)
