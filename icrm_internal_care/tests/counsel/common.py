# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.addons.icrm_internal.tests.common import IcrmCommon

from ...models.counsel.icrm_counsel_confidential import COUNSELLOR


class CounselCommon(IcrmCommon):
    """Staff of finance talk to ``counsellor``; ``other`` is one, too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Nobody else who was made one in the database the tests run on
        cls.env.ref(COUNSELLOR).user_ids = False
        cls.counsellor, cls.other = cls._users(
            ("counsellor", cls.it, COUNSELLOR), ("other", cls.it, COUNSELLOR)
        )
        cls.startClassPatcher(
            patch.object(
                type(cls.env["ir.cron"]), "_commit_progress", lambda *args, **kw: 3600
            )
        )

    @classmethod
    def _ask(cls, user=None, **values):
        """Return a talk that *user* (``staff``) asked for, in their environment."""
        return (
            cls.env["icrm.counsel.case"]
            .with_user(user or cls.staff)
            .ask_for_talk(
                {
                    "subject": "SECRET subject",
                    "body": "A SECRET story",
                    "counsellor_id": cls.counsellor.id,
                    **values,
                }
            )
        )
