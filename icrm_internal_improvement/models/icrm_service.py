# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class IcrmService(models.Model):
    """The version published next is what an improvement changed, if it says so."""

    _name = "icrm.service"
    _inherit = ["icrm.service", "icrm.improvement.change.mixin"]

    def action_publish(self):
        # sudo: which versions there are, to know the new one
        before = {service: service.sudo().version_ids for service in self}
        result = super().action_publish()
        # sudo: whoever publishes, the version says for which improvement
        for service_sudo in self.sudo().filtered("improvement_id"):
            new_sudo = service_sudo.version_ids - before[service_sudo.sudo(False)]
            if new_sudo:
                new_sudo.improvement_id = service_sudo.improvement_id
                service_sudo.improvement_id = False
        return result
