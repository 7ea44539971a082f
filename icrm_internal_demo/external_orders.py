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
