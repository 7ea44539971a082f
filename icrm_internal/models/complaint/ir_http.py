# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.http import request

NOBODY = "icrm_nobody"


class IrHttp(models.AbstractModel):
    """Pages that do not know who looks at them."""

    _inherit = "ir.http"

    @classmethod
    def _authenticate_explicit(cls, auth):
        """Serve pages of this sort as the public user, even with a login.

        The session is not even looked at: core would note in the list of devices that
        its user was here just now.
        """
        if auth != NOBODY:
            return super()._authenticate_explicit(auth)
        request.update_env(
            user=request.env.ref("base.public_user").id,
            context={"lang": request.env.context.get("lang")},
            su=False,
        )
        return None
