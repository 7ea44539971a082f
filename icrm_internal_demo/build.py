# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Turn the plain data beside this file into records."""

import base64

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tools import file_open

from odoo.addons.icrm_internal.models.catalogue import public_holidays

from . import catalogue, company
from .access_log import build_access_log
from .accounts import build_accounts
from .agreements import build_agreements
from .announcements import build_announcements
from .approvals import build_approvals, build_steps
from .campaigns import build_campaigns, build_staff_survey
from .checklists import build_checklists
from .complaints import build_complaints
from .confidential_talks import build_confidential_talks
from .departures import build_departures
from .desk import build_desk
from .endings import build_endings
from .evaluations import build_evaluations
from .external_orders import build_commitments, build_external_orders
from .external_outcomes import build_external_outcomes
from .externals import build_externals
from .foresight import build_foresight
from .forms import build_form
from .fulfilment import build_fulfilment
from .handovers import build_handovers
from .history import build_history
from .ideas import build_ideas
from .improvements import build_improvements
from .incidents import build_incidents
from .indicators import build_indicators, build_reports
from .knowledge import build_knowledge
from .meetings import build_meetings
from .messages import build_messages
from .new_dates import build_new_dates
from .panels import build_panels
from .plans import build_plans
from .portal import add_portal_user, build_portal
from .privacy import build_privacy
from .processes import build_processes
from .pulses import build_pulses
from .recurring import build_recurring
from .scorecards import build_scorecards
from .segment_promises import build_segment_promises
from .simulations import build_simulations
from .two_languages import write_translations
from .value import build_value

LANGS = ("en_US", "zh_CN", "zh_TW")
GROUPS = {
    "agent": "icrm_internal.group_icrm_agent",
    "head": "icrm_internal.group_icrm_manager",
    "officer": "icrm_internal.group_icrm_officer",
    "auditor": "icrm_internal.group_icrm_auditor",
    "desk": "icrm_internal.group_icrm_desk",
}


def post_init_hook(env):
    if env["hr.employee"].search_count(
        [("user_id", "!=", env.ref("base.user_admin").id)]
    ):
        raise UserError(
            env._("This company is to be looked at: install it on an empty database.")
        )
    env = env(
        context={**env.context, "tracking_disable": True, "no_reset_password": True}
    )
    for lang in LANGS:
        env["res.lang"]._activate_lang(lang)
    main = env.ref("base.main_company")
    with file_open("icrm_internal_demo/static/logo.png", "rb") as logo:
        main.write(
            {
                "name": company.NAME["en_US"],
                "email": "office@halden.example",
                "country_id": env.ref("base.cn").id,
                "logo": base64.b64encode(logo.read()),
                # a young company: surveys and evaluations do not cover all yet
                "icrm_scorecard_least_share": 35,
                # the choices of Getting Started
                "icrm_ticket_confidential": True,
                "icrm_ticket_no_team": True,
                "icrm_ticket_write": True,
                "icrm_ticket_portal": True,
                "icrm_complaint_anonymous": True,
            }
        )
    main.resource_calendar_id.tz = "Asia/Shanghai"
    _add_holidays(env, main.resource_calendar_id)
    env.ref("base.user_admin").write({"tz": "Asia/Shanghai", "lang": "en_US"})
    departments = _build_departments(env)
    users = _build_people(env, departments)
    add_portal_user(env)
    services = _build_catalogue(env, departments, users)
    build_history(env, services)
    build_portal(env, services)
    build_externals(env, departments, services)
    build_approvals(env, services)
    _build_fallback(env, services)
    build_handovers(
        env,
        {
            spec["department"]: services[spec["key"]].team_id
            for spec in catalogue.SERVICES
        },
    )
    build_new_dates(env)
    build_agreements(env, departments, services)
    build_simulations(env, departments)
    build_complaints(env, departments)
    build_evaluations(env, departments)
    build_campaigns(env, departments)
    build_pulses(env, departments, services)
    build_staff_survey(env, departments)
    build_announcements(env, departments)
    build_ideas(env, departments, services)
    build_improvements(env, departments, services)
    build_processes(env, departments, services)
    build_recurring(env, services)
    build_indicators(env, departments)
    build_scorecards(env, departments)
    build_reports(env)
    build_departures(env, departments)
    build_privacy(env, departments)
    build_desk(env, services, catalogue.SERVICES)
    build_knowledge(env, services)
    build_endings(env)
    build_external_orders(env, services)
    build_external_outcomes(env, departments, services)
    build_value(env, departments)
    build_accounts(env, departments)
    build_plans(env)
    build_checklists(env, services)
    build_segment_promises(env, departments, services)
    build_incidents(env, departments, services)
    build_confidential_talks(env)
    build_meetings(env, departments)
    build_fulfilment(env, services)
    build_commitments(env, services)
    build_foresight(env)
    build_panels(env, services)
    build_messages(env)
    build_access_log(env)


def _add_holidays(env, calendar):
    """Add China's holidays and make-up days of last, this and next year, if known."""
    year = fields.Date.today().year
    first, last = public_holidays.get_known_years("CN")
    if year - 1 > last:
        return
    env["icrm.public.holidays"].create(
        {
            "calendar_ids": calendar.ids,
            "country_id": env.ref("base.cn").id,
            "year_from": max(year - 1, first),
            "year_to": min(year + 1, last),
        }
    ).action_add()


