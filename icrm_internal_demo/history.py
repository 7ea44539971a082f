# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Six months of requests up to today, the same on every machine for a given day."""

import random
from collections import Counter
from datetime import timedelta
from math import exp
from statistics import NormalDist

from markupsafe import Markup

from odoo import fields

from . import catalogue, talk
from .forms import make_answers

DAYS = 182
REQUESTS = 1200
FREQUENT = ("claire", "ning", "daniel", "wei")
# How much of the promised time a department needs, on average.
PACE = {
    "it": 0.55,
    "it_infra": 0.6,
    "hr": 0.7,
    "finance": 0.65,
    "procurement": 0.95,
    "admin": 0.6,
    "legal": 0.9,
    "logistics": 0.55,
    "research": 0.8,
}
# How much that varies: the standard deviation of its logarithm
SPREAD = 0.35
# Steps of this length around a circle leave no gaps, wherever one stops.
GOLDEN = (5**0.5 - 1) / 2
STAGE = "helpdesk_mgmt.helpdesk_ticket_stage_%s"


def build_history(env, services):
    """Create the requests with their history, conversations and ratings.

    :param services: {service key: service}
    """
    dice = random.Random(19)
    now = fields.Datetime.now()
    worktime = env.company.resource_calendar_id._icrm_worktime(
        now - timedelta(days=DAYS + 7), now + timedelta(days=60)
    )
    customers = env["icrm.customer"].search(
        [
            ("kind", "=", "employee"),
            ("department_id", "!=", False),
            ("user_id", "!=", env.ref("base.user_admin").id),
        ]
    )
    # The older half is as the newer one, whatever the day: the risk of a miss, learned
    # from the one and tried on the other, is shown. So neither ages nor services nor
    # paces are drawn at random: each department has as many requests, and as many slow
    # ones, in any part of the time.
    done = Counter()
    specs = _deal_services(dice)
    stories = sorted(
        (
            _generate_story(
                dice,
                now,
                worktime,
                services,
                customers,
                (number + 0.5) / REQUESTS,
                next(specs),
                done,
            )
            for number in range(REQUESTS)
        ),
        key=lambda story: story["events"][0][0],
    )
    tickets = env["helpdesk.ticket"]._icrm_import(
        [_ticket_values(env, story) for story in stories],
        [list(_events(story)) for story in stories],
    )
    pairs = list(zip(tickets, stories, strict=True))
    env["mail.message"].create(
        [values for ticket, story in pairs for values in _messages(env, ticket, story)]
    )
    env["icrm.request.rating"].create(
        [
            {
                "ticket_id": ticket.id,
                "score": story["score"],
                "comment": story["comment"],
                "rated_at": story["events"][-1][0],
                "customer_id": story["customer"].id,
                "service_id": ticket.icrm_service_id.id,
                "provider_department_id": ticket.icrm_provider_department_id.id,
                "customer_department_id": ticket.icrm_customer_department_id.id,
                "company_id": ticket.company_id.id,
            }
            for ticket, story in pairs
            if story["score"]
        ]
    )


def _deal_services(dice):
    """Generate services for ever, each as often as its weight in every round."""
    cards = [spec for spec in catalogue.SERVICES for _card in range(spec["weight"])]
    while True:
        dice.shuffle(cards)
        yield from cards


def _requested_at(dice, now, worktime, age):
    """Return a moment of working time about *age* ago, not in the last minutes."""
    start = now
    while start > now - timedelta(minutes=20):
        start = worktime.opens_at(now - age) + timedelta(minutes=dice.randrange(400))
        age += timedelta(days=1)
    return start


def _get_pace(department, done):
    """Return how much of the promised time the next request of a department takes."""
    done[department] += 1
    place = (done[department] * GOLDEN) % 1
    return PACE[department] * exp(NormalDist(0, SPREAD).inv_cdf(place))


