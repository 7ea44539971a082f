# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import datetime

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ...measures import trend
from ..access.groups import ADMIN, AGENT, AUDITOR, MANAGER, OFFICER
from ..access.home_parts import (
    block,
    calls,
    figure,
    link,
    moved,
    opens,
    opens_record,
    row,
    task,
)
from ..access.number_formatter import NumberFormatter
from . import rating_rules
from .deadline import format_deadline
from .helpdesk_ticket_stage import OPEN_STATES
from .hr_department import PERIOD
from .request_tasks import get_own

SHOWN_REQUESTS = 5
SHOWN_LATE = 3
# Counts of the whole company end here: nobody needs to know by how many more.
MANY = 1_000
WEEK = datetime.timedelta(days=7)
SHOWN_SERVICES = 6
# So many people of a department have requested what is shown to the others.
LEAST_PEOPLE = 3
LAST_WEEK = "today -7d"
# A week of fewer cases says nothing about the next.
LEAST_CASES = 5


def format_share(env, share):
    """Return a share of 1 in percent, as it is published."""
    return NumberFormatter(env).format_percent(share)


def get_trend(now, now_count, before, before_count):
    """Return how a share of 1 moved; with few cases nothing is said."""
    if min(now_count, before_count) < LEAST_CASES:
        return trend.STILL
    return trend.compare(100 * before, 100 * now, True, now_count, before_count)


