# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import IcrmCommon


@tagged("post_install", "-at_install")
class TestResearch(IcrmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        customers = cls.env["icrm.customer"]
        cls.guests = customers._from_user(cls.staff) | customers._from_user(
            cls.colleague
        )
        cls.research = (
            cls.env["icrm.research"]
            .with_user(cls.officer)
            .create(
                {
                    "name": "First days",
                    "kind": "focus_group",
                    "service_id": cls.service.id,
                    "participant_ids": [
                        Command.create({"customer_id": guest.id})
                        for guest in cls.guests
                    ],
                }
            )
        )

    def test_nothing_is_kept_without_consent(self):
        with (
            self.assertRaisesRegex(UserError, "Staff, Colleague"),
            self.env.cr.savepoint(),
        ):
            self.research.minutes = "<p>They said ...</p>"
        self.research.participant_ids[0].is_consented = True
        with self.assertRaisesRegex(UserError, "agreed"), self.env.cr.savepoint():
            self.research.action_done()
        with self.assertRaisesRegex(UserError, "Colleague"), self.env.cr.savepoint():
            self.research.minutes = "<p>They said ...</p>"
        self.research.participant_ids.is_consented = True
        self.research.minutes = "<p>They said ...</p>"
        self.research.action_done()
        self.assertEqual(self.research.state, "done")
        self.assertTrue(all(self.research.participant_ids.mapped("consented_on")))

    def test_consent_taken_back(self):
        self.research.participant_ids.is_consented = True
        self.research.minutes = "<p>They said ...</p>"
        with self.assertRaisesRegex(UserError, "Staff"), self.env.cr.savepoint():
            self.research.write(
                {
                    "participant_ids": [
                        Command.update(
                            self.research.participant_ids[0].id, {"is_consented": False}
                        )
                    ]
                }
            )

    def test_needs_come_out_of_it(self):
        action = self.research.action_open_needs()
        need = self.env["icrm.need"].with_user(self.officer)
        need = need.with_context(**action["context"]).create({"name": "A map"})
        self.assertEqual(need.source, "focus_group")
        self.assertEqual(need.provider_department_id, self.it)
        self.assertEqual(self.research.need_count, 1)
