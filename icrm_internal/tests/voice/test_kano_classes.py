# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .counted_common import CountedCommon


@tagged("post_install", "-at_install")
class TestKanoClasses(CountedCommon):
    """Publishing writes the classes into the catalogue, for those who plan it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.printer = cls._service("Printer")
        cls.survey, cls.ids = cls._survey(
            [
                cls._question(
                    f"{service.name} {side}",
                    icrm_measure="kano",
                    icrm_side=side,
                    icrm_pair=number,
                    icrm_service_id=service.id,
                    scale_max=5,
                )
                for number, service in enumerate((cls.service, cls.printer), 1)
                for side in ("functional", "dysfunctional")
            ]
        )

    def _close(self, **values):
        campaign = self._campaign(self.survey, [self.it], **values)
        responses = [
            (
                campaign.subject_ids,
                self.large,
                {
                    # expected and missed; liked, and not missed
                    self.ids["Laptop functional"]: 2,
                    self.ids["Laptop dysfunctional"]: 5,
                    self.ids["Printer functional"]: 1,
                    self.ids["Printer dysfunctional"]: 3 if number else 5,
                },
            )
            for number in range(5)
        ]
        return self._count(campaign, responses, state="closed")

    def test_publishing_writes_the_classes(self):
        campaign = self._close().with_user(self.officer)
        self.assertFalse(self.service.kano_class, "not before")
        campaign.action_publish()
        self.assertEqual((self.service.kano_class, self.service.kano_worse), ("M", -1))
        self.assertEqual(self.printer.kano_class, "A")
        self.assertAlmostEqual(self.printer.kano_worse, -0.2)
        self.assertEqual(self.printer.kano_campaign_id, campaign)
        found = campaign.get_results()["kano"]
        self.assertEqual(
            [
                (kano["name"], kano["service_id"], kano["kind"], kano["n"])
                for kano in found
            ],
            [
                ("Laptop", self.service.id, "M", 5),
                ("Printer", self.printer.id, "A", 5),
            ],
        )
        # The backlog: what hurts most where it fails comes first.
        backlog = self.env["icrm.service"].with_user(self.it_head)
        self.assertEqual(
            backlog.search([("kano_class", "!=", False)], order="kano_worse"),
            self.service + self.printer,
        )

    def test_what_only_officers_see_stays_with_them(self):
        self._close(visibility="officers").with_user(self.officer).action_publish()
        self.assertFalse(self.service.kano_class)

    def test_staff_neither_see_nor_sort_by_classes(self):
        services = self.env["icrm.service"].with_user(self.staff)
        with self.assertRaises(AccessError):
            services.search([("kano_class", "=", "M")])
        with self.assertRaises(AccessError):
            services.browse(self.service.id).read(["kano_class"])

    def test_nobody_sets_a_class(self):
        for user in (self.it_head, self.officer, self.admin_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.service.with_user(user).kano_class = "A"
