# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ...models.fulfilment import starter_plans


class IcrmStarter(models.TransientModel):
    """Services of several steps come with their plans."""

    _inherit = "icrm.starter"

    def _complete_services(self, builder):
        result = super()._complete_services(builder)
        others = self._get_known().filtered(
            lambda service: service.active and service.state != "retired"
        )
        starter_plans.build(builder, builder.built, others.with_env(builder.env))
        return result

    def _publish(self, services):
        """Publish first what others need for their steps."""
        simple = services.filtered(lambda service: not service.has_plan)
        drafts = super()._publish(simple)
        return drafts | super()._publish(services - simple)
