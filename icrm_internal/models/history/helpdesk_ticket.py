# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..access.groups import ADMIN, AUDITOR


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    icrm_import_job_id = fields.Many2one(
        "icrm.import.job",
        string="Imported by",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        groups=f"{ADMIN},{AUDITOR}",
    )

    @api.model
    def _icrm_import(self, vals_list, events_list):
        """Create requests of the past as they were: dates, states, holders, promises.

        Silent: no followers, mails, activities or log notes. A constant number of
        queries for any number of requests. Called in sudo by the import.

        :param vals_list: values of create() with ``icrm_origin`` "import", and the
            naive UTC ``create_date``, which create() itself never takes
        :param events_list: for each request the values of its events in the order of
            time, without ``ticket_id``
        :return: the requests
        """
        silent = self.with_context(
            tracking_disable=True,
            mail_create_nolog=True,
            mail_create_nosubscribe=True,
            mail_notrack=True,
        )
        created_at = [vals.pop("create_date") for vals in vals_list]
        tickets = silent.create(vals_list)
        tickets.flush_recordset()
        self.env.cr.execute(
            SQL(
                """
                UPDATE helpdesk_ticket
                   SET create_date = original.created_at
                  FROM unnest(%s, %s) AS original (id, created_at)
                 WHERE helpdesk_ticket.id = original.id
                """,
                tickets.ids,
                created_at,
            )
        )
        tickets.invalidate_recordset(["create_date"])
        self.env["icrm.request.event"].create(
            [
                {"ticket_id": ticket.id, **event}
                for ticket, events in zip(tickets, events_list, strict=True)
                for event in events
            ]
        )
        tickets._icrm_replay_clocks()
        return tickets
