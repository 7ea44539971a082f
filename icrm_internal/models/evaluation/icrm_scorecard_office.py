# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...measures import period
from ..access import given

_logger = logging.getLogger(__name__)


class IcrmScorecard(models.Model):
    """What the office does with all scorecards of a period, and what happens by itself.

    Freezing happens by itself some days after a period's end, publishing never: that a
    result is fit to be told is for a human to say.
    """

    _inherit = "icrm.scorecard"

    @api.model
    def _read_period(self, kind, day):
        """Return the bounds of the period of that *kind* around *day*, both as given
        by a caller.

        :raise UserError: if there is no such period
        """
        if not isinstance(kind, str) or kind not in period.MONTHS:
            raise UserError(
                self.env._(
                    "A scorecard is of a month, a quarter or a year, not of: %(kind)s.",
                    kind=str(kind)[:60],
                )
            )
        return period.bounds(kind, given.day_of(self.env, self.env._("Day"), day))

    @api.model
    def action_preview(self, kind, day):
        """Compute the drafts of the period around a day; the office alone sees them.

        :param str kind: month, quarter or year
        :param str day: any day of the period, as 2026-03-31
        :return: number of drafts
        """
        self._check_officer()
        first, last = self._read_period(kind, day)
        if first > fields.Date.context_today(self):
            raise UserError(self.env._("That period has not begun."))
        cards_sudo = self.sudo()
        cards_sudo._compute_open(self.env.company, kind, first, last)
        return len(cards_sudo._build(self.env.company, kind, first))

    @api.model
    def action_freeze(self, kind, day):
        """Freeze the scorecards of the period around a day, which must be over.

        :return: number of scorecards that were frozen now; 0 the second time
        """
        self._check_officer()
        first, last = self._read_period(kind, day)
        if last >= fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "The period ends on %(day)s. It can be frozen from the day after.",
                    day=fields.Date.to_string(last),
                )
            )
        return self.sudo()._freeze(self.env.company, kind, first)

    @api.model
    def action_publish_period(self, kind, day):
        """Publish all frozen scorecards of the period around a day.

        :return: number of scorecards that were published now
        """
        self._check_officer()
        first, _last = self._read_period(kind, day)
        cards = self.search(
            [
                ("company_id", "=", self.env.company.id),
                ("period_kind", "=", kind),
                ("date_from", "=", first),
                ("state", "=", "frozen"),
            ]
        )
        cards.action_publish()
        return len(cards)

    # -- one scorecard -----------------------------------------------------------------
    def action_correct(self):
        """Open the form of a counter-entry."""
        self.ensure_one()
        self._check_officer()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct"),
            "res_model": "icrm.scorecard.correction",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_scorecard_id": self.id},
        }

    def action_print(self):
        """Return the action that prints these, in the caller's language."""
        self.check_access("read")
        return self.env.ref("icrm_internal.icrm_scorecard_action_report").report_action(
            self
        )

    def action_compare(self):
        """Open the comparison of this department's periods."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.client"]._for_xml_id(
            "icrm_internal.icrm_scorecard_action_comparison"
        )
        return {
            **action,
            "path": False,
            "context": {
                "icrm_department_id": self.department_id.id,
                "icrm_kind": self.period_kind,
                "icrm_day": fields.Date.to_string(self.date_from),
            },
        }

    # -- by itself ---------------------------------------------------------------------
    @api.model
    def _cron_freeze(self):
        """Freeze the last period that is over for long enough; one company a commit."""
        today = fields.Date.context_today(self)
        companies = self.env["res.company"].search([])
        for done, company in enumerate(companies, 1):
            kind = company.icrm_scorecard_kind
            first, last = period.previous(kind, period.bounds(kind, today)[0])
            if (
                last + timedelta(days=company.icrm_scorecard_days) < today
                and self._get_periods(company, kind, first, last)._icrm_try_lock()
            ):
                count = self._freeze(company, kind, first)
                if count:
                    _logger.info(
                        "%s scorecards of %s from %s frozen", count, company.name, first
                    )
            left = len(companies) - done
            if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                return
        self._send_notices()
