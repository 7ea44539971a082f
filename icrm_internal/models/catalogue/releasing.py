# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What becomes of services when their department is dissolved."""


def retire(services, departments):
    """Retire the services of *departments*: nobody provides them any more.

    Their open requests run on with their team.
    """
    services._icrm_lock()
    services.write({"state": "retired"})
    for service in services:
        service._message_log(
            body=service.env._(
                "Retired: %(department)s was archived.",
                department=service.department_id.name,
            )
        )
