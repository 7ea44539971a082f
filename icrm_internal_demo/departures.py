# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Somebody has left: what still is in their name."""

from datetime import timedelta

from odoo import fields

LEAVER = ("nina", "Nina Keller", "Service Manager")


def build_departures(env, departments):
    """Put a relationship and a need in the name of somebody who has left since."""
    login, name, job = LEAVER
    user = env["res.users"].create(
        {"name": name, "login": login, "password": login, "tz": "Asia/Shanghai"}
    )
    employee = env["hr.employee"].create(
        {
            "name": name,
            "user_id": user.id,
            "department_id": departments["it"].id,
            "job_title": job,
        }
    )
    relationship = env["icrm.relationship"].search(
        [
            ("provider_department_id", "=", departments["it"].id),
            ("customer_department_id", "=", departments["research"].id),
        ],
        limit=1,
    )
    relationship.account_manager_id = user
    needs = env["icrm.need"].search([("state", "in", ("new", "confirmed"))], limit=1)
    needs.user_id = user
    employee.write(
        {"active": False, "departure_date": fields.Date.today() - timedelta(days=35)}
    )
    user.active = False
