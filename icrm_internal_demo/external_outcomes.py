# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Orders of half a year that were delivered, what they waited for, how satisfied the
customers were.

Orders are late where the law department was: its promises go with satisfaction, those
of procurement do not, and of the others there are too few to tell.
"""

from datetime import timedelta

from .external_orders import CUSTOMERS

# name, country
MORE_CUSTOMERS = [
    ("Aurora Photonics Oy", "base.fi"),
    ("深圳微视仪器", "base.cn"),
    ("Meridian Labs Ltd", "base.uk"),
    ("台北晶測股份有限公司", "base.tw"),
    ("Baltic Metrology UAB", "base.lt"),
]
SELLERS = ("leo", "diego", "hui")
SERVICES = ("nda", "contract", "order", "delivery", "measure", "ship", "customs")
DECISIVE = ("nda", "contract")
# Hours from the internal promise to the customer's date, and from the last request to
# the delivery; every seventh order waited for a truck
MARGINS = (2, 6, 26, 3, 12)
PACKING, TRUCK, TRUCK_EVERY = 3, 60, 7
# What customers gave; every ninth gave nothing
SATISFIED = "5454453545"
ANNOYED = "3243232432"
SILENT_EVERY = 9
# Every fourth one answered the mail: what they wrote, by how many stars
ANSWERED_EVERY = 4
WORDS = {
    "2": "Two weeks late, and nobody told us. 交货晚了两周，没有人通知我们。",
    "3": "The contract took very long. 合同花了很长时间。",
    "4": "Good, but the papers came late. 不错，只是单证来得晚。",
    "5": "Everything on time, thank you. 一切准时，谢谢。",
}
FIRST_ORDER = 260187


def build_external_outcomes(env, departments, services):
    """Deliver the orders that resolved requests of the half year were for."""
    partners = _get_customers(env)
    users = env["res.users"].search([("login", "in", SELLERS)])
    sellers = [users.filtered_domain([("login", "=", login)]) for login in SELLERS]
    chosen = {services[key] for key in SERVICES}
    decisive = {services[key] for key in DECISIVE}
    clocks = env["icrm.clock"].search(
        [
            ("kind", "=", "resolution"),
            ("handover_id", "=", False),
            ("state", "in", ("met", "missed")),
            ("ticket_id.icrm_state", "=", "resolved"),
            ("ticket_id.icrm_external_order", "=", False),
            ("ticket_id.icrm_service_id", "in", [service.id for service in chosen]),
        ],
        order="started_at, id",
    )
    orders = _group(clocks)
    # Nobody hears of what was long ago.
    silent = env["icrm.external.commitment"].with_context(tracking_disable=True)
    commitments = silent.create(
        [
            {
                "name": f"SO{FIRST_ORDER + 3 * number}",
                "partner_id": partners[number * 5 % len(partners)].id,
                "customer_date": max(group.mapped("due_at"))
                + timedelta(hours=MARGINS[number % len(MARGINS)]),
                "user_id": sellers[number % len(SELLERS)].id,
                "department_id": departments["logistics"].id,
                "amount": 12_000 + 3_700 * (number * 7 % 23),
            }
            for number, group in enumerate(orders)
        ]
    )
    for number, (commitment, group) in enumerate(zip(commitments, orders, strict=True)):
        tickets = group.ticket_id
        tickets.with_context(tracking_disable=True).write(
            {"icrm_commitment_id": commitment.id}
        )
        hours = PACKING if (number + 1) % TRUCK_EVERY else TRUCK
        commitment.write(
            {
                "state": "delivered",
                "delivered_at": max(tickets.mapped("icrm_resolved_at"))
                + timedelta(hours=hours),
            }
        )
        missed = group.filtered("missed_at").ticket_id.icrm_service_id
        scores = ANNOYED if decisive & set(missed) else SATISFIED
        if (number + 1) % SILENT_EVERY:
            commitment.satisfaction = score = scores[number % len(scores)]
            if not number % ANSWERED_EVERY:
                commitment.write(
                    {
                        "asked_at": commitment.delivered_at + timedelta(hours=2),
                        "answered_at": commitment.delivered_at + timedelta(hours=26),
                        "answer_comment": WORDS[score],
                    }
                )
    env["icrm.external.association"]._compare(env.ref("base.main_company"))


def _get_customers(env):
    Partner = env["res.partner"]
    names = [name for name, _country in CUSTOMERS]
    return Partner.search([("name", "in", names)]) | Partner.create(
        [
            {"name": name, "is_company": True, "country_id": env.ref(country).id}
            for name, country in MORE_CUSTOMERS
        ]
    )


def _group(clocks):
    """Return the clocks of each order: every third had two requests."""
    orders, rest = [], list(clocks)
    while rest:
        count = 2 if len(orders) % 3 == 2 and len(rest) > 1 else 1
        orders.append(clocks.browse().concat(*rest[:count]))
        rest = rest[count:]
    return orders
