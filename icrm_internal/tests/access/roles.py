# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The roles of the tables beside this file, and a short way to write a row of them."""

ROLES = (
    "staff",
    "colleague",
    "agent",
    "buyer",
    "it_head",
    "finance_head",
    "officer",
    "admin_user",
    "auditor",
    "desk",
    "portal_user",
    "public_user",
)
OUTSIDE = ("portal_user", "public_user")
AGENTS = ("agent", "buyer", "it_head", "finance_head", "officer", "admin_user")
OFFICE = ("officer", "admin_user")


def cells(internal="", agents=None, office=None, **exceptions):
    """Return the rights of each role.

    :param internal: every internal user's; those outside have none
    :param agents: those of agents and of all above them, if they differ
    :param office: those of officer and administrator, if they differ
    :param exceptions: those of single roles
    """
    rights = dict.fromkeys(ROLES, internal)
    rights |= dict.fromkeys(OUTSIDE, "")
    if agents is not None:
        rights |= dict.fromkeys(AGENTS, agents)
    if office is not None:
        rights |= dict.fromkeys(OFFICE, office)
    return rights | exceptions
