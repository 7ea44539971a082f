# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from reportlab.graphics.barcode import createBarcodeDrawing

from odoo import api, models

from ...models.voice import codes


class IcrmCampaignCodeReport(models.AbstractModel):
    """The printed code of one participant who cannot be reached by message.

    However it is printed: by the confidential desk, one at a time, and each
    time is written in the access log.
    """

    _name = "report.icrm_internal.icrm_campaign_code_document"
    _description = "Access Code"
    _icrm_keeps_own_log = True

    @api.model
    def _get_report_values(self, docids, data=None):
        participant = self.env["icrm.campaign.participant"].browse(docids)
        participant._check_issue_code()
        participant._log_issued_code()
        code = codes.get_code(participant)
        # Drawn here: the address of an image would be in the server's log.
        picture = createBarcodeDrawing(
            "QR", value=codes.get_link(participant), width=130, height=130
        ).asString("svg")
        return {
            "doc_ids": docids,
            # sudo: the names on the paper; the right to it was checked
            "docs": participant.sudo(),
            "code": "-".join(code[at : at + 4] for at in range(0, len(code), 4)),
            "address": participant.get_base_url() + codes.PAGE,
            "picture": base64.b64encode(picture.encode()).decode(),
        }
