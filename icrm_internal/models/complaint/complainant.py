# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whose personal data a complaint is, and when it is put away: once it is closed."""

from odoo.fields import Domain

OF_COMPLAINT = ("identity_ids.customer_id", "identity_ids.user_id")
OF_PART = tuple(f"complaint_id.{path}" for path in OF_COMPLAINT)
CLOSED = [("is_open", "=", False)]
OF_CLOSED = [("complaint_id.is_open", "=", False)]


def is_theirs(_env, _person):
    """Return what the complainant said or handed in."""
    return Domain("side", "=", "complainant")
