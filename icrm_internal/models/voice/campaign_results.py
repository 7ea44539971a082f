# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Results: sums over whole groups that the caller may see, and nothing else."""

from odoo.exceptions import UserError
from odoo.fields import Domain

from ...measures import kano
from ...measures.figures import GAP_MODELS, Figures
from ..access import caller_values
from .campaign_charts import describe_charts

# Questions that are shown each by itself.
SINGLE = ("item", "csat", "nps", "ces", "enps")

# What one score of a subject, a group or a wave is made of.
COMPARED = Domain("level", "in", ["dimension", "overall"]) | Domain(
    "measure", "in", ["csat", "nps", "ces", "enps"]
)


class CampaignResults:
    """The results of one campaign, made of :class:`~...measures.figures.Figures`.

    Reads as the caller, through access rights and record rules; where it passes over
    them it says so. Whether the campaign itself is the caller's to see is checked by
    :meth:`IcrmCampaign.get_results`. The number of statements does not depend on how
    much was answered.

    :param campaign: the campaign, as its caller sees it
    """

    def __init__(self, campaign):
        self.campaign = campaign
        self.env = campaign.env

    def get(self, filters=None):
        """Return what :meth:`IcrmCampaign.get_results` describes."""
        subjects, groups = self._read_filters(filters)
        domain = self._get_domain(subjects, groups)
        figures = self._get_figures(domain)
        previous, previous_figures = self._get_previous(subjects, groups)
        shown = subjects or self.campaign._get_visible_subjects()
        found = {
            "campaign": self._describe_campaign(previous),
            "participation": self._describe_participation(),
            "people": self._count_people(shown, groups),
            "scale": self._get_scale(),
            **self._describe_parts(shown, groups),
            "dimensions": self._describe_dimensions(figures, previous_figures),
            "overall": self._describe_overall(
                figures, previous_figures, self._get_company(subjects, groups)
            ),
            "kano": self._describe_kano(domain, figures),
            **self._describe_drivers(figures),
            "trend": self._describe_trend(),
            "comparison": self._describe_comparison(domain, shown),
            "items": self._describe_items(figures),
            "comments": self._count_comments(subjects),
            "themes": self._count_themes(subjects),
        }
        return {**found, "charts": describe_charts(self.env, found)}

    # -- what is asked for -------------------------------------------------------------

    def _read_filters(self, filters):
        """Return (subjects, groups) that the filters name; the caller sees them all."""
        filters = filters or {}
        if not isinstance(filters, dict) or set(filters) - {"subject_ids", "group_ids"}:
            raise UserError(
                self.env._("Filter results by subject_ids or group_ids only.")
            )
        found = []
        for name, model in (
            ("subject_ids", "icrm.campaign.subject"),
            ("group_ids", "icrm.campaign.group"),
        ):
            ids = caller_values.ids_of(self.env, name, filters.get(name))
            records = self.env[model].search(
                [("id", "in", ids), ("campaign_id", "=", self.campaign.id)]
            )
            if len(records) != len(ids):
                raise UserError(
                    self.env._(
                        "%(filter)s is not part of “%(campaign)s”, or you cannot "
                        "see it.",
                        filter=name,
                        campaign=self.campaign.name,
                    )
                )
            found.append(records)
        return found

    def _get_domain(self, subjects, groups):
        domain = Domain("campaign_id", "=", self.campaign.id)
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
        # sudo: which wave it is; shown if the caller may read that one
        previous = self.campaign.sudo().previous_id.with_env(self.env)
        if not previous or not previous._filtered_access("read"):
            return previous.browse(), None
        before = [self.env["icrm.campaign.subject"], self.env["icrm.campaign.group"]]
        if subjects:
            wanted = {_subject_key(subject) for subject in subjects}
            before[0] = previous._get_visible_subjects().filtered(
                lambda subject: _subject_key(subject) in wanted
            )
        if groups:
            wanted = {_group_key(group) for group in groups}
            before[1] = self.env["icrm.campaign.group"].search(
                [("campaign_id", "=", previous.id)]
            )
            before[1] = before[1].filtered(lambda group: _group_key(group) in wanted)
        for now, then in zip((subjects, groups), before, strict=True):
            if len(now) != len(then):
                return previous, None
        domain = CampaignResults(previous)._get_domain(*before)
        return previous, self._get_figures(domain)

    # -- what it is about --------------------------------------------------------------

    def _get_waves(self):
        """Return the campaigns of the series that the caller may see, oldest first."""
        # sudo: which series it is; its waves are searched for as the caller
        first = self.campaign.sudo().series_id or self.campaign
        return self.campaign.search(
            [
                "|",
                ("id", "=", first.id),
                ("series_id", "=", first.id),
                "|",
                ("state", "in", ["closed", "published"]),
                ("id", "=", self.campaign.id),
            ],
            order="opens_on, id",
        )

    def _describe_campaign(self, previous):
        campaign = self.campaign
        return {
            "id": campaign.id,
            "name": campaign.name,
            "state": campaign.state,
            "protection": campaign.protection,
            "anonymity_threshold": campaign.anonymity_threshold,
            "anonymity_threshold_text": campaign.anonymity_threshold_text,
            "date_open": campaign.opens_on and str(campaign.opens_on),
            "date_close": (date := campaign.closed_on or campaign.closes_on)
            and str(date),
            "previous": {"id": previous.id, "name": previous.name}
            if previous
            else False,
            "waves": [
                {"id": wave.id, "name": wave.name, "date": _get_date(wave)}
                for wave in self._get_waves()
            ],
        }

    def _describe_participation(self):
        campaign = self.campaign
        return {
            "invited": campaign.participant_count,
            "answered": campaign.response_count,
            "rate": _get_rate(campaign),
            # sudo: numbers of departments, small ones put together
            "departments": [
                {name: row[name] for name in ("id", "name", "invited", "answered")}
                for row in campaign.sudo()._get_shown_turnout()
            ],
        }

    def _count_people(self, subjects, groups):
        """Return how many people the figures are of, None if that is not known.

        Who is asked about several subjects gives a rating each, and nothing stored says
        which are of one person. So people are known of one subject, where each person
        gives one rating, and of all of them.
        """
        campaign = self.campaign
        if len(subjects) == 1:
            domain = Domain("subject_id", "=", subjects.id)
            if groups:
                domain &= Domain("id", "in", groups.ids)
            found = self.env["icrm.campaign.group"].search(domain)
            return sum(found.mapped("respondent_count"))
        # sudo: how many subjects there are; heads see a part of them
        if groups or len(subjects) != len(campaign.sudo().subject_ids):
            return None
        return campaign.response_count

    def _get_scale(self):
        """Return [low, high] of the questions on service quality, None without any."""
        # sudo: anyone who sees results may know what was asked
        for question in self.campaign.sudo().survey_id.question_ids:
            if question.icrm_measure in GAP_MODELS:
                return list(question._icrm_get_range())
        return None

    def _describe_parts(self, subjects, groups):
        """Return "subjects", "groups", "withheld"."""
        counted = self.env["icrm.campaign.group"].search(
            [("campaign_id", "=", self.campaign.id)], order="name, id"
        )
        numbers = {}
        for group in counted:
            numbers[group.subject_id.id] = (
                numbers.get(group.subject_id.id, 0) + group.respondent_count
            )
        visible = self.campaign._get_visible_subjects()
        # sudo: numbers of subjects the caller sees
        report = (self.campaign.sudo().count_report or {}).get("subjects", {})
        told = [report.get(str(subject.id), {}) for subject in visible]
        is_counted = self.campaign.state in ("closed", "published")
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
                    "n": group.respondent_count,
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
                "groups": sum(report.get("merged", 0) for report in told),
                "sheets": sum(report.get("withheld", 0) for report in told),
            },
        }

    def _count_comments(self, subjects):
        """Return how many comments the caller may read; None where all are withheld."""
        domain = Domain("campaign_id", "=", self.campaign.id)
        if subjects:
            domain &= Domain("subject_id", "in", subjects.ids)
        return self.env["icrm.comment"].search_count(domain) or None

    def _count_themes(self, subjects):
        """Return [{"name", "n"}]: comments by theme, the commonest first.

        Only themes of as many people as the minimum group: so many have written of it
        in answer to one question about one subject.
        """
        domain = Domain("campaign_id", "=", self.campaign.id)
        domain &= Domain("theme_ids", "!=", False)
        if subjects:
            domain &= Domain("subject_id", "in", subjects.ids)
        counts, most = {}, {}
        for theme, _question, _subject, count in self.env["icrm.comment"]._read_group(
            domain, ["theme_ids", "question_id", "subject_id"], ["__count"]
        ):
            counts[theme] = counts.get(theme, 0) + count
            most[theme] = max(most.get(theme, 0), count)
        rows = [
            {"name": theme.name, "n": count}
            for theme, count in counts.items()
            if most[theme] >= self.campaign.anonymity_threshold
        ]
        return sorted(rows, key=lambda row: (-row["n"], row["name"]))

    # -- figures -----------------------------------------------------------------------

    def _describe_dimensions(self, figures, previous):
        dimensions = self.env["icrm.dimension"].with_context(active_test=False)
        found = dimensions.browse(
            {dimension_id for _measure, dimension_id in figures.dimensions}
        )
        order = {dimension.id: place for place, dimension in enumerate(found.sorted())}
        questions = self._get_questions()
        rows = []
        for measure, dimension_id in sorted(
            figures.dimensions,
            key=lambda dimension: (dimension[0] not in GAP_MODELS, order[dimension[1]]),
        ):
            dimension = dimensions.browse(dimension_id)
            rows.append(
                {
                    "id": dimension.id,
                    "code": dimension.code,
                    "name": dimension.name,
                    **figures.dimension(measure, dimension_id),
                    "previous": previous and previous.dimension(measure, dimension_id),
                    "items": self._describe_dimension_items(
                        figures, measure, dimension_id, questions
                    ),
                }
            )
        return rows

    def _describe_dimension_items(self, figures, measure, dimension_id, questions):
        side = "perception" if measure in GAP_MODELS else None
        seen = figures.items.get((measure, dimension_id, side), {})
        wished = figures.items.get((measure, dimension_id, "expectation"), {})
        gaps = figures.items.get((measure, dimension_id, "gap"), {})
        rows = []
        for question, row in _list_rows(questions):
            key = (question.id, row.id) if row else question.id
            if key not in seen:
                continue
            sums, gap = seen[key], gaps.get(key)
            other = next(
                (
                    wished[other.id]
                    for other in questions
                    if other.id in wished and other.icrm_pair == question.icrm_pair
                ),
                None,
            )
            rows.append(
                {
                    "question_id": question.id,
                    "title": row.value
                    if row
                    else question.icrm_label or question.title,
                    "n": sums.n,
                    "mean": sums.average,
                    "expectation": other and other.average,
                    "perception": sums.average if side else None,
                    "gap": gap and gap.average,
                }
            )
        return rows

    def _get_questions(self):
        # sudo: anyone who sees results may know what was asked
        return self.campaign.sudo().survey_id.question_ids

    def _get_company(self, subjects, groups):
        """Return the figures of the whole campaign, to compare a part of it with.

        As the caller: heads, who see their own part only, get nothing to subtract.
        """
        if not subjects and not groups:
            return None
        return self._get_figures(self._get_domain(subjects[:0], groups[:0]))

    def _describe_overall(self, figures, previous, company):
        """Return the figures of each measure, with what they are compared with:
        ``previous``, ``company`` (the whole campaign, of its parts), ``external``."""
        campaign, overall = self.campaign, {}
        for measure in ("servqual", "csat", "nps", "ces", "enps"):
            figure = getattr(figures, measure)()
            if figure:
                figure["previous"] = previous and getattr(previous, measure)()
                figure["company"] = company and getattr(company, measure)()
                figure["external"] = (
                    {
                        "value": campaign.benchmark_value,
                        "source": campaign.benchmark_source,
                    }
                    if campaign.benchmark_measure == measure
                    else None
                )
            overall[measure] = figure
        return overall

    def _describe_items(self, figures):
        """Return the single questions; a matrix has ``rows`` in the place of counts."""
        found = []
        for question in self._get_questions():
            measure = question.icrm_measure
            if measure not in SINGLE:
                continue
            dimension = question.icrm_dimension_id.id or None
            item = {
                "question_id": question.id,
                "title": question.title,
                "measure": measure,
                "condition": question._icrm_get_condition(),
                "rows": [],
            }
            if question.question_type == "matrix":
                item["rows"] = [
                    {
                        "row_id": row.id,
                        "title": row.value,
                        **self._describe_answers(question, sums),
                    }
                    for row in question.matrix_row_ids
                    if (
                        sums := figures.get(
                            "question", measure, dimension, (question.id, row.id)
                        )
                    )
                ]
                n = max((row["n"] for row in item["rows"]), default=0)
                item.update(n=n, mean=None, sd=None, counts=[])
            elif sums := figures.get("question", measure, dimension, question.id):
                item.update(self._describe_answers(question, sums))
            if item.get("n"):
                found.append(item)
        return found

    def _describe_answers(self, question, sums):
        """Return the figures of one question, or of one row of a matrix."""
        told = {float(value): n for value, n in sums.counts.items()}
        labels = question._icrm_get_answer_labels() or {
            value: f"{value:g}" for value in sorted(told)
        }
        several = question._icrm_has_several()
        return {
            "n": sums.n,
            "mean": None if several else sums.mean.mean,
            "sd": None if several else sums.mean.sd,
            "low": None if several else sums.mean.low,
            "high": None if several else sums.mean.high,
            "counts": [
                {"value": value, "label": label, "n": told.get(value, 0)}
                for value, label in labels.items()
            ],
        }

    def _describe_drivers(self, figures):
        drivers = figures.drivers()
        if not drivers:
            measures = set(self._get_questions().mapped("icrm_measure"))
            reason = (
                self.env._("No conclusion: too few complete answers, or all alike.")
                if {"csat", "nps", "ces", "enps"} & measures
                and {*GAP_MODELS, "item"} & measures
                else False
            )
            return {"drivers": None, "drivers_withheld": reason}
        names = self.env["icrm.dimension"].browse(
            driver["dimension"] for driver in drivers
        )
        return {
            "drivers": [
                {
                    "dimension_id": dimension.id,
                    "name": dimension.name,
                    "importance": driver["importance"],
                    "performance": driver["performance"],
                    "n": driver["n"],
                    **{
                        f"{figure}_{end}": driver[f"{figure}_{end}"]
                        for figure in ("importance", "performance")
                        for end in ("low", "high")
                    },
                }
                for dimension, driver in zip(names, drivers, strict=True)
            ],
            "drivers_withheld": False,
        }

    def _describe_trend(self):
        waves = self._get_waves()
        figures = self.env["icrm.result"]._sum_cells(
            COMPARED & Domain("campaign_id", "in", waves.ids), "campaign_id"
        )
        rows = []
        for wave in waves:
            told = figures.get(wave.id)
            values = {
                measure: (told and getattr(told, measure)()) or {}
                for measure in ("csat", "nps", "ces", "enps", "servqual")
            }
            rows.append(
                {
                    "campaign_id": wave.id,
                    "name": wave.name,
                    "date": _get_date(wave),
                    **{key: figure.get("value") for key, figure in values.items()},
                    **{
                        f"{key}_{end}": figure.get(end)
                        for key, figure in values.items()
                        for end in ("low", "high")
                    },
                    "rate": _get_rate(wave),
                }
            )
        return rows

    def _describe_comparison(self, domain, subjects):
        """Compare subjects; or groups, where one subject is shown."""
        kind = "group" if len(subjects) == 1 else "subject"
        figures = self.env["icrm.result"]._sum_cells(
            domain & COMPARED, f"{kind}_id", with_counts=False
        )
        rows = []
        for record in self.env[f"icrm.campaign.{kind}"].browse(sorted(figures)):
            own = figures[record.id]
            n, score = own.score()
            rows.append(
                {
                    "kind": kind,
                    "id": record.id,
                    "name": record.display_name,
                    "n": n,
                    "score": score,
                    "dimensions": {
                        str(dimension): own.value(measure, dimension)
                        for measure, dimension in own.dimensions
                    },
                }
            )
        return rows

    # -- what must be there, what pleases ----------------------------------------------

    def _describe_kano(self, domain, figures):
        """Return the attributes' classes and coefficients, in the survey's order.

        A question without a service, asked about services, is one attribute each.
        """
        rows = []
        if not any(measure == "kano" for measure, *_rest in figures.items):
            return rows
        by_subject = self.env["icrm.result"]._sum_cells(
            domain & Domain("measure", "=", "kano"), "subject_id"
        )
        subjects = self.env["icrm.campaign.subject"].browse(sorted(by_subject))
        for question in self._get_questions():
            counts = {}
            for subject in subjects:
                sums = by_subject[subject.id].get(
                    "question",
                    "kano",
                    question.icrm_dimension_id.id or None,
                    question.id,
                )
                if sums:
                    # sudo: the name of the service asked about; results are read as the
                    # caller.
                    service = question.icrm_service_id or subject.sudo().service_id
                    pooled = counts.setdefault(service, {})
                    for kind, number in sums.counts.items():
                        pooled[kind] = pooled.get(kind, 0) + number
            for service, pooled in counts.items():
                rows.append(
                    {
                        "key": f"{question.id}-{service.id or 0}",
                        "name": question.icrm_label or service.name or question.title,
                        "service_id": service.id,
                        **kano.evaluate(pooled)._asdict(),
                    }
                )
        return rows

    def get_kano_by_service(self):
        """Return {service id: its evaluation}, over all that the caller may see."""
        domain = Domain("campaign_id", "=", self.campaign.id)
        counts = {}
        for row in self._describe_kano(domain, self._get_figures(domain)):
            if row["service_id"]:
                pooled = counts.setdefault(row["service_id"], {})
                for kind, number in row["counts"].items():
                    pooled[kind] = pooled.get(kind, 0) + number
        return {service: kano.evaluate(pooled) for service, pooled in counts.items()}


def _list_rows(questions):
    """Yield (question, row of a matrix or None) of all that is answered by itself."""
    for question in questions:
        if question.question_type == "matrix":
            yield from ((question, row) for row in question.matrix_row_ids)
        else:
            yield question, None


def _get_date(wave):
    date = wave.closed_on or wave.closes_on or wave.opens_on
    return date and str(date)


def _get_rate(wave):
    return wave.participation / 100


def _subject_key(subject):
    return subject.department_id.id, subject.service_id.id, subject.relationship_id.id


def _group_key(group):
    # sudo: the departments of a group the caller sees
    return _subject_key(group.subject_id.sudo()), tuple(
        sorted(group.sudo().department_ids.ids)
    )
