# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Storage of the ballot boxes of a campaign: see :mod:`.ballot` for what is inside."""

from functools import partial

from odoo.exceptions import UserError
from odoo.tools import SQL, split_every

from . import ballot, codes, crypto, drafts


class BallotStorage:
    """The ballot boxes of one campaign: set up, opened for counting, destroyed.

    Decides nothing: who may open or close a campaign is checked by the campaign's
    methods. No method of a record returns one of these, for the reason given in
    :mod:`.ballot`.

    :param campaign_sudo: the campaign, in sudo: boxes can be neither read nor written
        by users
    """

    def __init__(self, campaign_sudo):
        self.campaign = campaign_sudo
        self.env = campaign_sudo.env

    def open(self):
        """Give every participant a code, and a place in a ballot box.

        Safe to call again when participants were added. Four statements and one per new
        box of sixty-four participants.
        """
        if not self.campaign.key_name:
            self.campaign.key_name = crypto.make_key(self.env.cr)
        self._assign_boxes()

    def _assign_boxes(self):
        Participant_sudo = self.env["icrm.campaign.participant"]
        Participant_sudo.flush_model()
        waiting = Participant_sudo.search(
            [("campaign_id", "=", self.campaign.id), ("box_id", "=", False)]
        ).ids
        if not waiting:
            return
        key = crypto.load(self.env.cr, self.campaign.key_name)
        if key is None:
            raise UserError(self._get_missing_key_message())
        # The assignment to boxes does not follow the order of any list.
        ballot.shuffle(waiting)
        boxes = self._get_boxes()
        used = dict(
            Participant_sudo._read_group(
                [("box_id", "in", boxes.ids)], ["box_id"], ["__count"]
            )
        )
        places = [
            box.id for box in boxes for _place in range(used.get(box, 0), ballot.PLACES)
        ][: len(waiting)]
        for group in split_every(ballot.PLACES, waiting[len(places) :], list):
            places += [self._create_box(key)] * len(group)
        # SQL: another place for each of 10,000, in one statement; bench_invite
        self.env.cr.execute(
            SQL(
                """
                UPDATE icrm_campaign_participant p
                   SET box_id = place.box, code_digest = place.code
                  FROM unnest(%s::int[], %s::int[], %s::text[])
                    AS place(participant, box, code)
                 WHERE p.id = place.participant
                """,
                waiting,
                places,
                [
                    codes.digest(key.make_code(participant_id))
                    for participant_id in waiting
                ],
            )
        )
        Participant_sudo.invalidate_model(["box_id", "code_digest"])

    def _get_boxes(self):
        return self.env["icrm.campaign.box"].search(
            [("campaign_id", "=", self.campaign.id)]
        )

    def _create_box(self, key):
        """Return the id of a new box, encrypted: an empty one looks like a full one."""
        box = self.env["icrm.campaign.box"].create({"campaign_id": self.campaign.id})
        # SQL: the field holds bytes, not what the ORM makes of them.
        self.env.cr.execute(
            SQL(
                "UPDATE icrm_campaign_box SET ciphertext = %s WHERE id = %s",
                key.encrypt(ballot.pack((), ()), box.id),
                box.id,
            )
        )
        return box.id

    def decrypt_boxes(self):
        """Open the boxes for counting; nothing can be put in afterwards.

        The key is retired first, whether the transaction succeeds or not: opening the
        boxes ends the campaign. Call it again after a failure; then
        :meth:`destroy` once all is counted.

        :return: ``(responses, texts)`` in random order: responses as
            ``{"s": subject id, "d": department id or None, "a": {question id: value},
            "p": participant id or None, "day": ISO date or None}``, where a value is a
            number (scale, numbers; a choice's ``icrm_value``; a date's ordinal) or a
            list of values (multiple choice); texts as
            ``{"s", "q": question id, "t": text, "p"}``
        :raise UserError: the key is not here, or does not open a box
        """
        if not self.campaign.key_name:
            return [], []
        key = crypto.retire_key(self.env.cr, self.campaign.key_name)
        if key is None:
            raise UserError(self._get_missing_key_message())
        ballots = []
        for box, ciphertext in self._read_boxes():
            try:
                ballots += ballot.unpack(key.decrypt(ciphertext, box))[1]
            except ValueError:
                raise UserError(self.find_problem()) from None
        return ballot.decode_ballots(ballots)

    def _read_boxes(self):
        # SQL: the field holds bytes, not what the ORM makes of them.
        return self.env.execute_query(
            SQL(
                "SELECT id, ciphertext FROM icrm_campaign_box WHERE campaign_id = %s",
                self.campaign.id,
            )
        )

    def destroy(self):
        """Write who has answered, for all; destroy boxes, drafts, then the keys.

        The keys go when the transaction is committed, and not before.
        """
        campaign = self.campaign
        if not campaign.key_name:
            return
        self._write_answered()
        self._get_boxes().unlink()
        name, campaign.key_name = campaign.key_name, False
        destroy_key_after_commit(self.env.cr, name)
        self.env.invalidate_all()

    def _write_answered(self):
        """Write who has answered: all rows, and in random order.

        The number of reminders is reset: it would reveal in which week somebody
        answered. So would the order of the rows on disk, since a reminder rewrites
        those of the others.
        """
        Participant_sudo = self.env["icrm.campaign.participant"]
        participants_sudo = Participant_sudo.search(
            [("campaign_id", "=", self.campaign.id)]
        )
        answered = participants_sudo._get_answered()
        drafts.delete(participants_sudo)
        Participant_sudo.flush_model()
        # SQL: one row after the other; the plan of a single UPDATE would decide the
        # order.
        self.env.cr.execute(
            SQL(
                """
                DO $$
                DECLARE place record;
                BEGIN
                    FOR place IN SELECT id, id = ANY(%s::int[]) AS answered
                                   FROM icrm_campaign_participant
                                  WHERE campaign_id = %s ORDER BY random()
                    LOOP
                        UPDATE icrm_campaign_participant
                           SET box_id = NULL, answered = place.answered, reminders = 0
                         WHERE id = place.id;
                    END LOOP;
                END $$
                """,
                answered.ids,
                self.campaign.id,
            )
        )

    def find_problem(self):
        """Return the sentence that says why nothing can be counted, None if it can.

        Opens every box, to see whether it can be decrypted; the content is not used.
        """
        if not self.campaign.key_name:
            return None
        key = crypto.load(self.env.cr, self.campaign.key_name, retired=True)
        if key is None:
            return self._get_missing_key_message()
        boxes = self._read_boxes()
        broken = sum(not key.can_decrypt(ciphertext, box) for box, ciphertext in boxes)
        return self._get_damaged_box_message(broken, len(boxes)) if broken else None

    def _get_missing_key_message(self):
        return self.env._(
            "The ballot box key of “%(name)s” is missing on this server (folder "
            "%(folder)s): votes were counted already, or the folder was not "
            "copied with the database.",
            name=self.campaign.name,
            folder=crypto.get_folder(self.env.cr),
        )

    def _get_damaged_box_message(self, broken, boxes):
        return self.env._(
            "%(broken)s of %(boxes)s ballot boxes of “%(name)s” cannot be "
            "opened: they were changed or use another key.",
            broken=broken,
            boxes=boxes,
            name=self.campaign.name,
        )


def destroy_key_after_commit(cr, name):
    """Destroy the key of that name once the transaction is committed."""
    cr.postcommit.add(partial(_destroy_unused_key, cr, name))


def _destroy_unused_key(cr, name):
    """Destroy a key, unless a savepoint took back that its campaign is counted."""
    # SQL: what is committed, whatever an environment has in its cache
    cr.execute("SELECT FROM icrm_campaign WHERE key_name = %s", [name])
    if not cr.rowcount:
        crypto.destroy_key(cr, name)
