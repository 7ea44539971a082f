# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def migrate(cr, version):
    """Write the last round of reminders down for all participants alike.

    So far it was missing for those who had answered before.
    """
    # SQL: all at once, so that no order says who was the last
    cr.execute(
        """
        UPDATE icrm_campaign_participant AS participant
           SET reminders = campaign.reminded_round
          FROM icrm_campaign AS campaign
         WHERE campaign.id = participant.campaign_id
           AND COALESCE(participant.reminders, 0) < campaign.reminded_round
        """
    )
