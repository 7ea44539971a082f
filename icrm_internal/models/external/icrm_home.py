# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..access.home_parts import link, opens_record, task
from ..request.request_tasks import TASK_LIMIT
from . import progress

ACTION = "icrm_internal.icrm_external_commitment_action"


class IcrmHome(models.AbstractModel):
    """What one promised to customers outside, and the inside endangers."""

    _inherit = "icrm.home"

    @api.model
    def _get_tasks(self):
        found = self.env["icrm.external.commitment"].search(
            [
                ("user_id", "=", self.env.uid),
                ("state", "=", "open"),
                ("standing", "in", ("late", "at_risk")),
            ],
            limit=TASK_LIMIT,
        )
        return super()._get_tasks() + [
            task(
                commitment,
                commitment.display_name,
                # sudo: who holds the critical step, of one's own commitment
                progress.get_line(commitment.sudo()),
                opens_record(commitment, ACTION),
            )
            for commitment in found
        ]

    @api.model
    def _get_links(self):
        links = super()._get_links()
        if not self.env["icrm.external.commitment"].search([], limit=1):
            return links
        return [
            *links,
            link(
                "icrm_external_commitment_action",
                self.env._("External Commitments"),
                "fa-handshake-o",
            ),
        ]
