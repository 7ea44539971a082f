# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a period came to as rows, for those who decide on pay and promotion.

It is read by people: nothing here writes to contracts or payslips. Of a person there is
only what enough evaluators said about that person in cycles published in the period;
what is about the department is beside it, not added to it.

Each function takes scorecards, as the officer reads them, and returns [row, ...], the
head of the table first.
"""

from odoo import fields
from odoo.fields import Domain

from ...measures import rounding


def department_rows(cards, company=None):
    """Return the departments, below *company*: its row of the heat map, if given."""
    _ = cards.env._
    rows = [
        [
            _("Department"),
            _("Head"),
            _("Period"),
            _("Score"),
            _("Computed"),
            _("Corrections"),
            _("Previous period, computed"),
            _("Rank"),
            _("Departments compared"),
            _("Weight with data, %"),
            _("Published"),
        ]
    ]
    if company:
        rows.append(
            [
                company["name"],
                "",
                cards[:1].period_name,
                company["score"],
                company["score"],
                None,
                company["previous"],
                None,
                None,
                company["known"],
                None,
            ]
        )
    # sudo: the names of departments and their heads
    for card in cards.sudo():
        rows.append(
            [
                card._get_department_name(),
                card.department_id.manager_id.name or "",
                card.period_name,
                card.final_score if card.has_score else None,
                rounding.points(card.score) if card.has_score else None,
                card.correction_total,
                rounding.points(card.previous_score) if card.has_previous else None,
                card.rank or None,
                card.rank_of or None,
                rounding.points(card.known_share),
                fields.Date.to_string(card.published_on),
            ]
        )
    return rows


def indicator_rows(cards):
    _ = cards.env._
    rows = [
        [
            _("Department"),
            _("Indicator"),
            _("Result"),
            _("Cases"),
            _("Minimum"),
            _("Target"),
            _("Score"),
            _("Weight, %"),
            _("Effect on score"),
        ]
    ]
    # sudo: the names of departments
    for line in cards.line_ids.sudo().filtered("has_value"):
        scored = line.has_score
        rows.append(
            [
                line.scorecard_id.department_id.complete_name,
                line.kpi_id.name,
                rounding.value(line.value),
                None if line.is_group else line.case_count,
                rounding.value(line.floor) if scored else None,
                rounding.value(line.target) if scored else None,
                line._get_points(),
                rounding.points(line.share),
                rounding.points(line.change),
            ]
        )
    return rows


def result_rows(results):
    """Return results of indicators, those who read them decided by the rules."""
    _ = results.env._
    rows = [
        [
            _("Department"),
            _("Indicator"),
            _("Period"),
            _("Result"),
            _("Cases"),
            _("Minimum"),
            _("Target"),
            _("Score"),
        ]
    ]
    # sudo: the names of departments
    for result in results.sudo():
        scored = result.is_scored
        rows.append(
            [
                result.department_id.complete_name,
                result.kpi_id.name,
                result._get_period_name(),
                rounding.value(result.value),
                result.case_count,
                rounding.value(result.floor) if scored else None,
                rounding.value(result.target) if scored else None,
                rounding.points(result.score) if scored else None,
            ]
        )
    return rows


def correction_rows(cards):
    _ = cards.env._
    rows = [[_("Department"), _("Points"), _("Reason"), _("By"), _("On")]]
    # sudo: the names of departments and officers
    for correction in cards.correction_ids.sudo():
        rows.append(
            [
                correction.scorecard_id.department_id.complete_name,
                correction.points,
                correction.reason,
                correction.user_id.name,
                fields.Date.to_string(correction.date),
            ]
        )
    return rows


def people_rows(cards, first, last):
    """Return the released evaluations of people, and their department's score."""
    _ = cards.env._
    rows = [
        [
            _("Person"),
            _("Department"),
            _("Evaluation cycle"),
            _("Criterion"),
            _("Mean"),
            _("Evaluations"),
            _("Score of the department"),
        ]
    ]
    published = (
        Domain("company_id", "=", cards.env.company.id)
        & Domain("cycle_id.state", "in", ("published", "archived"))
        & Domain("cycle_id.published_on", ">=", first)
        & Domain("cycle_id.published_on", "<=", last)
    )
    scores = {card.department_id.id: card for card in cards}
    # As the officer: the rules decide.
    people = cards.env["icrm.evaluation.person"].search(
        published, order="customer_id, cycle_id, criterion_id"
    )
    # sudo: names of people and their departments
    for person in people.sudo():
        card = scores.get(person.department_id.id)
        rows.append(
            [
                person.customer_id.display_name,
                person.department_id.complete_name,
                person.cycle_id.name,
                person.criterion_id.name,
                person.average,
                person.response_count,
                card.final_score if card and card.has_score else None,
            ]
        )
    return rows