class IcrmHome(models.AbstractModel):
    """Requests: what needs their customers, the desk of agents, figures of heads."""

    _inherit = "icrm.home"

    @api.model
    def _get_tasks(self):
        tasks = self.env["helpdesk.ticket"].get_icrm_tasks()
        for request_task in tasks:
            request_task["menu"] = (
                "icrm_menu_approvals_all"
                if request_task["kind"] == "approve"
                else "icrm_menu_my_requests"
            )
        return tasks + self._get_review_tasks() + super()._get_tasks()

    @api.model
    def _get_review_tasks(self):
        """Return the roles of others that the reader is to confirm or withdraw."""
        if not self.env.user.has_group(MANAGER):
            return []
        lines = self.env["icrm.access.review.line"]
        todo = lines._get_todo_domain()
        found = lines.search_fetch(todo, ["review_id"], limit=1)
        if not found:
            return []
        return [
            task(
                found,
                self.env._("Access review"),
                self.env._(
                    "Roles to confirm or withdraw: %(count)s. Decide by %(day)s.",
                    count=lines.search_count(todo, limit=MANY),
                    day=format_date(self.env, found.due_on),
                ),
                opens("icrm_internal.icrm_access_review_line_action"),
            )
        ]

    @api.model
    def _get_requests(self):
        """Return the reader's open requests, the next promise first."""
        Ticket = self.env["helpdesk.ticket"]
        requests = Ticket.search_fetch(
            get_own(Ticket) & Domain("icrm_state", "in", OPEN_STATES),
            ["name", "number", "icrm_due_at", "icrm_next_due_at", "icrm_state"],
            order="icrm_due_at, id desc",
            limit=SHOWN_REQUESTS,
        )
        return [
            {
                **row(
                    request.id,
                    request.name,
                    opens_record(request, "icrm_internal.helpdesk_ticket_action_my"),
                    tone="bad" if request.icrm_is_overdue else "",
                ),
                "number": request.number,
                "holder": request.icrm_holder_name or "",
                "due": format_deadline(self.env, request.icrm_due_at),
            }
            for request in requests
        ]

    @api.model
    def _get_services(self):
        """Return what the reader's department requests most, of what the reader may
        request; nothing that only few people request."""
        department = self.env["icrm.customer"]._from_user().department_id
        if not department:
            return []
        # sudo: how often a service is requested, not by whom; see LEAST_PEOPLE
        found = (
            self.env["helpdesk.ticket"]
            .sudo()
            ._read_group(
                Domain("icrm_customer_department_id", "=", department.id)
                & Domain("icrm_submitted_at", ">=", PERIOD)
                & Domain("icrm_service_id", "!=", False),
                ["icrm_service_id"],
                having=[("icrm_beneficiary_id:count_distinct", ">=", LEAST_PEOPLE)],
                order="__count desc, icrm_service_id",
                limit=2 * SHOWN_SERVICES,
            )
        )
        Service = self.env["icrm.service"]
        ids = [service.id for (service,) in found]
        allowed = Service.search_fetch(
            Service._catalogue_domain() & Domain("id", "in", ids), ["name"]
        )
        return [
            row(service.id, service.name, calls(service, "action_open_request"))
            for service in allowed.sorted(lambda service: ids.index(service.id))
        ][:SHOWN_SERVICES]

    # ------------------------------------------------------------------
    # Blocks
    # ------------------------------------------------------------------

    @api.model
    def _get_blocks(self):
        user = self.env.user
        blocks = []
        if user.has_group(ADMIN):
            blocks += self._get_setup_block()
        if user.has_group(AGENT) and user.helpdesk_team_ids:
            blocks.append(self._get_desk_block(user.helpdesk_team_ids))
        departments = user.icrm_department_ids
        if user.has_group(MANAGER) and departments:
            blocks.append(self._get_department_block(departments))
        if user.has_group(AUDITOR):
            blocks.append(self._get_log_block())
        steers = user.has_group(OFFICER) or user.has_group(AUDITOR)
        further = []
        if steers:
            company, *further = self._get_company_blocks()
            blocks.append(company)
        if steers or (user.has_group(MANAGER) and departments):
            blocks.append(
                self._get_changes_block(departments.browse() if steers else departments)
            )
        return blocks + further + super()._get_blocks()

    @api.model
    def _get_changes_block(self, departments):
        return block(
            "changes",
            self.env._("Last 7 Days"),
            rows=self._get_changes(departments),
            empty=self.env._("No news in the last 7 days."),
        )

    @api.model
    def _get_changes(self, departments):
        return [
            *self._get_missed_promises(departments),
            *self._get_low_ratings(departments),
            *super()._get_changes(departments),
        ]

    @api.model
    def _get_missed_promises(self, departments):
        """Return how many promises were missed, those of the reader's departments."""
        missed = (
            Domain("due_at", ">=", LAST_WEEK)
            & Domain("due_at", "<=", "now")
            & Domain("resolution_missed", "=", 1)
        )
        if departments:
            missed &= Domain("provider_department_id", "in", departments.ids)
        count = self.env["icrm.request.report"].search_count(missed, limit=MANY)
        label = self.env._("Promises missed")
        action = "icrm_internal.icrm_request_report_action_missed"
        return self._get_bad_news("missed", label, action, count, departments)

    @api.model
    def _get_low_ratings(self, departments):
        """Return how many ratings are low, of those that the reader may see."""
        low = Domain("score", "<=", rating_rules.COMMENT_UP_TO) & Domain(
            "rated_at", ">=", LAST_WEEK
        )
        if departments:
            low &= Domain("provider_department_id", "in", departments.ids)
        count = self.env["icrm.request.rating"].search_count(low, limit=MANY)
        label = self.env._("New low ratings")
        action = "icrm_internal.icrm_request_rating_action_low"
        return self._get_bad_news("ratings", label, action, count, departments)

    @api.model
    def _get_bad_news(self, name, label, action, count, departments):
        """Return the line of what should not be, none where there is nothing."""
        if not count:
            return []
        shown = opens(action, search_default_provided=1 if departments else 0)
        many = f"{MANY}+" if count >= MANY else f"{count}"
        return [row(name, label, shown, many, "bad")]

    @api.model
    def _get_setup_block(self):
        """Return the way to the checklist, until it is done or hidden."""
        if self.env.company.icrm_setup_hidden or self.env["icrm.setup"].new().finished:
            return []
        return [
            block(
                "setup",
                self.env._("Getting Started"),
                more=(
                    self.env._("Open the checklist"),
                    opens("icrm_internal.icrm_setup_action"),
                ),
                empty=self.env._("Some steps are not done yet."),
            )
        ]

    @api.model
    def _get_log_block(self):
        """Return the latest entries of the access log."""
        log = "icrm_internal.icrm_access_log_action"
        entries = self.env["icrm.access.log"].search([], limit=SHOWN_REQUESTS)
        kinds = dict(entries._fields["kind"]._description_selection(self.env))
        gone = self.env._("Erased person")
        return block(
            "log",
            self.env._("Access Log"),
            rows=[
                row(
                    entry.id,
                    f"{entry.user_id.name or gone}: "
                    f"{kinds.get(entry.kind, entry.kind)}, {entry.record_name}",
                    opens(log),
                    format_deadline(self.env, entry.at),
                )
                for entry in entries
            ],
            more=(self.env._("Open the log"), opens(log)),
            empty=self.env._("Nothing was revealed, exported or changed yet."),
        )

    @api.model
    def _get_desk_block(self, teams):
        """Return the queue of the reader's teams: own load, next promises."""
        Ticket = self.env["helpdesk.ticket"]
        queue = (
            Domain("icrm_service_id", "!=", False)
            & Domain("team_id", "in", teams.ids)
            & Domain("icrm_state", "in", OPEN_STATES)
        )
        assigned, free, overdue = self._count_queue(queue)
        desk = "icrm_internal.helpdesk_ticket_action_desk"
        following = Ticket.search_fetch(
            queue
            & Domain("user_id", "in", (self.env.uid, False))
            & Domain("icrm_next_due_at", "!=", False),
            ["name", "number", "icrm_next_due_at", "icrm_state", "user_id"],
            order="icrm_next_due_at, id",
            limit=SHOWN_REQUESTS,
        )
        return block(
            "desk",
            self.env._("Service Desk"),
            figures=[
                figure(
                    "mine",
                    self.env._("Assigned to me"),
                    f"{assigned}",
                    opens(desk, search_default_mine=1),
                ),
                figure(
                    "unassigned",
                    self.env._("Unassigned"),
                    f"{free}",
                    opens(desk, search_default_unassigned=1),
                ),
                figure(
                    "overdue",
                    self.env._("Overdue"),
                    f"{overdue}",
                    opens(desk, search_default_overdue=1),
                    tone="bad" if overdue else "",
                ),
            ],
            rows=[
                row(
                    request.id,
                    f"{request.number} {request.name}",
                    opens_record(request, desk),
                    " · ".join(
                        (
                            self.env._("You")
                            if request.user_id
                            else self.env._("Unassigned"),
                            format_deadline(self.env, request.icrm_next_due_at),
                        )
                    ),
                    "bad" if request.icrm_is_overdue else "",
                )
                for request in following
            ],
            more=(
                self.env._("Open the queue"),
                opens("icrm_internal.helpdesk_ticket_action_desk_open"),
            ),
            empty=self.env._("The queue is empty."),
        )

    @api.model
    def _count_queue(self, queue):
        """Return how many of *queue* are the reader's, nobody's, and overdue."""
        Ticket = self.env["helpdesk.ticket"]
        query = Ticket._search(queue)
        assignee = Ticket._field_to_sql(query.table, "user_id", query)
        due = Ticket._field_to_sql(query.table, "icrm_next_due_at", query)
        # SQL: FILTER counts all three at once; the rules are in the query
        [counts] = self.env.execute_query(
            query.select(
                SQL("COUNT(*) FILTER (WHERE %s = %s)", assignee, self.env.uid),
                SQL("COUNT(*) FILTER (WHERE %s IS NULL)", assignee),
                SQL("COUNT(*) FILTER (WHERE %s < %s)", due, fields.Datetime.now()),
            )
        )
        return counts

    @api.model
    def _get_department_block(self, departments):
        only = departments.name if len(departments) == 1 else None
        return block(
            "department",
            only or self.env._("My Departments"),
            figures=self._get_department_figures(departments),
            rows=self._get_department_rows(departments),
            more=(
                self.env._("Departments"),
                opens("icrm_internal.hr_department_action_overview_open"),
            ),
        )

    @api.model
    def _get_department_rows(self, departments):
        """Return what is late longest, with who has it now."""
        Ticket = self.env["helpdesk.ticket"]
        late = Ticket.search(
            Domain("icrm_provider_department_id", "in", departments.ids)
            & Domain("icrm_is_overdue", "=", True),
            order="icrm_next_due_at, id",
            limit=SHOWN_LATE,
        )
        desk = "icrm_internal.helpdesk_ticket_action_desk"
        return [
            row(
                request.id,
                f"{request.number} {request.name}",
                opens_record(request, desk),
                self.env._(
                    "Currently with %(holder)s, due %(when)s",
                    holder=request.icrm_holder_name or self.env._("no one"),
                    when=format_deadline(self.env, request.icrm_next_due_at),
                ),
                "bad",
            )
            for request in late
        ] + super()._get_department_rows(departments)

    @api.model
    def _get_department_figures(self, departments):
        given = "icrm_internal.icrm_request_report_action_promised"
        received = "icrm_internal.icrm_request_report_action_received"
        measured_given, measured_received = self._measure_promises(departments)
        return [
            *self._get_promise_figures(
                measured_given,
                "given",
                self.env._("Promises given: met"),
                self.env._("Given: open"),
                opens(given, search_default_recent=1),
                opens(given, "list", search_default_open=1, search_default_recent=0),
            ),
            *self._get_promise_figures(
                measured_received,
                "received",
                self.env._("Promises received: met"),
                self.env._("Received: open"),
                opens(received, search_default_recent=1),
                opens(received, "list", search_default_open=1, search_default_recent=0),
            ),
            *self._get_satisfaction_figures(departments),
            *super()._get_department_figures(departments),
        ]

    @api.model
    def _get_promise_figures(self, measured, name, met, still, met_opens, still_opens):
        """Return what was met in 90 days, the last two weeks, and what is open.

        The same figures as under *Departments*.
        """
        count, share, weeks, opened, overdue = measured
        (this_week, this_count), (last_week, last_count) = weeks
        found = get_trend(this_week, this_count, last_week, last_count)
        note = self.env._("90 days, n %(count)s", count=count)
        if this_count and last_count:
            note = self.env._(
                "90 days, n %(count)s. This week %(now)s, last week %(before)s.",
                count=count,
                now=format_share(self.env, this_week),
                before=format_share(self.env, last_week),
            )
        return [
            figure(
                name,
                met,
                format_share(self.env, share) if count else "–",
                met_opens,
                note,
                **moved(found),
            ),
            figure(
                f"{name}_open",
                still,
                f"{opened}",
                still_opens,
                self.env._("%(count)s overdue", count=overdue),
                tone="bad" if overdue else "",
            ),
        ]

    @api.model
    def _measure_promises(self, departments):
        """Measure what the departments promised, and what they were promised.

        :return: for both ``(count, share, weeks, open, overdue)``: of 90 days; the
            share and the count of this week and the last; how many are open
        """
        Report = self.env["icrm.request.report"]
        now = fields.Datetime.now()
        recent = Domain("submitted_at", ">=", PERIOD).optimize_full(Report)
        sides = [
            Domain(f"{side}_department_id", "in", departments.ids).optimize_full(Report)
            for side in ("provider", "customer")
        ]
        query = Report._search(
            Domain.OR(sides)
            & (
                recent
                | Domain("resolved_at", ">", now - 2 * WEEK)
                | Domain("state", "in", OPEN_STATES)
            )
        )
        column = {
            name: Report._field_to_sql(query.table, name, query)
            for name in (
                "resolution_met",
                "resolved_at",
                "open_count",
                "overdue_count",
            )
        }
        resolved = column["resolved_at"]
        windows = [
            recent._to_sql(Report, query.table, query),
            SQL("%s > %s AND %s <= %s", resolved, now - WEEK, resolved, now),
            SQL("%s > %s AND %s <= %s", resolved, now - 2 * WEEK, resolved, now - WEEK),
        ]
        met = column["resolution_met"]
        wanted = []
        for side in sides:
            own = side._to_sql(Report, query.table, query)
            for window in windows:
                wanted += [
                    SQL("COUNT(%s) FILTER (WHERE %s AND %s)", met, own, window),
                    SQL("AVG(%s) FILTER (WHERE %s AND %s)", met, own, window),
                ]
            wanted += [
                SQL("COALESCE(SUM(%s) FILTER (WHERE %s), 0)", column[name], own)
                for name in ("open_count", "overdue_count")
            ]
        # SQL: each window is a FILTER, so that all is read once; rules are in the query
        [found] = self.env.execute_query(query.select(*wanted))
        half = len(found) // 2
        return [
            (
                count,
                float(share or 0),
                [
                    (float(this_share or 0), this_count),
                    (float(last_share or 0), last_count),
                ],
                opened,
                overdue,
            )
            for (
                count,
                share,
                this_count,
                this_share,
                last_count,
                last_share,
                opened,
                overdue,
            ) in (found[:half], found[half:])
        ]

    @api.model
    def _get_satisfaction_figures(self, departments):
        """Return the mean rating; only whole groups count, so it may be none."""
        averages = self.env["icrm.request.rating"]._icrm_averages(
            "provider_department_id", departments.ids
        )
        count = sum(number for number, _average in averages.values())
        if not count:
            return []
        total = sum(number * float(average) for number, average in averages.values())
        return [
            figure(
                "satisfaction",
                self.env._("Satisfaction"),
                NumberFormatter(self.env).format_points(total / count),
                opens("icrm_internal.hr_department_action_overview_open"),
                self.env._("of 5 stars, n %(count)s", count=count),
            )
        ]

    @api.model
    def _get_company_blocks(self):
        blocks = super()._get_company_blocks()
        Ticket = self.env["helpdesk.ticket"]
        ours = Domain("icrm_service_id", "!=", False)
        late = Ticket.search_count(
            ours & Domain("icrm_is_overdue", "=", True), limit=MANY
        )
        desk = "icrm_internal.helpdesk_ticket_action_desk"
        blocks[0]["figures"].append(
            figure(
                "overdue",
                self.env._("Overdue requests"),
                f"{MANY}+" if late >= MANY else f"{late}",
                opens(desk, search_default_my_teams=0, search_default_overdue=1),
                tone="bad" if late else "",
            )
        )
        return blocks

    @api.model
    def _get_links(self):
        links = super()._get_links()
        if self.env["icrm.customer"]._from_user():
            links.insert(
                0,
                link(
                    "icrm_customer_action_my_profile",
                    self.env._("My Profile"),
                    "fa-user",
                ),
            )
        return links

    # ------------------------------------------------------------------
    # Where one lands
    # ------------------------------------------------------------------

    @api.model
    def _open(self):
        """Return what the application opens with: the home page.

        For administrators the checklist, until it is done or hidden.
        """
        user = self.env.user
        if user.has_group(ADMIN) and self._get_setup_block():
            return self.env["icrm.setup"]._open_first()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "icrm_internal.icrm_service_action_my"
        )