def _generate_story(dice, now, worktime, services, customers, age, spec, done):
    """Generate one request: customer, events and messages.

    :param age: 0 for the oldest, 1 for the newest
    :param spec: its service, as in the catalogue
    :param done: how many requests each department has had

    ``events`` are ``(at, state, holder)``; ``messages`` are ``(at, by, text)``, *by*
    being "customer" or "provider".
    """
    service = services[spec["key"]]
    asking = customers.filtered(
        lambda customer: customer.department_id != service.department_id
    )
    # Those whose login the README names ask more often: their screens are looked at.
    customer = dice.choices(
        asking,
        [6 if candidate.user_id.login in FREQUENT else 1 for candidate in asking],
    )[0]
    chinese = customer.lang != "en_US"

    def pick_text(lines):
        return dice.choice(lines)[chinese]

    # Some are of these days, and not every one of them was answered in time.
    recent = dice.random() < 0.07
    days = 6 * dice.random() if recent else DAYS * (1 - age ** (1 / 1.25))
    stuck = recent and dice.random() < 0.5
    start = _requested_at(dice, now, worktime, timedelta(days=days, hours=1))
    priority = dice.choices("0123", (5, 80, 12, 3))[0]
    response, resolution = (
        3600 * hours * catalogue.SHARES[priority] for hours in spec["promise"]
    )
    pace = _get_pace(spec["department"], done)
    story = {
        "spec": spec,
        "service": service,
        "customer": customer,
        "subject": dice.choice(spec["asks"])[chinese],
        "details": pick_text(talk.DETAILS),
        "agent": dice.choice(service.team_id.user_ids),
        "priority": priority,
        "answers": make_answers(dice, service, start),
        "events": [(start, "new", "provider")],
        "messages": [],
        "score": 0,
        "comment": False,
        "reopened": 0,
    }
    at = start

    def after(seconds):
        return worktime.add(at, max(60, seconds))

    def happen(when, state, holder, by=None, text=None):
        """Record an event if it is past; return whether it is."""
        nonlocal at
        if when > now:
            return False
        at = when
        story["events"].append((when, state, holder))
        if text:
            story["messages"].append((when, by, text))
        return True

    if dice.random() < 0.03:
        happen(after(response), "withdrawn", False)
        return story
    if stuck and dice.random() < 0.3:
        return story
    if not happen(
        after(response * pace * 0.8),
        "in_progress",
        "provider",
        "provider",
        pick_text(talk.FIRST_REPLIES),
    ):
        return story
    if stuck and dice.random() < 0.4:
        return story
    if stuck or dice.random() < 0.3:
        asked = happen(
            after(resolution * 0.1),
            "waiting",
            "customer",
            "provider",
            pick_text(talk.QUESTIONS),
        )
        if (
            not asked
            or stuck
            or not happen(
                after(3600 * dice.uniform(0.5, 14)),
                "in_progress",
                "provider",
                "customer",
                pick_text(talk.ANSWERS),
            )
        ):
            return story
    if not happen(
        after(resolution * pace * 0.75),
        "resolved",
        False,
        "provider",
        pick_text(talk.RESOLUTIONS),
    ):
        return story
    if dice.random() < 0.05:
        story["reopened"] = 1
        if not happen(
            after(7200),
            "in_progress",
            "provider",
            "customer",
            pick_text(talk.REOPENINGS),
        ) or not happen(
            after(resolution * 0.3),
            "resolved",
            False,
            "provider",
            pick_text(talk.RESOLUTIONS),
        ):
            return story
    if dice.random() < 0.6:
        _rate(dice, story, pick_text, pace > 1)
    return story


def _rate(dice, story, pick_text, late):
    weights = (5, 10, 30, 35, 20) if late else (1, 2, 9, 38, 50)
    story["score"] = dice.choices(range(1, 6), weights)[0]
    story["comment"] = (
        pick_text(talk.BLAME if story["score"] < 3 else talk.PRAISE) or False
    )


def _ticket_values(env, story):
    start = story["events"][0][0]
    at, state, holder = story["events"][-1]
    over = state in ("resolved", "withdrawn")
    stage = {
        "new": "new",
        "in_progress": "in_progress",
        "waiting": "awaiting",
        "resolved": "done",
        "withdrawn": "cancelled",
    }[state]
    responded_at = next((when for when, by, _text in story["messages"]), False)
    now = fields.Datetime.now()
    confirmed = state == "resolved" and (story["score"] or now - at > timedelta(days=5))
    return {
        "create_date": start,
        "name": story["subject"],
        "description": story["details"],
        "icrm_service_id": story["service"].id,
        "icrm_requester_id": story["customer"].id,
        **story["answers"],
        "icrm_origin": "import",
        "priority": story["priority"],
        "stage_id": env.ref(STAGE % stage).id,
        "user_id": story["agent"].id if state != "new" else False,
        "assigned_date": responded_at,
        "last_stage_update": at,
        "closed_date": at if over else False,
        "icrm_state": state,
        "icrm_holder": holder,
        "icrm_submitted_at": start,
        "icrm_first_response_at": responded_at,
        "icrm_resolved_at": at if state == "resolved" else False,
        "icrm_confirmed_at": at if confirmed else False,
        "icrm_reopen_count": story["reopened"],
    }


def _events(story):
    desk = story["service"].team_id
    for at, state, holder in story["events"]:
        by_customer = holder == "customer"
        yield {
            "occurred_at": at,
            "state": state,
            "holder": holder,
            "team_id": desk.id,
            "department_id": (
                story["customer"].department_id
                if by_customer
                else desk.icrm_department_id
            ).id,
            "user_id": story["agent"].id if state != "new" else False,
            "priority": story["priority"],
        }


def _messages(env, ticket, story):
    comment = env.ref("mail.mt_comment").id
    for at, by, text in story["messages"]:
        partner = (
            story["agent"].partner_id
            if by == "provider"
            else story["customer"].partner_id
        )
        yield {
            "model": "helpdesk.ticket",
            "res_id": ticket.id,
            "author_id": partner.id,
            "email_from": partner.email_formatted,
            "body": Markup("<p>%s</p>") % text,
            "date": at,
            "message_type": "comment",
            "subtype_id": comment,
        }
