# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from . import ballot, codes, seal


class IcrmCampaignParticipant(models.Model):
    """Answering: one way in, and no way back.

    While a campaign is open, who has answered lies sealed in the ballot boxes. When it
    closes, ``answered`` is written for all at once, so that no row tells when.
    """

    _inherit = "icrm.campaign.participant"

    answered = fields.Boolean(
        readonly=True, help="Written for all at once when the campaign closes."
    )

    # -- the code --
    @api.model
    def _find_by_code(self, code):
        """Return who a code belongs to, in sudo, or an empty recordset."""
        # sudo: whoever has the code is the participant
        participants = self.sudo()
        digest = codes.digest_typed(code)
        if not digest:
            return participants.browse()
        return participants.search([("code_digest", "=", digest)])

    # -- who has answered --
    def _get_answered(self):
        """Return those who have answered. Opens every box concerned once, to read."""
        # sudo: boxes are readable by nobody; callers decide whom they tell
        participants = self.sudo()
        open_ones = participants.filtered("box_id")
        answered = set((participants - open_ones).filtered("answered").ids)
        for campaign, group in open_ones.grouped("campaign_id").items():
            key = seal.load(self.env.cr, campaign.key_name, retired=True)
            if key is None:
                continue
            for box, sealed in self.env.execute_query(
                SQL(
                    "SELECT id, sealed FROM icrm_campaign_box WHERE id IN %s",
                    tuple(group.box_id.ids),
                )
            ):
                # A box that does not open is said on the campaign: see its loss.
                if key.fits(sealed, box):
                    answered |= ballot.unpack(key.open(sealed, box))[0]
        return self.filtered(lambda one: one.id in answered)

    # -- answering --
    def _get_subjects(self):
        """Return what the participant is asked about, in sudo."""
        # sudo: staff do not read campaigns; it is their own sheet
        participant = self.sudo()
        return participant.subject_ids.sorted() or participant.campaign_id.subject_ids

    def _get_obstacle(self):
        """Return the sentence that says why one cannot answer now, None if one can."""
        self.ensure_one()
        participant = self.sudo()
        campaign = participant.campaign_id
        if campaign.state == "draft":
            return self.env._("This survey has not begun yet.")
        if self._get_answered():
            return self.env._("You have answered this survey already. Thank you.")
        if campaign.state != "open":
            return self.env._("This survey is closed.")
        if participant.state == "withdrawn" or not participant.customer_id.active:
            return self.env._("You are not asked in this survey any more.")
        if not participant.box_id:
            return self.env._("This survey has not begun yet.")
        if seal.load(self.env.cr, campaign.key_name) is None:
            # retired by a closing on its way, or lost
            return self.env._("This survey takes no more answers.")
        return None

    def _read_answers(self, values):
        """Check what somebody answers; return ``(sheets, texts, problems)``.

        :param values: ``{subject id: {question id: answer} or None}``; None is "I
            cannot judge"
        :return: problems as ``{(subject id, question id): sentence}``; 0 for what
            concerns no single one
        """
        self.ensure_one()
        subjects = self._get_subjects()
        survey = self.sudo().campaign_id.survey_id
        if not isinstance(values, dict) or set(values) - set(subjects.ids):
            return [], [], {(0, 0): self.env._("You are not asked about this.")}
        sheets, texts, problems = [], [], {}
        for subject in subjects:
            raw = values.get(subject.id)
            if raw is None:
                continue
            scores, words, wrong = survey._icrm_read_sheet(raw)
            if not scores and not words and not wrong:
                wrong = {
                    0: self.env._(
                        "%(subject)s: nothing is answered yet. Please answer, or say "
                        "that you cannot judge.",
                        subject=subject.display_name,
                    )
                }
            problems.update({(subject.id, key): text for key, text in wrong.items()})
            sheets.append({"s": subject.id, "a": scores})
            texts += [
                {"s": subject.id, "q": question, "t": text}
                for question, text in words.items()
            ]
        return sheets, texts, problems

    def _submit(self, values, by_hand=False):
        """Put an answer into the ballot box, whole or not at all.

        One UPDATE of one row; no other table is written. Two that come at the same
        moment to the same box: the second is tried again by Odoo.

        :param values: as :meth:`_read_answers` takes them
        :param by_hand: whether somebody else writes down what the participant says
        :raise UserError: a sentence for each thing that is wrong; nothing is stored
        """
        self.ensure_one()
        if obstacle := self._get_obstacle():
            raise UserError(obstacle)
        sheets, texts, problems = self._read_answers(values)
        if problems:
            raise UserError("\n".join(problems.values()))
        # sudo: whoever has the code is the participant; boxes are writable by nobody
        participant = self.sudo()
        extra = {"p": None, "day": None}
        if participant.campaign_id.protection != "anonymous":
            today = fields.Date.context_today(self).isoformat()
            extra = {"p": participant.id, "day": today}
        # Whoever had the code in his hands may have answered; see the counting.
        hand = {"h": 1} if by_hand or participant.state == "handed" else {}
        department = participant.department_id.id or None
        participant._put_in(
            [
                *(
                    ballot.write_slip("S", {**sheet, **extra, **hand, "d": department})
                    for sheet in sheets
                    if sheet["a"]
                ),
                *(
                    ballot.write_slip("T", {**text, **hand, "p": extra["p"]})
                    for text in texts
                ),
            ]
        )

    def _put_in(self, slips):
        campaign, box = self.campaign_id, self.box_id.id
        rows = self.env.execute_query(
            SQL("SELECT sealed FROM icrm_campaign_box WHERE id = %s FOR UPDATE", box)
        )
        # After the lock: a closing that came first has retired the key by now.
        key = seal.load(self.env.cr, campaign.key_name)
        if not rows or key is None or not key.fits(rows[0][0], box):
            raise UserError(self.env._("This survey takes no more answers."))
        answered, others = ballot.unpack(key.open(rows[0][0], box))
        if self.id in answered:
            raise UserError(
                self.env._("You have answered this survey already. Thank you.")
            )
        content = ballot.pack(answered | {self.id}, [*others, *slips])
        self.env.cr.execute(
            SQL(
                "UPDATE icrm_campaign_box SET sealed = %s WHERE id = %s",
                key.close(content, box),
                box,
            )
        )
