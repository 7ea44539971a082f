# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.icrm_internal.tests.common import IcrmCommon

# Written by the buttons, never by hand
WORKFLOW_FIELDS = {
    "icrm.improvement": "state outcome approved_by_id approved_on approval_asked_on "
    "closed_on abandon_reason published published_on previous_id origin origin_model "
    "origin_id origin_key origin_topic origin_values origin_note rule_id reminded_date "
    "baseline_value_id after_value_id",
    "icrm.process": "state version previous_id standard_since reminded_date",
    "icrm.process.evaluation": "request_count lead_hours waiting_hours value_share "
    "rating_avg rating_count bottleneck",
    "icrm.risk": "state reviewed_on reminded_date",
}


@tagged("post_install", "-at_install")
class TestWorkflowFields(IcrmCommon):
    def test_workflow_fields_are_not_written_by_hand(self):
        for name, fields in WORKFLOW_FIELDS.items():
            # As the administrator, whom no other check keeps from it
            records = self.env[name].with_user(self.env.ref("base.user_admin"))
            for field in fields.split():
                with self.subTest(f"{name}.{field}"):
                    with self.assertRaisesRegex(AccessError, "cannot be set manually"):
                        records.create({field: False})
                    with self.assertRaisesRegex(AccessError, "cannot be set manually"):
                        records.write({field: False})
