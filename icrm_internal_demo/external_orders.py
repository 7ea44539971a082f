# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whose orders wait when we are late: customers of the company, outside of it."""

from datetime import timedelta

from odoo import fields

# name, country
CUSTOMERS = [
    ("Lenz Optik GmbH", "base.de"),
    ("苏州精测科技", "base.cn"),
    ("Nordlys Instruments AS", "base.no"),
]
# Services whose requests name the order; the first ask for it
ASKING = ("advice_tech",)
SERVICES = (*ASKING, "ship", "customs", "measure")
SHOWN = 7
FIRST_ORDER = 260411
# Promised outside by hand: number, whose, services asked inside, hours between what is
# expected and the customer's date, what became of it
COMMITMENTS = [
    ("SO260701", "claire", ("measure",), -30, ""),
    ("SO260702", "claire", ("measure", "ship"), 2, ""),
    ("SO260703", "ning", ("customs",), 3, ""),
    ("SO260704", "ning", ("ship",), 400, ""),
    ("SO260705", "claire", ("laptop",), 500, ""),
    ("SO260706", "ning", ("onboarding",), 300, ""),
    ("SO260698", "claire", ("ship",), 120, "delivered"),
]
DAYS = 60


def build_external_orders(env, services):
    """Name customer and order on requests that missed a promise."""
    for key in ASKING:
        services[key].requires_external_customer = True
    partners = env["res.partner"].create(
        [
            {"name": name, "is_company": True, "country_id": env.ref(country).id}
            for name, country in CUSTOMERS
        ]
    )
    late = env["icrm.clock"].search(
        [
            ("missed_at", ">=", fields.Datetime.now() - timedelta(days=DAYS)),
            ("ticket_id.icrm_service_id", "in", [services[key].id for key in SERVICES]),
        ],
        order="missed_at desc, id",
    )
    for number, ticket in enumerate(late.ticket_id[:SHOWN]):
        ticket.write(
            {
                "icrm_external_customer_id": partners[number % len(partners)].id,
                "icrm_external_order": f"SO{FIRST_ORDER + 17 * number}",
            }
        )


def build_commitments(env, services):
    """Promise things to customers outside, and ask for them inside."""
    partners = env["res.partner"].search(
        [("name", "in", [row[0] for row in CUSTOMERS])]
    )
    for number, (name, login, keys, hours, end) in enumerate(COMMITMENTS):
        user = env["res.users"].search([("login", "=", login)])
        customer = env["icrm.customer"]._from_user(user)
        commitment = env["icrm.external.commitment"].create(
            {
                "name": name,
                "partner_id": partners[number % len(partners)].id,
                "customer_date": fields.Datetime.now() + timedelta(days=30),
                "user_id": user.id,
                "department_id": customer.department_id.id,
            }
        )
        tickets = env["helpdesk.ticket"].create(
            [
                {
                    "name": services[key].name,
                    "icrm_service_id": services[key].id,
                    "icrm_requester_id": customer.id,
                    **commitment._prepare_ticket(),
                }
                for key in keys
            ]
        )
        commitment.customer_date = commitment.expected_at + timedelta(hours=hours)
        if end:
            tickets._icrm_set_state("resolved")
            commitment._deliver()
    env["icrm.external.commitment"].search([])._refresh()
