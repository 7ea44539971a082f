# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from reportlab.graphics.barcode import createBarcodeDrawing

from odoo import api, models
from odoo.exceptions import AccessError, UserError


class IcrmCampaignCodesReport(models.AbstractModel):
    """A sheet of codes for those who cannot be written to, to cut up and hand out.

    Printing is written in the access log, by whichever door: whoever holds a code can
    answer in somebody's place.
    """

    _name = "report.icrm_internal.icrm_campaign_codes_document"
    _description = "Codes to Hand Out"
    _icrm_keeps_own_log = True

    @api.model
    def _get_report_values(self, docids, data=None):
        campaign = self.env["icrm.campaign"].browse(docids)
        campaign.check_access("write")
        if not self.env.user.has_group("icrm_internal.group_icrm_officer"):
            raise AccessError(self.env._("Only officers print codes."))
        sheets = []
        for one in campaign:
            # sudo: an officer's right to it was checked; it is written down
            participants_sudo = one.sudo()._get_code_participants()
            if one.state != "open" or not participants_sudo:
                raise UserError(
                    self.env._(
                        "%(campaign)s: nobody needs a code. Everybody can be written "
                        "to, or it is not open.",
                        campaign=one.display_name,
                    )
                )
            self.env["icrm.access.log"]._record(
                "codes",
                one,
                self.env._("%(count)s codes", count=len(participants_sudo)),
            )
            sheets.append((one, [self._get_slip(row) for row in participants_sudo]))
        return {"doc_ids": docids, "docs": campaign, "sheets": sheets}

    @api.model
    def _get_slip(self, participant_sudo):
        code = participant_sudo.code
        # Drawn here: an address of a picture would stand in the server's log.
        picture = createBarcodeDrawing(
            "QR", value=participant_sudo._get_url(), width=130, height=130
        ).asString("svg")
        return {
            "name": participant_sudo.name,
            "department": participant_sudo.department_id.name or "",
            "code": "-".join(code[at : at + 4] for at in range(0, len(code), 4)),
            "address": f"{participant_sudo.get_base_url()}/survey/me",
            "picture": base64.b64encode(picture.encode()).decode(),
        }
