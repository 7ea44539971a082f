# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Answers that are known before they are given: from the profile of who requests."""


def read_profile(customer):
    """Return what forms may ask a customer's profile for: records and texts.

    :param customer: the ``icrm.customer`` of the caller, or nothing
    """
    # sudo: one's own profile; employees and departments may not be readable to oneself
    customer_sudo = customer.sudo()
    employee_sudo = customer_sudo.employee_id
    manager_sudo = employee_sudo.parent_id
    return {
        "my_name": customer_sudo.name,
        "my_email": customer_sudo.email,
        "my_phone": employee_sudo.work_phone or customer_sudo.phone,
        "my_job": customer_sudo.job_title,
        "my_department": customer_sudo.department_id,
        "my_workplace": employee_sudo.work_location_id,
        "my_manager": manager_sudo,
    }


def get_default(profile, source, question):
    """Return the default answer to *question*, None if the profile has none."""
    value = profile[source]
    if not value:
        return None
    if question["type"] in ("char", "text"):
        return value if isinstance(value, str) else value.name
    if question["type"] != "many2one" or isinstance(value, str):
        return None
    models = [value._name]
    if value._name == "hr.employee":
        models.append("hr.employee.public")  # the same ids, readable to all
    return value.id if question["comodel"] in models else None
