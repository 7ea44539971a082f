# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL

BATCH = 100


class IcrmScorecard(models.Model):
    """Telling the heads what was published."""

    _inherit = "icrm.scorecard"

    def _announce(self):
        """Note whom to tell: the head of each department; the mails go out soon."""
        self.env["hr.employee"].flush_model(["user_id", "active"])
        self.env["hr.department"].flush_model(["manager_id"])
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO icrm_scorecard_notice (scorecard_id, user_id, is_told)
                SELECT card.id, employee.user_id, FALSE
                  FROM icrm_scorecard AS card
                  JOIN hr_department AS department
                    ON department.id = card.department_id
                  JOIN hr_employee AS employee
                    ON employee.id = department.manager_id AND employee.active
                 WHERE card.id = ANY(%s) AND employee.user_id IS NOT NULL
                    ON CONFLICT (scorecard_id, user_id) DO NOTHING
                """,
                self.ids,
            )
        )
        self.env.ref("icrm_internal.ir_cron_scorecard").sudo()._trigger()

    @api.model
    def _send_notices(self):
        """Send what waits, one mail a head, mark and mail in one transaction: killed
        before, nobody was told; killed after, nobody is told again."""
        Notice = self.env["icrm.scorecard.notice"].sudo()
        waiting = [("is_told", "=", False)]
        while users := Notice.search(waiting, limit=BATCH, order="user_id").user_id:
            for user in users:
                notices = Notice.search([*waiting, ("user_id", "=", user.id)])
                notices = notices.try_lock_for_update().filtered_domain(waiting)
                # Another server is at it.
                if not notices:
                    return
                if user.active:
                    self._tell(user, notices.scorecard_id)
                notices.is_told = True
                left = Notice.search_count(waiting)
                if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                    return

    @api.model
    def _tell(self, user, cards):
        """Write to one head about all of these, in his language."""
        cards = (
            cards.with_user(user)
            .with_context(lang=user.lang, allowed_company_ids=cards.company_id.ids)
            ._filtered_access("read")
        )
        if not cards:
            return
        subject = self.with_context(lang=user.lang).env._(
            "Scorecards published: %(period)s",
            period=", ".join(dict.fromkeys(cards.mapped("period_name"))),
        )
        body = self.env["ir.qweb"]._render(
            "icrm_internal.icrm_scorecard_digest",
            {
                "cards": cards,
                "told": {card.id: card._get_told() for card in cards},
                "base": cards[:1].get_base_url(),
            },
            lang=user.lang,
        )
        self.env["mail.thread"].sudo().message_notify(
            partner_ids=user.partner_id.ids, subject=subject, body=body
        )
