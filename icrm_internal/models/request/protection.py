# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which tickets are protected before they are there; see helpdesk_mgmt_hardening."""

from odoo.addons.helpdesk_mgmt_hardening.models.guard import as_id


def will_protect(env, vals):
    """Return whether a ticket created with *vals* will be protected."""
    if vals.get("icrm_service_id"):
        return True
    # sudo: where the ticket will be, whether its maker may look there or not
    teams_sudo = env["helpdesk.ticket.team"].sudo()
    if team_id := as_id(vals.get("team_id")):
        teams_sudo = teams_sudo.browse(team_id)
    elif user_id := as_id(vals.get("user_id")):  # sudo: as above
        teams_sudo = env["res.users"].sudo().browse(user_id).helpdesk_team_ids
    # sudo: whether tickets are confidential there
    company_id = as_id(vals.get("company_id"))
    company_sudo = env["res.company"].sudo().browse(company_id)
    company_sudo = company_sudo.exists() or env.company.sudo()
    teams_sudo = teams_sudo.exists()
    return bool(
        teams_sudo.icrm_department_id
        # helpdesk_mgmt takes the company from the team
        or any(
            (teams_sudo.company_id | company_sudo).mapped("icrm_ticket_confidential")
        )
        or (not teams_sudo and company_sudo.icrm_ticket_no_team)
    )
