# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who works with the company without being employed by it."""

from odoo import Command

from .two_languages import translate

# name, mail, department that answers
ORGANIZATIONS = [
    ("Harbour Freight", "desk@harbour-freight.example", "logistics"),
    ("明洁物业", "office@bright-fs.example", "logistics"),
]

# name, mail, job, works as, organization (place above) or none, department
PEOPLE = [
    (
        "何敏",
        "min@harbour-freight.example",
        "Dispatcher",
        "contractor",
        0,
        "logistics",
    ),
    (
        "Tomasz Nowak",
        "tomasz@harbour-freight.example",
        "Driver",
        "contractor",
        0,
        "logistics",
    ),
    ("罗兰", "lan@bright-fs.example", "Cleaner", "contractor", 1, "logistics"),
    ("Ines Duarte", "ines@duarte.example", "Translator", "freelance", None, "hr"),
]

# service, who, subject, what, answers
REQUESTS = [
    (
        "badge",
        0,
        "Badge for the loading bay",
        "For two new drivers.",
        {"badge_0": "o0"},
    ),
    ("wifi", 0, "Guest network at gate 3", "Our handhelds do not find it.", {}),
]


def build_externals(env, departments, services):
    """Make partner organizations, their people and what they ask for."""
    add = env["icrm.customer.external"].create

    def make(**values):
        return env["icrm.customer"].browse(add(values).action_add()["res_id"])

    organizations = [
        make(
            kind="organization",
            name=name,
            email=mail,
            department_id=departments[department].id,
        )
        for name, mail, department in ORGANIZATIONS
    ]
    people = [
        make(
            name=name,
            email=mail,
            job_title=job,
            employee_type=works_as,
            organization_id=organizations[place].id if place is not None else False,
            department_id=departments[department].id,
        )
        for name, mail, job, works_as, place, department in PEOPLE
    ]
    users = {
        place: env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": people[place].name,
                "login": people[place].email,
                "partner_id": people[place].partner_id.id,
                "tz": "Asia/Shanghai",
                "group_ids": [Command.set(env.ref("base.group_portal").ids)],
            }
        )
        for place in {request[1] for request in REQUESTS}
    }
    for key, place, subject, what, answers in REQUESTS:
        services[key].with_user(users[place]).submit_request(
            {"name": subject, "description": what, "answers": answers}
        )
    segment = env["icrm.segment"].create(
        {
            "name": "External staff / 外部人员",
            "kind": "rule",
            "domain": "[('is_external', '=', True), ('kind', '=', 'employee')]",
        }
    )
    translate(segment, "name")
    segment.action_refresh()
