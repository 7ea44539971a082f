# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...measures.figures import GAP_MODELS, Figures
from ..access import given


class IcrmCampaign(models.Model):
    """Results: sums over whole groups that the caller may see, and nothing else."""

    _inherit = "icrm.campaign"

    @api.readonly
    def get_results(self, filters=None):
        """Return the figures of this campaign that the caller may see.

        :param filters: {"subject_ids": [...], "group_ids": [...]}, both optional
        :return: a dict for the charts. Means lie on the survey's scale, ``scale`` says
            which; scores run from 0 to 100; what is not known or too small is None.
        :raise AccessError: if the campaign is not the caller's to see
        :raise UserError: if a filter names what does not belong to the campaign

        The number of statements does not depend on how much was answered.
        """
        self.ensure_one()
        self.check_access("read")
        subjects, groups = self._read_filters(filters)
        domain = self._get_results_domain(subjects, groups)
        figures = self._get_figures(domain)
        previous, previous_figures = self._get_previous(subjects, groups)
        shown = subjects or self._get_visible_subjects()
        return {
            "campaign": self._describe_campaign(previous),
            "participation": self._get_results_participation(),
            "scale": self._get_scale(),
            **self._describe_parts(shown, groups),
            "dimensions": self._describe_dimensions(figures, previous_figures),
            "overall": self._describe_overall(figures, previous_figures),
            "kano": self._describe_kano(domain, figures),
            **self._describe_drivers(figures),
            "trend": self._describe_trend(),
            "comparison": self._describe_comparison(domain, shown),
            "items": self._describe_items(figures),
            "comments": self._count_comments(subjects),
        }

    # -- what is asked for -------------------------------------------------------------

    def _get_visible_subjects(self):
        return self.env["icrm.campaign.subject"].search([("campaign_id", "=", self.id)])

    def _read_filters(self, filters):
        """Return (subjects, groups) that the filters name; the caller sees them all."""
        filters = filters or {}
        if not isinstance(filters, dict) or set(filters) - {"subject_ids", "group_ids"}:
            raise UserError(
                self.env._("Results are filtered by subject_ids and group_ids only.")
            )
        found = []
        for name, model in (
            ("subject_ids", "icrm.campaign.subject"),
            ("group_ids", "icrm.campaign.group"),
        ):
            ids = given.ids_of(self.env, name, filters.get(name))
            records = self.env[model].search(
                [("id", "in", ids), ("campaign_id", "=", self.id)]
            )
            if len(records) != len(ids):
                raise UserError(
                    self.env._(
                        "%(filter)s names something that is not part of “%(campaign)s”,"
                        " or not yours to see.",
                        filter=name,
                        campaign=self.name,
                    )
                )
            found.append(records)
        return found

    def _get_results_domain(self, subjects, groups):
        domain = Domain("campaign_id", "=", self.id)
        if subjects:
            domain &= Domain("subject_id", "in", subjects.ids)
        if groups:
            domain &= Domain("group_id", "in", groups.ids)
        return domain

    def _get_figures(self, domain):
        """Return the :class:`Figures` of what *domain* and access rights leave."""
        return self.env["icrm.result"]._sum_cells(domain).get(None) or Figures({})

    def _get_previous(self, subjects, groups):
        """Return (the wave before, its figures for the same subjects and groups).

        Without figures where the caller may not see it, or it knew other groups.
        """
        previous = self.sudo().previous_id.with_env(self.env)
        if not previous or not previous._filtered_access("read"):
            return self.browse(), None
        before = [self.env["icrm.campaign.subject"], self.env["icrm.campaign.group"]]
        if subjects:
            wanted = {_subject_key(one) for one in subjects}
            before[0] = previous._get_visible_subjects().filtered(
                lambda one: _subject_key(one) in wanted
            )
        if groups:
            wanted = {_group_key(one) for one in groups}
            before[1] = self.env["icrm.campaign.group"].search(
                [("campaign_id", "=", previous.id)]
            )
            before[1] = before[1].filtered(lambda one: _group_key(one) in wanted)
        for now, then in zip((subjects, groups), before, strict=True):
            if len(now) != len(then):
                return previous, None
        return previous, previous._get_figures(previous._get_results_domain(*before))

    # -- what it is about --------------------------------------------------------------

    def _get_waves(self):
        """Return the campaigns of the series that the caller may see, oldest first."""
        first = self.sudo().series_id or self
        return self.search(
            [
                "|",
                ("id", "=", first.id),
                ("series_id", "=", first.id),
                "|",
                ("state", "in", ["closed", "published"]),
                ("id", "=", self.id),
            ],
            order="opens_on, id",
        )

    def _describe_campaign(self, previous):
        return {
            "id": self.id,
            "name": self.name,
            "state": self.state,
            "protection": self.protection,
            "min_group": self.min_group,
            "min_group_text": self.min_group_text,
            "date_open": self.opens_on and str(self.opens_on),
            "date_close": (date := self.closed_on or self.closes_on) and str(date),
            "previous": {"id": previous.id, "name": previous.name}
            if previous
            else False,
            "waves": [
                {"id": wave.id, "name": wave.name, "date": wave._get_wave_date()}
                for wave in self._get_waves()
            ],
        }

    def _get_wave_date(self):
        date = self.closed_on or self.closes_on or self.opens_on
        return date and str(date)

    def _get_results_participation(self):
        return {
            "invited": self.participant_count,
            "answered": self.response_count,
            "rate": self._get_rate(),
            # sudo: numbers of departments, small ones put together
            "departments": [
                {name: row[name] for name in ("id", "name", "invited", "answered")}
                for row in self.sudo()._get_shown_turnout()
            ],
        }

    def _get_rate(self):
        asked = self.participant_count
        return self.response_count / asked if asked else 0

    def _get_scale(self):
        """Return [low, high] of the questions on service quality, None without any."""
        # sudo: whoever sees results may know what was asked
        for question in self.sudo().survey_id.question_ids:
            if question.icrm_measure in GAP_MODELS:
                return list(question._icrm_get_range())
        return None

    def _describe_parts(self, subjects, groups):
        """Return "subjects", "groups", "withheld"."""
        counted = self.env["icrm.campaign.group"].search(
            [("campaign_id", "=", self.id)], order="name, id"
        )
        numbers = {}
        for group in counted:
            numbers[group.subject_id.id] = numbers.get(group.subject_id.id, 0) + group.n
        visible = self._get_visible_subjects()
        # sudo: numbers of subjects the caller sees
        report = (self.sudo().count_report or {}).get("subjects", {})
        told = [report.get(str(subject.id), {}) for subject in visible]
        is_counted = self.state in ("closed", "published")
        return {
            "subjects": [
                {
                    "id": subject.id,
                    "name": subject.display_name,
                    "n": numbers.get(subject.id),
                }
                for subject in visible
            ],
            "groups": [
                {
                    "id": group.id,
                    "name": group.name,
                    "n": group.n,
                    "subject_id": group.subject_id.id,
                }
                for group in counted
                if group.subject_id in subjects
            ],
            "withheld": {
                "subjects": [
                    subject.display_name
                    for subject in visible
                    if is_counted and subject.id not in numbers
                ],
                "groups": sum(one.get("merged", 0) for one in told),
                "sheets": sum(one.get("withheld", 0) for one in told),
            },
        }

    def _count_comments(self, subjects):
        """Return how many comments the caller may read; None where all are withheld."""
        domain = Domain("campaign_id", "=", self.id)
        if subjects:
            domain &= Domain("subject_id", "in", subjects.ids)
        return self.env["icrm.comment"].search_count(domain) or None


def _subject_key(subject):
    return subject.department_id.id, subject.service_id.id, subject.relationship_id.id


def _group_key(group):
    # sudo: the departments of a group the caller sees
    return _subject_key(group.subject_id.sudo()), tuple(
        sorted(group.sudo().department_ids.ids)
    )
