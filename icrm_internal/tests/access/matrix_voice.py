# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The domain voice's part of the access table; see ``matrix``."""

from odoo import Command

from . import matrix_feedback
from .roles import cells

MATRIX = {
    # group_survey_user and -manager of Odoo do not meet ours; see test_instrument_doors
    "survey.survey": {"ours": cells("", office="CRWD", auditor="R")},
    "survey.question": {"ours": cells("", office="CRWD", auditor="R")},
    "survey.question.answer": {"ours": cells("", office="CRWD", auditor="R")},
    "icrm.survey.add": {"any": cells("", office="CRW")},
    "icrm.campaign.add": {"any": cells("", office="CRW")},
    "icrm.campaign.import": {"any": cells("", office="CRW")},
    "icrm.campaign.import.column": {"any": cells("", office="CRWD")},
    **matrix_feedback.MATRIX,
    "icrm.dimension": {"any": cells("R", officer="CR", admin_user="CRWD")},
    "icrm.theme": {"any": cells("R", officer="CR", admin_user="CRWD")},
    "icrm.campaign": {"draft": cells("", office="CRWD", auditor="R")},
    "icrm.campaign.subject": {"of a draft": cells("", office="CRWD", auditor="R")},
    "icrm.campaign.weight": {"of a draft": cells("", office="CRWD", auditor="R")},
    # rows of results are made by closing; users never write them
    "icrm.campaign.participant": {"any": cells("R")},
    "icrm.campaign.group": {"any": cells("R")},
    "icrm.result": {"any": cells("R")},
    "icrm.comment": {"any": cells("R", office="RW")},
    # the author: as announced to the authors; see test_campaign_names
    "icrm.comment.author": {"any": cells("", office="R", desk="R")},
    # users never read answers, sealed or counted
    "icrm.campaign.box": {"any": cells("")},
    "icrm.campaign.draft": {"any": cells("")},
    "icrm.answer": {"any": cells("")},
}

# A value that each model's records can be given, where the tested write matters.
WRITES = {
    "survey.survey": {"color": 3},
    "survey.question": {"sequence": 3},
    "survey.question.answer": {"sequence": 3},
    "icrm.survey.add": {"kind": "nps"},
    "icrm.campaign.add": {"customer_ids": []},
    "icrm.campaign.import": {"file_name": "x"},
    "icrm.campaign.import.column": {"low": 1},
    **matrix_feedback.WRITES,
    "icrm.dimension": {"sequence": 3},
    "icrm.theme": {"color": 3},
    "icrm.campaign": {"name": "x"},
    "icrm.campaign.subject": {"sequence": 3},
    "icrm.campaign.weight": {"points": 3},
    "icrm.campaign.participant": {"state": "withdrawn"},
    "icrm.campaign.group": {"name": "x"},
    "icrm.result": {"total": 1},
    "icrm.comment": {"theme_ids": []},
    "icrm.comment.author": {"participant_id": 1},
    "icrm.campaign.box": {"ciphertext": False},
    "icrm.campaign.draft": {"ciphertext": False},
    "icrm.answer": {"scores": {}},
}


def records(cls):
    """Return ``{(model, kind): record}`` for each kind named above.

    :param cls: the test class, with the departments, users, services and requests of
        ``tests/common.py`` and ``matrix_records.py``
    """
    survey = cls.env["survey.survey"].create(
        {"title": "How are we doing?", "survey_type": "icrm"}
    )
    campaign = cls.env["icrm.campaign"].create(
        {
            "name": "Spring",
            "survey_id": survey.id,
            "subject_ids": [Command.create({"department_id": cls.it.id})],
        }
    )
    # not the campaign's: what is sent is not deleted
    design = cls.env["survey.survey"].create(
        {
            "title": "How fast are we?",
            "survey_type": "icrm",
            "question_and_page_ids": [
                Command.create(
                    {
                        "title": "Fast?",
                        "question_type": "simple_choice",
                        "suggested_answer_ids": [Command.create({"value": "Yes"})],
                    }
                )
            ],
        }
    )
    return {
        ("survey.survey", "ours"): design,
        ("survey.question", "ours"): design.question_ids,
        ("survey.question.answer", "ours"): design.question_ids.suggested_answer_ids,
        ("icrm.dimension", "any"): cls.env["icrm.dimension"].create(
            {"name": "Speed", "code": "matrix"}
        ),
        ("icrm.theme", "any"): cls.env["icrm.theme"].create({"name": "Matrix"}),
        **matrix_feedback.records(cls),
        ("icrm.campaign", "draft"): campaign,
        ("icrm.campaign.subject", "of a draft"): campaign.subject_ids,
        ("icrm.campaign.weight", "of a draft"): cls.env["icrm.campaign.weight"].create(
            {
                "campaign_id": campaign.id,
                "dimension_id": cls.env["icrm.dimension"].search([], limit=1).id,
            }
        ),
    }


def new_values(env, model, record):
    """Return what a new record like *record* is created with, None if no matter."""
    if model == "survey.survey":
        return {"title": "New", "survey_type": "icrm"}
    if model == "survey.question":
        return {"title": "New", "survey_id": record.survey_id.id}
    if model == "survey.question.answer":
        return {"value": "New", "question_id": record.question_id.id}
    if model == "icrm.dimension":
        return {"name": "New", "code": "new"}
    if model == "icrm.theme":
        return {"name": "New"}
    if model == "icrm.campaign":
        return {"name": "New", "survey_id": record.survey_id.id}
    if model == "icrm.campaign.weight":
        other = env["icrm.dimension"].search([], limit=2)[1:]
        return {"campaign_id": record.sudo().campaign_id.id, "dimension_id": other.id}
    if model == "icrm.campaign.subject":
        subject_sudo = record.sudo()
        other_sudo = env["hr.department"].sudo()
        other_sudo = other_sudo.search(
            [("id", "!=", subject_sudo.department_id.id)], limit=1
        )
        return {
            "campaign_id": subject_sudo.campaign_id.id,
            "department_id": other_sudo.id,
        }
    return matrix_feedback.new_values(env, model, record)
