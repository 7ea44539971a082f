# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.http import request

from odoo.addons.helpdesk_mgmt_hardening.models.guard import is_hardened
from odoo.addons.web.controllers.json import WebJsonController


class JsonView(WebJsonController):
    """Core's address of a list as JSON is an export, where it is switched on."""

    def _get_action(self, subpath):
        found = super()._get_action(subpath)
        name = found[0].res_model
        if name and is_hardened(request.env, name):
            request.env[name]._icrm_check_json(found[3])
            request.env["icrm.access.log"]._record_export(
                request.env[name], request.env._("List as JSON")
            )
        return found
