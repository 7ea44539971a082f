# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What incidents and planned maintenance say of services: only of their department."""

from odoo.exceptions import ValidationError


def check(records):
    """Refuse services of another department, and what belongs to another company.

    Nobody writes into the catalogue of another department.
    """
    env = records.env
    # sudo: departments and companies are compared, visible to the writer or not
    for record_sudo in records.sudo():
        department_sudo = record_sudo.department_id
        services_sudo = record_sudo.service_ids
        if services_sudo.department_id - department_sudo:
            raise ValidationError(
                env._(
                    "Services: choose those of %(department)s.",
                    department=department_sudo.name,
                )
            )
        for part_sudo in (department_sudo, *services_sudo):
            if part_sudo.company_id and part_sudo.company_id != record_sudo.company_id:
                raise ValidationError(
                    env._(
                        "“%(name)s” belongs to %(company)s. Choose that company, or "
                        "something of %(other)s.",
                        name=part_sudo.display_name,
                        company=part_sudo.company_id.name,
                        other=record_sudo.company_id.name,
                    )
                )
