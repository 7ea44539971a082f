# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from freezegun import freeze_time

from ..fulfilment.common import MONDAY, FulfilmentCommon

FRIDAY = datetime(2026, 6, 5, 17)


class ExternalCommon(FulfilmentCommon):
    """Finance sells: ``staff`` promised the customer Azure something by Friday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The test company gets no notices by default.
        cls.env = cls.env(context={})
        cls.azure = cls.env["res.partner"].create({"name": "Azure"})
        cls.stranger = cls._user("stranger", cls.it)

    def setUp(self):
        super().setUp()
        clock = freeze_time(MONDAY)
        self.clock = clock.start()
        self.addCleanup(clock.stop)

    def promise_outside(self, user=None, **values):
        """Return a commitment that *user* (``staff``) makes by hand, as that user."""
        commitments = self.env["icrm.external.commitment"].with_user(user or self.staff)
        return commitments.create(
            {
                "name": "S00042",
                "partner_id": self.azure.id,
                "customer_date": FRIDAY,
                **values,
            }
        )

    def ask_inside(self, commitment, service=None, user=None, **values):
        """Return the request that *user* (``staff``) submits for it, in sudo."""
        return self.submit(
            user,
            service or self.service,
            external_commitment_id=commitment.id,
            **values,
        ).sudo()
