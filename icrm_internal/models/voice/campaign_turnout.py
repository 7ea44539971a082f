# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Turnout: how many were invited and have answered; never what or when."""

from ..access.number_formatter import NumberFormatter


def get_by_department(campaigns):
    """Return the participation of each department in these campaigns.

    :return: list of ``{"campaign_id", "id", "name", "invited", "answered"}``, most
        invited first; participants withdrawn before answering are not
        counted. A constant number of queries.
    """
    # sudo: numbers only; callers decide who sees them
    Participant_sudo = campaigns.env["icrm.campaign.participant"].sudo()
    participants_sudo = Participant_sudo.search_fetch(
        [("campaign_id", "in", campaigns.ids)],
        ["campaign_id", "department_id", "state"],
    )
    answered_ids = set(participants_sudo._get_answered().ids)
    rows = {}
    for participant in participants_sudo:
        has_answered = participant.id in answered_ids
        if participant.state == "withdrawn" and not has_answered:
            continue
        department = participant.department_id
        row = rows.setdefault(
            (participant.campaign_id.id, department.id),
            {
                "campaign_id": participant.campaign_id.id,
                "id": department.id,
                "name": department.name or campaigns.env._("No department"),
                "invited": 0,
                "answered": 0,
            },
        )
        row["invited"] += 1
        row["answered"] += has_answered
    return sorted(rows.values(), key=lambda row: (-row["invited"], row["name"]))


def get_totals(campaigns):
    """Return {campaign id: (invited, answered)} of these campaigns."""
    totals = {}
    for row in get_by_department(campaigns) if campaigns else []:
        invited, answered = totals.get(row["campaign_id"], (0, 0))
        totals[row["campaign_id"]] = (
            invited + row["invited"],
            answered + row["answered"],
        )
    return totals


def render(env, departments):
    """Return *departments*, as they are shown, as bars."""
    return env["ir.qweb"]._render(
        "icrm_internal.campaign_turnout",
        {"departments": departments, "written": NumberFormatter(env)},
        minimal_qcontext=True,
    )


def combine_small_departments(campaign, rows):
    """Return the participation as it is shown: small departments combined.

    Otherwise two looks would show when the only participant of a department has
    answered.
    """
    shown = [row for row in rows if row["invited"] >= campaign.anonymity_threshold]
    small = [row for row in rows if row["invited"] < campaign.anonymity_threshold]
    if small:
        shown.append(
            {
                "campaign_id": campaign.id,
                "id": False,
                "name": campaign.env._("Smaller departments combined"),
                "invited": sum(row["invited"] for row in small),
                "answered": sum(row["answered"] for row in small),
            }
        )
    return shown
