# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..access.personal import KEEP, Personal

# How long after reading a request for the same service means: not answered.
ANSWERED_AFTER = timedelta(days=3)


class IcrmServiceArticleReading(models.Model):
    """That a customer read an article: three days long, until it is counted."""

    _name = "icrm.service.article.reading"
    _description = "Reading of an Article"
    _icrm_personal = (
        Personal("article_id", "customer_id", KEEP),
        Personal("read_at", "customer_id", KEEP),
    )
    _log_access = False

    article_id = fields.Many2one(
        "icrm.service.article", required=True, ondelete="cascade"
    )
    customer_id = fields.Many2one("icrm.customer", ondelete="set null", index=True)
    read_at = fields.Datetime(required=True, index=True)

    _once = models.Constraint(
        "UNIQUE (article_id, customer_id)",
        "This reading is counted already.",
    )

    @api.model
    def _record(self, articles, customer):
        """Note that *customer* reads *articles*; once in three days."""
        now = fields.Datetime.now()
        for article in articles:
            # SQL: what is there already is no error, as create() would have it
            self.env.cr.execute(
                SQL(
                    "INSERT INTO icrm_service_article_reading"
                    " (article_id, customer_id, read_at) VALUES (%s, %s, %s)"
                    " ON CONFLICT (article_id, customer_id) DO NOTHING",
                    article.id,
                    customer.id,
                    now,
                )
            )

    @api.model
    def _count(self):
        """Count the readings that answered, and forget all that are three days old.

        Answered: the reader submitted no request for the service meanwhile.
        """
        self.env.flush_all()
        # SQL: one statement counts and forgets, so that none is counted twice.
        self.env.cr.execute(
            SQL(
                """
                WITH gone AS (
                    DELETE FROM icrm_service_article_reading
                     WHERE read_at <= %(until)s
                 RETURNING article_id, customer_id, read_at
                ), answered AS (
                    SELECT gone.article_id, COUNT(*) AS readers
                      FROM gone
                      JOIN icrm_service_article AS article
                        ON article.id = gone.article_id
                     WHERE NOT EXISTS (
                           SELECT FROM helpdesk_ticket AS ticket
                            WHERE ticket.icrm_service_id = article.service_id
                              AND ticket.icrm_requester_id = gone.customer_id
                              AND ticket.icrm_submitted_at >= gone.read_at
                              AND ticket.icrm_submitted_at
                                  < gone.read_at + %(wait)s)
                     GROUP BY gone.article_id
                )
                UPDATE icrm_service_article AS article
                   SET answered_count = COALESCE(answered_count, 0)
                                        + answered.readers
                  FROM answered
                 WHERE article.id = answered.article_id
                """,
                until=fields.Datetime.now() - ANSWERED_AFTER,
                wait=ANSWERED_AFTER,
            )
        )
        self.env["icrm.service.article"].invalidate_model(["answered_count"])
