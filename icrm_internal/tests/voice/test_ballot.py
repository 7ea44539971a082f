# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...models.voice import ballot, codes, crypto
from .ballot_common import BallotCommon


@tagged("post_install", "-at_install")
class TestBallot(BallotCommon):
    """What is put into a box comes out once, and says nothing meanwhile."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls._campaign(
            cls.staff | cls.colleague | cls.agent, subjects=cls.it | cls.finance
        )
        cls.mine = cls._participant(cls.campaign, cls.staff)

    def _sealed(self, campaign=None):
        self.env.cr.execute(
            "SELECT ciphertext FROM icrm_campaign_box WHERE campaign_id = %s",
            [(campaign or self.campaign).id],
        )
        return [bytes(row[0]) for row in self.env.cr.fetchall()]

    def test_in_and_out(self):
        it, finance = self.campaign.subject_ids
        choices = self.q_many.suggested_answer_ids
        self.mine._submit(
            {
                it.id: {
                    self.q_speed.id: "5",
                    self.q_nps.id: 0,
                    self.q_choice.id: str(self.q_choice.suggested_answer_ids[1].id),
                    self.q_many.id: [choices[0].id, choices[2].id],
                    self.q_number.id: "12.5",
                    self.q_day.id: "2026-03-31",
                    self.q_text.id: " Very\r\ngood ",
                },
                finance.id: None,
            }
        )
        self.assertEqual(self.campaign.participant_ids._get_answered(), self.mine)
        responses, texts = self.campaign._decrypt_boxes()
        self.assertEqual(
            responses,
            [
                {
                    "s": it.id,
                    "d": self.finance.id,
                    "p": None,
                    "day": None,
                    "a": {
                        self.q_speed.id: 5,
                        self.q_nps.id: 0,
                        self.q_choice.id: 2,
                        self.q_many.id: [1, 3],
                        self.q_number.id: 12.5,
                        self.q_day.id: 739706,
                    },
                }
            ],
        )
        self.assertEqual(
            texts, [{"s": it.id, "q": self.q_text.id, "t": "Very\ngood", "p": None}]
        )

    def test_names_only_where_they_are_kept(self):
        for protection in ("identified", "confidential"):
            campaign = self._campaign(self.staff, protection=protection)
            mine = campaign.participant_ids
            mine._submit(self._values(campaign, q_text="Hello"))
            (response,), (text,) = campaign._decrypt_boxes()
            self.assertEqual((response["p"], text["p"]), (mine.id, mine.id))
            self.assertTrue(response["day"])

    def test_once(self):
        values = self._values(self.campaign)
        self.mine._submit(values)
        with self.assertRaisesRegex(UserError, "already answered this survey"):
            self.mine._submit(values)
        self.assertEqual(len(self.campaign._decrypt_boxes()[0]), 2)

    def test_constant_size(self):
        """No answer can be told from another, or from none, by its traces."""
        sizes = {len(box) for box in self._sealed()}
        before = self._sealed()
        for user, values in (
            (self.staff, self._values(self.campaign)),
            (self.colleague, self._values(self.campaign, q_text="x y " * 1200)),
            (self.agent, dict.fromkeys(self.campaign.subject_ids.ids)),
        ):
            self._participant(self.campaign, user)._submit(values)
            after = self._sealed()
            self.assertEqual({len(box) for box in after}, sizes)
            same = sum(a == b for a, b in zip(before[0], after[0], strict=True))
            self.assertLess(same / len(after[0]), 0.02, "all of it is new")
            before = after

    def test_more_than_fits(self):
        ballots = [
            ballot.encode_ballot("T", {"t": os.urandom(5000).hex()}) for _n in range(60)
        ]
        content = ballot.pack({3, 1}, ballots)
        self.assertEqual(len(content) % ballot.CAPACITY, 0)
        self.assertGreater(len(content), ballot.CAPACITY)
        answered, found = ballot.unpack(content)
        self.assertEqual((answered, sorted(found)), ({1, 3}, sorted(ballots)))
        self.assertNotEqual(found, ballots, "shuffled")

    def test_opened_boxes_take_nothing(self):
        """Opening the boxes before the end ends the campaign."""
        self.mine._submit(self._values(self.campaign))
        other = self._participant(self.campaign, self.colleague)
        with self.assertRaisesRegex(ValueError, "rolled back"):
            with self.env.cr.savepoint():
                self.campaign._decrypt_boxes()
                raise ValueError("rolled back")
        with self.assertRaisesRegex(UserError, "no longer accepts answers"):
            other._submit(self._values(self.campaign))
        self.assertEqual(len(self.campaign._decrypt_boxes()[0]), 2, "counting goes on")
        self.assertEqual(self.campaign.participant_ids._get_answered(), self.mine)

    def test_destroyed(self):
        self.mine._submit(self._values(self.campaign))
        key = self.campaign.sudo().key_name
        ciphertext, box = self._sealed()[0], self.mine.sudo().box_id.id
        self.campaign._decrypt_boxes()
        self.campaign._destroy_boxes()
        self.assertTrue(
            crypto.load(self.cr, key, retired=True), "not before the commit"
        )
        self.assertFalse(self._sealed())
        self.assertEqual(self.campaign.participant_ids._get_answered(), self.mine)
        self.assertEqual(self.campaign.participant_ids.filtered("answered"), self.mine)
        crypto.destroy_key(self.cr, key)
        self.assertIsNone(crypto.load(self.cr, key, retired=True))
        other = crypto.load(self.cr, crypto.make_key(self.cr))
        with self.assertRaises(ValueError):
            other.decrypt(ciphertext, box)

    def test_a_box_in_the_place_of_another(self):
        key = crypto.load(self.cr, self.campaign.sudo().key_name)
        with self.assertRaisesRegex(ValueError, "broken"):
            key.decrypt(self._sealed()[0], self.mine.sudo().box_id.id + 1)

    def test_lost_key(self):
        crypto.destroy_key(self.cr, self.campaign.sudo().key_name)
        with self.assertRaisesRegex(UserError, "no longer accepts answers"):
            self.mine._submit(self._values(self.campaign))
        with self.assertRaisesRegex(UserError, "missing on this server"):
            self.campaign._decrypt_boxes()

    def test_added_participants(self):
        departments = self.env["hr.department"].create(
            [{"name": f"D{n}"} for n in range(2 * ballot.PLACES)]
        )
        campaign = self._campaign(
            self.env["icrm.customer"].search([("department_id", "in", departments.ids)])
        )
        self.assertEqual(len(self._sealed(campaign)), 2)
        more = self._participant(self._campaign(self.staff), self.staff)
        more.campaign_id = campaign
        more.box_id = False
        campaign._open_boxes()
        boxes = campaign.sudo().participant_ids.grouped("box_id")
        self.assertEqual(sorted(map(len, boxes.values())), [1, 64, 64])
        more._submit(dict.fromkeys(more._get_subjects().ids))
        self.assertEqual(campaign.participant_ids._get_answered(), more)

    def test_who_cannot_answer(self):
        values = self._values(self.campaign)
        self.mine.state = "withdrawn"
        with self.assertRaisesRegex(UserError, "no longer invited to this survey"):
            self.mine._submit(values)
        self.mine.state = "invited"
        self.staff.employee_id.active = False
        with self.assertRaisesRegex(UserError, "no longer invited"):
            self.mine._submit(values)
        self.staff.employee_id.active = True
        for state, words in (("draft", "not started"), ("closed", "closed")):
            self.cr.execute("UPDATE icrm_campaign SET state = %s", [state])
            self.env.invalidate_all()
            with self.assertRaisesRegex(UserError, words):
                self.mine._submit(values)
        self.assertEqual(self.campaign._decrypt_boxes(), ([], []))

    def test_nobody_opens_boxes(self):
        Box = self.env["icrm.campaign.box"]
        for user in (self.staff, self.officer, self.admin_user, self.auditor):
            boxes = Box.with_user(user)
            with self.assertRaises(AccessError):
                boxes.search([])
            with self.assertRaises(AccessError):
                boxes.browse(self.mine.sudo().box_id.id).read(["ciphertext"])
            for record, name in (
                (self.campaign, "key_name"),
                (self.mine, "code_digest"),
            ):
                with self.assertRaises(AccessError):
                    record.with_user(user)[name]
                with self.assertRaises(AccessError):
                    record.with_user(user).read([name])

    def test_codes(self):
        Participant = self.env["icrm.campaign.participant"]
        code = codes.get_code(self.mine)
        self.assertTrue(codes.get_link(self.mine).endswith(f"/survey/me#code={code}"))
        for good in (code, f" {code} ", code.upper(), code[:3] + "-" + code[3:]):
            self.assertEqual(Participant._find_by_code(good), self.mine, good)
        for bad in ("", " ", "-", "x", "x" * 1000, None, 5, ["a"], f"{code}\0", "%"):
            self.assertFalse(Participant._find_by_code(bad), bad)