def _build_departments(env):
    """Return {key: department}."""
    departments = {}
    for key, (names, parent) in company.DEPARTMENTS.items():
        values = {
            "name": names["en_US"],
            "parent_id": departments[parent].id if parent else False,
        }
        # hr brings an Administration of its own.
        shipped = key == "admin" and env.ref("hr.dep_administration", False)
        if shipped:
            shipped.write(values)
        departments[key] = shipped or env["hr.department"].create(values)
        write_translations(departments[key], "name", names)
    return departments


def _build_people(env, departments):
    """Return {department key: users who serve, the head last}."""
    staff = env.ref("base.group_user")
    users = env["res.users"].create(
        [
            {
                "name": name,
                "login": login,
                "password": login,
                "email": f"{login}@halden.example",
                "lang": lang,
                "tz": "Asia/Shanghai",
                "group_ids": [Command.set([staff.id])]
                + ([Command.link(env.ref(GROUPS[role]).id)] if role else []),
            }
            for login, name, _department, _job, lang, role in company.PEOPLE
            if login
        ]
    )
    by_login = {user.login: user for user in users}
    titles = dict.fromkeys(job for *_other, job, _lang, _role in company.PEOPLE)
    users.action_id = env.ref("icrm_internal.icrm_service_action_my").id
    jobs = env["hr.job"].create([{"name": title} for title in titles])
    job_by_title = dict(zip(titles, jobs, strict=True))
    serving = dict.fromkeys(departments, env["res.users"])
    employees = env["hr.employee"].create(
        [
            {
                "name": name,
                "department_id": departments[department].id,
                "job_id": job_by_title[job].id,
                "job_title": job,
                "user_id": by_login[login].id if login else False,
                "work_email": f"{login}@halden.example" if login else False,
                "work_phone": f"+86 21 5550 {1000 + number}",
                "tz": "Asia/Shanghai",
            }
            for number, (login, name, department, job, _lang, _role) in enumerate(
                company.PEOPLE
            )
        ]
    )
    for employee, (login, _name, department, _job, _lang, role) in zip(
        employees, company.PEOPLE, strict=True
    ):
        if role == "head":
            departments[department].manager_id = employee
        if role in ("agent", "head"):
            serving[department] |= by_login[login]
    return serving


def _build_fallback(env, services):
    """Offer a service for what no search finds; the front desk reads it."""
    desk = services["room"]
    service = env["icrm.service"].create(
        {
            "name": "Something else",
            "summary": "Not in the catalogue? The front desk finds out who can help.",
            "category_id": desk.category_id.id,
            "department_id": desk.department_id.id,
            "team_id": desk.team_id.id,
            "owner_id": desk.owner_id.id,
            "promise_ids": [
                Command.create(
                    {"priority": "1", "response_hours": 2, "resolution_hours": 16}
                )
            ],
        }
    )
    write_translations(service, "name", {"zh_CN": "其他事项", "zh_TW": "其他事項"})
    write_translations(
        service,
        "summary",
        {
            "zh_CN": "目录中没有？前台帮您找到负责的人。",
            "zh_TW": "目錄中沒有？櫃檯幫您找到負責的人。",
        },
    )
    service.action_publish()
    env.company.icrm_fallback_service_id = service


def _build_catalogue(env, departments, serving):
    """Return {service key: service}; every service is published."""
    categories = {}
    # The company has its own; those that the core brings would stand empty.
    env["icrm.service.category"].search([]).active = False
    for key, (names, icon, color) in catalogue.CATEGORIES.items():
        categories[key] = env["icrm.service.category"].create(
            {"name": names["en_US"], "icon": icon, "color": color, "sequence": color}
        )
        write_translations(categories[key], "name", names)
    teams = {}
    for key in dict.fromkeys(spec["department"] for spec in catalogue.SERVICES):
        names = company.DEPARTMENTS[key][0]
        teams[key] = env["helpdesk.ticket.team"].create(
            {
                "name": f"{names['en_US']} Desk",
                "icrm_department_id": departments[key].id,
                "user_ids": [Command.set(serving[key].ids)],
                "user_id": serving[key][-1:].id,
                "alias_name": f"{key.replace('_', '-')}-desk",
            }
        )
        write_translations(
            teams[key],
            "name",
            {"zh_CN": f"{names['zh_CN']}服务台", "zh_TW": f"{names['zh_TW']}服務台"},
        )
    services = {}
    for spec in catalogue.SERVICES:
        key = spec["department"]
        response, resolution = spec["promise"]
        service = env["icrm.service"].create(
            {
                "name": spec["name"]["en_US"],
                "summary": spec["summary"]["en_US"],
                "keywords": spec["keywords"],
                "category_id": categories[spec["category"]].id,
                "department_id": departments[key].id,
                "team_id": teams[key].id,
                "owner_id": serving[key][-1:].id,
                "promise_ids": [
                    Command.create(
                        {
                            "priority": priority,
                            "response_hours": response * share,
                            "resolution_hours": resolution * share,
                        }
                    )
                    for priority, share in catalogue.SHARES.items()
                ],
            }
        )
        write_translations(service, "name", spec["name"])
        write_translations(service, "summary", spec["summary"])
        build_form(service, spec["form"])
        services[spec["key"]] = service
    build_steps(env, services)
    env["icrm.service"].union(*services.values()).action_publish()
    for key, team in teams.items():
        team.icrm_mail_service_id = next(
            services[spec["key"]]
            for spec in catalogue.SERVICES
            if spec["department"] == key
        )
    return services
