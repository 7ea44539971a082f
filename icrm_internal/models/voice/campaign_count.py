# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Counting: once, when a campaign closes, into groups that are large enough.

Each subject's respondents are parted into groups of ``anonymity_threshold`` or more;
figures are made of whole groups and of nothing else. Where all who answered about a
subject are too few, their answers are destroyed uncounted.

Sheets that somebody else may have filled in (``h``: by a printed code, or by an
officer on the phone) are counted, but not towards any minimum: anyone who could
fill in four of five would know the fifth. ``h`` is in the encrypted box and is not
written down anywhere.
"""

import io
import json
from random import SystemRandom

from odoo.exceptions import UserError
from odoo.fields import Command

from ...measures.disclosure import lowest_above, merge_groups
from ...measures.tally import count_group

# So many responses are written at a time.
COUNT_BATCH = 5000

# So many departments a group's name says.
NAMED = 3


class CampaignCount:
    """Turns the responses and texts of one campaign into groups, facts and comments.

    Decides nothing about rights: who may close or import is checked by the caller.

    :param campaign_sudo: the campaign, in sudo: what is written cannot be written by
        users
    """

    def __init__(self, campaign_sudo):
        self.campaign = campaign_sudo
        self.env = campaign_sudo.env

    def run(self, responses, texts):
        """Turn answers into groups, facts, results and comments.

        :param responses: [{"s": subject id, "d": department id or None, "a": {question
            id: value}, "p": participant id or None, "day": ISO date or None, "h":
            whether by another's hand}]; the list is shuffled
        :param texts: [{"s": subject id, "q": question id, "t": text, "p": ..., "h":
            ...}], too
        """
        if self.campaign.group_ids or self.campaign.count_report:
            # Counted twice, two partitions of the same people could be compared.
            raise UserError(
                self.env._(
                    "“%(campaign)s” was already counted.",
                    campaign=self.campaign.name,
                )
            )
        SystemRandom().shuffle(responses)
        self._forget_deleted(responses, texts)
        groups, report = self._make_groups(responses)
        by_group = {}
        for response in responses:
            if group := groups.get((response["s"], response.get("d"))):
                by_group.setdefault(group, []).append(response)
        self._write_answers(responses, groups)
        self._write_results(by_group)
        report["texts"] = self._write_comments(texts)
        self.campaign.count_report = report

    def _forget_deleted(self, responses, texts):
        """Take out of the answers whoever and whatever department is deleted since.

        They were given, so they count; boxes refer by numbers, which no database keeps.
        """
        for name, model in (("p", "icrm.campaign.participant"), ("d", "hr.department")):
            rows = [row for row in (*responses, *texts) if row.get(name)]
            known = self.env[model].browse({row[name] for row in rows}).exists()
            for row in rows:
                if row[name] not in known._ids:
                    row[name] = None

    # -- groups ------------------------------------------------------------------------

    def _make_groups(self, responses):
        """Return ({(subject id, department id): group or nothing}, report)."""
        campaign = self.campaign
        sizes, own = {}, {}
        for response in responses:
            about = sizes.setdefault(response["s"], {})
            # As a whole only: departments do not matter.
            department = (
                response.get("d") if campaign.breakdown == "department" else None
            )
            about[department] = about.get(department, 0) + 1
            counted = own.setdefault(response["s"], {})
            counted[department] = counted.get(department, 0) + (not response.get("h"))
        departments = self.env["hr.department"].with_context(active_test=False)
        tree = {
            department.id: department.parent_id.id or None
            for department in departments.search([])
        }
        keys, vals_list, report = {}, [], {"subjects": {}}
        for subject_id, about in sorted(sizes.items()):
            parts = merge_groups(
                own[subject_id], tree, campaign.anonymity_threshold, about
            )
            report["subjects"][str(subject_id)] = {
                "withheld": sum(
                    size for key, size in about.items() if parts[key] is None
                ),
                "merged": sum(bool(part) and len(part) > 1 for part in parts.values()),
            }
            for part in sorted({part for part in parts.values() if part}, key=str):
                keys[subject_id, part] = len(vals_list)
                vals_list.append(
                    {
                        "campaign_id": campaign.id,
                        "subject_id": subject_id,
                        "name": self._name_group(part),
                        "department_ids": [
                            department_id for department_id in part if department_id
                        ],
                        "department_id": lowest_above(part, tree),
                        "respondent_count": sum(about[key] for key in part),
                    }
                )
            sizes[subject_id] = parts
        records = self.env["icrm.campaign.group"].create(vals_list)
        groups = {
            (subject_id, key): records[keys[subject_id, part]]
            for subject_id, parts in sizes.items()
            for key, part in parts.items()
            if part
        }
        if campaign.breakdown != "department":
            groups = {
                (response["s"], response.get("d")): groups[response["s"], None]
                for response in responses
                if (response["s"], None) in groups
            }
        return groups, report

    def _name_group(self, departments):
        if self.campaign.breakdown != "department":
            return self.env._("Everyone")
        names = sorted(
            self.env["hr.department"].browse(filter(None, departments)).mapped("name")
        )
        if None in departments:
            names.append(self.env._("no department"))
        if len(names) > NAMED + 1:
            return self.env._(
                "%(names)s and %(number)s more",
                names=", ".join(names[:NAMED]),
                number=len(names) - NAMED,
            )
        return ", ".join(names)

    # -- results ------------------------------------------------------------------

    def _write_answers(self, responses, groups):
        """Write the facts of counted responses, in the order given, which is random."""
        closed = str(self._get_date())
        traced = self.campaign.protection != "anonymous"
        for start in range(0, len(responses), COUNT_BATCH):
            lines = io.StringIO()
            for response in responses[start : start + COUNT_BATCH]:
                group = groups.get((response["s"], response.get("d")))
                if not group:
                    continue
                day, person = closed, None
                if traced:
                    day, person = response.get("day") or closed, response.get("p")
                row = (
                    self.campaign.id,
                    response["s"],
                    group.id,
                    # No text is in there: nothing to be escaped for COPY.
                    json.dumps(response["a"], separators=(",", ":"), allow_nan=False),
                    day,
                    person or r"\N",
                )
                lines.write("\t".join(map(str, row)) + "\n")
            lines.seek(0)
            # SQL: COPY writes 100,000 responses in seconds; bench_results
            self.env.cr.copy_from(
                lines,
                "icrm_answer",
                columns=(
                    "campaign_id",
                    "subject_id",
                    "group_id",
                    "scores",
                    "day",
                    "participant_id",
                ),
            )

    def _write_results(self, by_group):
        campaign = self.campaign
        blocks = campaign.survey_id._icrm_get_blocks()
        date, points = self._get_date(), self._get_points()
        Result = self.env["icrm.result"]
        for group, responses in by_group.items():
            subject = group.subject_id
            common = {
                "campaign_id": campaign.id,
                "company_id": campaign.company_id.id,
                "date": date,
                "subject_id": subject.id,
                "department_id": subject.department_id.id,
                "service_id": subject.service_id.id,
                "relationship_id": subject.relationship_id.id,
                "group_id": group.id,
                "customer_department_id": group.department_id.id,
            }
            cells = count_group(
                blocks,
                [_by_number(response["a"]) for response in responses],
                campaign.anonymity_threshold,
                points,
                [
                    place
                    for place, response in enumerate(responses)
                    if response.get("h")
                ],
            )
            Result.create([common | Result._from_cell(cell) for cell in cells])

    def _get_points(self):
        """Return {dimension id: points}; empty where all count the same."""
        return {
            weight.dimension_id.id: weight.points for weight in self.campaign.weight_ids
        }

    def _write_comments(self, texts):
        """Write texts of which there are enough; return how many were destroyed.

        Enough are ``anonymity_threshold_text`` to the same question about the same
        subject: as many people, since no one answers a question twice; in their own
        hand.
        """
        campaign = self.campaign
        SystemRandom().shuffle(texts)
        by_question = {}
        for text in texts:
            by_question.setdefault((text["s"], text["q"]), []).append(text)
        enough = {
            key: some
            for key, some in by_question.items()
            if sum(not text.get("h") for text in some)
            >= campaign.anonymity_threshold_text
        }
        subjects = {subject.id: subject for subject in campaign.subject_ids}
        kept = [
            {
                "campaign_id": campaign.id,
                "company_id": campaign.company_id.id,
                "subject_id": subject_id,
                "department_id": subjects[subject_id].department_id.id,
                "question_id": int(question_id),
                "body": text["t"],
            }
            for (subject_id, question_id), some in enough.items()
            for text in some
        ]
        themes = self.env["icrm.theme"]._find(
            [vals["body"] for vals in kept], campaign.company_id
        )
        for vals, theme_ids in zip(kept, themes, strict=True):
            vals["theme_ids"] = [Command.set(theme_ids)]
        comments = self.env["icrm.comment"].create(kept)
        if campaign.protection != "anonymous":
            authors = [text["p"] for some in enough.values() for text in some]
            self.env["icrm.comment.author"].create(
                [
                    {"comment_id": comment.id, "participant_id": author}
                    for comment, author in zip(comments, authors, strict=True)
                    if author
                ]
            )
        return len(texts) - len(kept)

    def _get_date(self):
        return self.campaign.closed_on or self.campaign._get_today()


def _by_number(answers):
    """Return {question id: value}, with (question id, row id) for rows of a matrix.

    The keys of JSON objects are strings.
    """
    sheet = {}
    for question, value in answers.items():
        if isinstance(value, dict):
            sheet.update(((int(question), int(row)), one) for row, one in value.items())
        else:
            sheet[int(question)] = value
    return sheet
