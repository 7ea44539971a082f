# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...measures.scoring import linear_score


class IcrmScorecard(models.Model):
    """Then and now: two periods, or all before a day against all since."""

    _inherit = "icrm.scorecard"

    @api.model
    @api.readonly
    def get_comparison(
        self, department_id=None, kind=None, first=None, second=None, baseline=None
    ):
        """Return a department's figures of two periods, or before and after a day.

        :param int department_id: one the caller may read scorecards of; default: the
            first
        :param str kind: month, quarter or year
        :param str first, second: a day of each period; default: the last two
        :param str baseline: a day: all periods that ended before it against all that
            began on it or later, cases added up
        :return: dict: departments [[id, name]], periods, department_id, kind, first,
            second, baseline, before and after ({name, score, count} or null), rows
            [{kpi_id, name, is_group, before, after (texts or null), score_before,
            score_after, trend, n_before, n_after}]
        """
        self.check_access("read")
        Line = self.env["icrm.scorecard.line"]
        mine = Domain("company_id", "in", self.env.companies.ids)
        # sudo: who reads a scorecard reads whose it is.
        departments = (
            self._read_group(mine, [], ["department_id:recordset"])[0][0]
            .sudo()
            .sorted(lambda one: (one.complete_name or "", one.id))
        )
        known = [[one.id, one.name] for one in departments]
        if department_id is None:
            department_id = departments[:1].id
        elif department_id not in departments.ids:
            raise UserError(self.env._("There is no scorecard of that department."))
        mine &= Domain("department_id", "=", department_id)
        periods = self._get_choice(mine)
        if kind is None:
            kind = periods[0]["kind"] if periods else "quarter"
        periods = [one for one in periods if one["kind"] == kind]
        mine &= Domain("period_kind", "=", kind)
        if baseline:
            self._read_period(kind, baseline)
            day = fields.Date.to_date(baseline)
            sides = [
                self.search(mine & Domain("date_to", "<", day)),
                self.search(mine & Domain("date_from", ">=", day)),
            ]
        else:
            days = [one["day"] for one in periods]
            second = second or (days[0] if days else None)
            first = first or (days[1] if len(days) > 1 else second)
            sides = [
                self.search(
                    mine & Domain("date_from", "=", self._read_period(kind, one)[0])
                )
                if one
                else self.browse()
                for one in (first, second)
            ]
        pooled = [
            self._pool(Line.search([("scorecard_id", "in", side.ids)]))
            for side in sides
        ]
        return {
            "departments": known,
            "department_id": department_id,
            "kind": kind,
            "periods": periods,
            "first": first,
            "second": second,
            "baseline": baseline or None,
            "before": sides[0]._summarise(),
            "after": sides[1]._summarise(),
            "rows": self._compare(*pooled),
        }

    def _summarise(self):
        """Return the name and the mean score of a side, None without a scorecard."""
        if not self:
            return None
        cards = self.sorted("date_from")
        scores = [card.final_score for card in cards if card.has_score]
        first, last = cards[0].period_name, cards[-1].period_name
        return {
            "name": first if first == last else f"{first} – {last}",
            "score": sum(scores) / len(scores) if scores else None,
            "count": len(cards),
        }

    @api.model
    def _pool(self, lines):
        """Return {indicator: line of the last period, pooled value, score, n}.

        The value of several periods is that of all their cases together, not the mean
        of means; it is judged by the target of the last of them.
        """
        pooled = {}
        by_kpi = lines.filtered("has_value").grouped("kpi_id")
        for kpi, own in by_kpi.items():
            own = own.sorted("date_from")
            last = own[-1]
            upper, lower = sum(own.mapped("numerator")), sum(own.mapped("denominator"))
            value = last.value
            # The factor, percent say, is what the value is of the quotient.
            single = next((one for one in own if one.numerator and one.denominator), 0)
            if len(own) > 1 and single and lower:
                factor = single.value * single.denominator / single.numerator
                value = factor * upper / lower
            score = linear_score(value, last.floor, last.target)
            pooled[kpi] = {
                "line": last,
                "value": value,
                "score": score,
                "n": sum(own.mapped("n")),
            }
        return pooled

    @api.model
    def _compare(self, before, after):
        rows = []
        lines = {**before, **after}
        for kpi in sorted(lines, key=lambda kpi: (lines[kpi]["line"].sequence, kpi.id)):
            old, new = before.get(kpi), after.get(kpi)
            trend = False
            if old and new:
                trend = "same"
                if abs(new["value"] - old["value"]) >= 0.005:
                    more = new["value"] > old["value"]
                    trend = "better" if more == (kpi.direction == "up") else "worse"
            row = {
                "kpi_id": kpi.id,
                "name": kpi.name,
                "is_group": lines[kpi]["line"].is_group,
                "trend": trend,
            }
            for side, one in (("before", old), ("after", new)):
                row[side] = one["line"]._in_words(one["value"]) if one else None
                row[f"score_{side}"] = one["score"] if one else None
                row[f"n_{side}"] = one["n"] if one else 0
            rows.append(row)
        return rows
