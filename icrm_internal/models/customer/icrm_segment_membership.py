# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..access import company_day
from ..access.personal import REMOVE, Retention


class IcrmSegmentMembership(models.Model):
    """Who belonged to which segment, from when to when."""

    _name = "icrm.segment.membership"
    _description = "Segment Membership"
    _icrm_retention = Retention(
        "left_on",
        [("left_on", "!=", False)],
        (REMOVE,),
        is_case=False,
        company="customer_id.company_id",
    )
    _order = "joined_on desc, id desc"
    _rec_name = "customer_id"
    _log_access = False
    # Of everybody whom a rule finds
    _icrm_is_history = False

    segment_id = fields.Many2one(
        "icrm.segment", required=True, readonly=True, ondelete="cascade", index=True
    )
    # Empty once HR deletes the employee: how many there were stays true.
    customer_id = fields.Many2one(
        "icrm.customer", readonly=True, ondelete="set null", index=True
    )
    joined_on = fields.Date(required=True, readonly=True)
    left_on = fields.Date(readonly=True)

    _open_uniq = models.UniqueIndex(
        "(segment_id, customer_id) WHERE left_on IS NULL",
        "This customer already is a member of the segment.",
    )

    @api.model
    def _record(self, segments):
        """Bring the ledger of *segments* in line with their members; two statements."""
        if not segments:
            return
        self.env.flush_all()
        # Those of all companies follow the one in which somebody changes them.
        for company, of_company in segments.grouped("company_id").items():
            self._record_day(of_company, company_day.today(company))
        self.invalidate_model()

    @api.model
    def _record_day(self, segments, today):
        # SQL: the ORM does not compare a ledger with a relation in one statement.
        self.env.execute_query(
            SQL(
                """
                UPDATE icrm_segment_membership membership
                   SET left_on = %s
                 WHERE segment_id IN %s
                   AND left_on IS NULL
                   AND NOT EXISTS (
                           SELECT FROM icrm_segment_customer_rel rel
                            WHERE rel.icrm_segment_id = membership.segment_id
                              AND rel.icrm_customer_id = membership.customer_id
                       )
             RETURNING id
                """,
                today,
                segments._ids,
            )
        )
        # SQL: as above
        self.env.execute_query(
            SQL(
                """
                INSERT INTO icrm_segment_membership (
                    segment_id, customer_id, joined_on
                )
                SELECT icrm_segment_id, icrm_customer_id, %s
                  FROM icrm_segment_customer_rel rel
                 WHERE icrm_segment_id IN %s
                   AND NOT EXISTS (
                           SELECT FROM icrm_segment_membership membership
                            WHERE membership.segment_id = rel.icrm_segment_id
                              AND membership.customer_id = rel.icrm_customer_id
                              AND membership.left_on IS NULL
                       )
             RETURNING id
                """,
                today,
                segments._ids,
            )
        )
