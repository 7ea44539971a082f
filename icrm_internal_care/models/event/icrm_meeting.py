# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.icrm_internal.models.access import (
    caller_values,
    company_day,
    inner_context,
)
from odoo.addons.icrm_internal.models.access.actions import open_form
from odoo.addons.icrm_internal.models.access.groups import AGENT, AUDITOR, OFFICER
from odoo.addons.icrm_internal.models.access.icrm_reason_mixin import ReasonStep
from odoo.addons.icrm_internal.models.customer.duty import Duty

from . import meeting_figures

REASON_LIMIT = 2000
# What users choose; the others begin at the record they are about.
FREE_KINDS = ("departments", "care")
# What is about the same thing carries on with the same actions.
SERIES = ("relationship_id", "dispute_id", "coordination_id")
# Without invitations: those are messages of ours.
QUIET = {
    "dont_notify": True,
    "no_mail_to_attendees": True,
    "skip_contact_description": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
}


class IcrmMeeting(models.Model):
    """A meeting between departments: agenda, decisions, actions, figures.

    When, where and how often is in the calendar; who may read it is decided here.
    """

    _name = "icrm.meeting"
    _inherit = ["icrm.reason.mixin", "icrm.kpi.source"]
    _description = "Meeting"
    _order = "start desc, id desc"
    _icrm_duties = (Duty("owner_id", [("state", "in", ("draft", "planned"))]),)

    name = fields.Char(string="Subject", required=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )
    kind = fields.Selection(
        selection="_selection_kind",
        required=True,
        default="departments",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("planned", "Planned"),
            ("held", "Held"),
            ("cancelled", "Cancelled"),
        ],
        string="Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
    )
    owner_id = fields.Many2one(
        "res.users",
        string="Organizer",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
    )
    relationship_id = fields.Many2one(
        "icrm.relationship",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    dispute_id = fields.Many2one(
        "icrm.dispute", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    coordination_id = fields.Many2one(
        "icrm.coordination", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    department_ids = fields.Many2many(
        "hr.department",
        "icrm_meeting_department_rel",
        string="Departments",
        ondelete="restrict",
        help="Their heads can read agenda, decisions and actions.",
    )
    start = fields.Datetime(
        string="Starts At",
        required=True,
        default=lambda self: self._get_default_start(),
        copy=False,
    )
    duration = fields.Float(string="Duration (h)", required=True, default=1.0)
    location = fields.Char()
    attendee_ids = fields.One2many(
        "icrm.meeting.attendee", "meeting_id", string="Attendees", copy=False
    )
    attendee_count = fields.Integer(
        string="Invited", compute="_compute_attendee_count", compute_sudo=True
    )
    attended_count = fields.Integer(
        string="Present", compute="_compute_attendee_count", compute_sudo=True
    )
    item_ids = fields.One2many(
        "icrm.meeting.item", "meeting_id", string="Agenda", copy=False
    )
    action_item_ids = fields.One2many(
        "icrm.action.item", "meeting_id", string="Actions", copy=False
    )
    carried_item_ids = fields.Many2many(
        "icrm.action.item",
        "icrm_action_item_meeting_rel",
        string="From Earlier Meetings",
        readonly=True,
        copy=False,
        help="Open actions come back in each meeting until they are done.",
    )
    open_item_count = fields.Integer(
        string="Open Actions", compute="_compute_open_item_count", compute_sudo=True
    )
    minutes_sent_on = fields.Date(readonly=True, copy=False)
    event_id = fields.Many2one(
        "calendar.event",
        string="Appointment",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    # Frozen: what the meeting looked at stays as it was.
    figures = fields.Json(string="Frozen Figures", readonly=True, copy=False)
    figures_html = fields.Html(
        string="Key Figures", compute="_compute_figures_html", sanitize=False
    )
    goal_ids = fields.Many2many(
        "icrm.relationship.goal",
        string="Shared Goals",
        compute="_compute_goal_ids",
        groups=f"{AGENT},{AUDITOR}",
        help="What both departments want to reach together, as far as you may see it.",
    )
    can_edit = fields.Boolean(compute="_compute_can_edit")

    _duration_range = models.Constraint(
        "CHECK (duration BETWEEN 0.1 AND 240)",
        "Duration: between 0.1 and 240 hours.",
    )
    _event_uniq = models.UniqueIndex(
        "(event_id) WHERE event_id IS NOT NULL",
        "This appointment already has a meeting.",
    )

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------

    @api.model
    def _selection_kind(self):
        # Assigned first: within a tuple the codes would be exported as texts, too.
        review = self.env._("Relationship review")
        departments = self.env._("Between departments")
        negotiation = self.env._("Negotiation of a dispute")
        coordination = self.env._("Coordination group")
        care = self.env._("Care event")
        return [
            ("review", review),
            ("departments", departments),
            ("negotiation", negotiation),
            ("coordination", coordination),
            ("care", care),
        ]

    @api.model
    def _get_default_start(self):
        """Return ten o'clock of the same day next week, where the company is."""
        day = company_day.today(self.env.company) + timedelta(days=7)
        return company_day.midnight(self.env.company, day) + timedelta(hours=10)

    @api.depends("attendee_ids.attended")
    def _compute_attendee_count(self):
        for meeting in self:
            meeting.attendee_count = len(meeting.attendee_ids)
            meeting.attended_count = len(meeting.attendee_ids.filtered("attended"))

    @api.depends("action_item_ids.state", "carried_item_ids.state")
    def _compute_open_item_count(self):
        for meeting in self:
            items = meeting.action_item_ids | meeting.carried_item_ids
            meeting.open_item_count = len(
                items.filtered(lambda item: item.state == "open")
            )

    @api.depends("figures")
    @api.depends_context("lang")
    def _compute_figures_html(self):
        for meeting in self:
            meeting.figures_html = meeting_figures.render(self.env, meeting.figures)

    @api.depends_context("uid")
    @api.depends("relationship_id")
    def _compute_goal_ids(self):
        # sudo: of which relationship; its goals are searched as the reader
        relationships = self.sudo().relationship_id
        goals = self.env["icrm.relationship.goal"].search(
            [("relationship_id", "in", relationships.ids)]
        )
        for meeting in self:
            # sudo: as above
            relationship = meeting.sudo().relationship_id
            meeting.goal_ids = goals.filtered(
                lambda goal, relationship=relationship: goal.relationship_id.id
                == relationship.id
            )

    @api.depends_context("uid")
    @api.depends("owner_id", "department_ids", "state")
    def _compute_can_edit(self):
        editable = self._origin._filtered_access("write")
        for meeting in self:
            meeting.can_edit = not meeting._origin or (
                meeting._origin in editable and meeting.state in ("draft", "planned")
            )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        meetings = super().create(vals_list)
        meetings._check_kind()
        for meeting in meetings:
            meeting._check_may_plan()
            # sudo: who plans it was checked; its figures and actions are its subject's
            meeting.sudo()._prepare_meeting()
        return meetings

    def write(self, vals):
        if not self.env.su:
            self._check_open(vals)
            if "kind" in vals:
                raise UserError(self.env._("The kind of a meeting cannot change."))
        result = super().write(vals)
        if not {"department_ids", "company_id"}.isdisjoint(vals):
            # Core checks only before the write: no meeting moves to others.
            self.check_access("write")
            self._check_may_plan()
        shared = {"name", "start", "duration", "location", "owner_id"}
        if not shared.isdisjoint(vals) and not inner_context.get(
            self.env, "icrm_from_event"
        ):
            # sudo: the appointment follows what was allowed to be written
            self.sudo()._update_event("start" in vals)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_invited(self):
        for meeting in self:
            if meeting.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(name)s”: people were invited. Cancel it instead.",
                        name=meeting.name,
                    )
                )

    def _check_open(self, vals=()):
        """Refuse changes of what is over; attendance can be entered later."""
        if set(vals) <= {"attendee_ids"} and vals:
            return
        for meeting in self:
            if meeting.state in ("held", "cancelled"):
                raise UserError(
                    self.env._(
                        "“%(name)s” is closed; its minutes cannot change.",
                        name=meeting.name,
                    )
                )

    def _check_kind(self):
        """Users choose among some kinds; the others begin at what they are about."""
        if self.env.su:
            return
        for meeting in self:
            if meeting.kind not in FREE_KINDS:
                raise UserError(
                    self.env._("Plan this meeting from the record it is about.")
                )

    def _check_may_plan(self):
        """Refuse meetings of departments and relationships that are not the caller's.

        Who plans a meeting reads the actions that are open since earlier ones.
        """
        user = self.env.user
        if self.env.su or user.has_group(OFFICER):
            return
        for meeting in self:
            # sudo: who heads the departments and manages the account, nothing else
            if user not in meeting.sudo()._get_planners():
                raise AccessError(
                    self.env._(
                        "A meeting is planned by the head of one of its departments, "
                        "the account manager or an officer."
                    )
                )

    def _get_planners(self):
        """Return the users who may plan this meeting, beside officers; in sudo."""
        self.ensure_one()
        relationship = self.relationship_id
        if relationship:
            return (
                relationship.provider_department_id.icrm_head_user_ids
                | relationship.customer_department_id.icrm_head_user_ids
                | relationship.account_manager_id
            )
        if self.coordination_id:
            return self.coordination_id.lead_id
        if self.dispute_id:
            return self.department_ids.icrm_head_user_ids | self.dispute_id.mediator_id
        return self.department_ids.icrm_head_user_ids

    def _prepare_meeting(self):
        """Fill in what follows from what it is about; in sudo."""
        self.ensure_one()
        relationship = self.relationship_id
        if relationship:
            sides = (
                relationship.provider_department_id
                | relationship.customer_department_id
            )
            self.write(
                {
                    "kind": "review",
                    "company_id": relationship.company_id.id,
                    "department_ids": [Command.set(sides.ids)],
                    "figures": meeting_figures.take(relationship),
                }
            )
        if self.dispute_id:
            sides = (
                self.dispute_id.raised_department_id
                | self.dispute_id.other_department_id
            )
            self.write(
                {
                    "company_id": self.dispute_id.company_id.id,
                    "department_ids": [Command.set(sides.ids)],
                }
            )
        if self.coordination_id:
            self.company_id = self.coordination_id.company_id
        if not self.attendee_ids:
            self._invite(self._get_default_attendees())
        self._carry_over()

    def _get_default_attendees(self):
        """Return the partners who are asked first; in sudo."""
        users = self.owner_id
        for department in self.department_ids:
            users |= department._icrm_get_head()
        relationship = self.relationship_id
        users |= relationship.account_manager_id | relationship.technical_contact_id
        users |= self.dispute_id.mediator_id | self.dispute_id.raised_by_id
        users |= self.coordination_id.lead_id | self.coordination_id.member_ids
        return users.filtered("active").partner_id

    def _invite(self, partners):
        """Add attendees who are not there yet; in sudo."""
        new = partners - self.attendee_ids.partner_id
        self.env["icrm.meeting.attendee"].create(
            [{"meeting_id": self.id, "partner_id": partner.id} for partner in new]
        )

    # ------------------------------------------------------------------
    # Actions of earlier meetings
    # ------------------------------------------------------------------

    def _get_series_domain(self):
        """Return the meetings that are about the same as this one, itself left out."""
        self.ensure_one()
        same = Domain.FALSE
        for name in SERIES:
            if self[name]:
                same |= Domain(name, "=", self[name].id)
        recurrence = self.event_id.recurrence_id
        if recurrence:
            same |= Domain("event_id.recurrence_id", "=", recurrence.id)
        return same & Domain("id", "!=", self.id)

    def _carry_over(self):
        """Put open actions of earlier meetings on the table of this one; in sudo."""
        for meeting in self.filtered(lambda one: one.state in ("draft", "planned")):
            earlier = self.search(meeting._get_series_domain())
            items = (earlier.action_item_ids | earlier.carried_item_ids).filtered(
                lambda item: item.state == "open"
            )
            meeting.carried_item_ids |= items - meeting.action_item_ids

    def _get_next(self):
        """Return the meetings to come that are about the same; in sudo."""
        self.ensure_one()
        return self.search(
            self._get_series_domain() & Domain("state", "in", ("draft", "planned"))
        )

    # ------------------------------------------------------------------
    # Appointment
    # ------------------------------------------------------------------

    def _prepare_event(self):
        return {
            "name": self.name,
            "start": self.start,
            "stop": self.start + timedelta(hours=self.duration),
            "location": self.location,
            "user_id": self.owner_id.id,
        }

    def _create_event(self):
        """Put the meeting into the calendars of its attendees; in sudo."""
        self.ensure_one()
        self.event_id = (
            self.env["calendar.event"]
            .with_context(caller_values.context_of(self.env), **QUIET)
            .create(
                {
                    **self._prepare_event(),
                    "partner_ids": [Command.set(self.attendee_ids.partner_id.ids)],
                    "privacy": "confidential",
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": self.id,
                }
            )
        )

    def _update_event(self, is_moved=False):
        """Let the appointment follow the meeting; in sudo."""
        for meeting in self.filtered("event_id"):
            event = inner_context.give(meeting.event_id, icrm_from_meeting=True)
            event.with_context(**QUIET).write(
                {
                    **meeting._prepare_event(),
                    "partner_ids": [Command.set(meeting.attendee_ids.partner_id.ids)],
                }
            )
            if is_moved and meeting.state == "planned":
                meeting._update_next_review()
                meeting._notify("meeting_moved", occasion=str(meeting.start))

    def _follow_event(self):
        """Take over what was changed in the calendar; in sudo."""
        for meeting in self.filtered(lambda one: one.state in ("draft", "planned")):
            event = meeting.event_id
            hours = (event.stop - event.start).total_seconds() / 3600
            if (meeting.start, meeting.duration) == (event.start, hours):
                continue
            is_moved = meeting.start != event.start
            # The event has it already.
            inner_context.give(meeting, icrm_from_event=True).write(
                {"start": event.start, "duration": min(max(hours, 0.1), 240)}
            )
            if is_moved and meeting.state == "planned":
                meeting._update_next_review()
                meeting._notify("meeting_moved", occasion=str(meeting.start))

    def _cancel_without_event(self):
        """Cancel meetings whose appointment was deleted in the calendar; in sudo."""
        reason = self.env._(
            "%(name)s deleted the appointment in the calendar.", name=self.env.user.name
        )
        self._icrm_lock()
        for meeting in self.filtered(lambda one: one.state in ("draft", "planned")):
            meeting._cancel(reason)

    def _plan_next(self, event):
        """Return the meeting of a later appointment of the same series."""
        if not self:
            raise AccessError(
                self.env._("Only those invited to the series can read its minutes.")
            )
        self.check_access("write")
        # sudo: who may write the meeting of the series begins the next one of it
        series_sudo = self.sudo()
        partners_sudo = event.sudo().partner_ids & series_sudo.attendee_ids.partner_id
        meeting_sudo = series_sudo.create(
            {
                "name": series_sudo.name,
                "kind": series_sudo.kind,
                "company_id": series_sudo.company_id.id,
                "owner_id": series_sudo.owner_id.id,
                "start": event.start,
                "duration": series_sudo.duration,
                "location": series_sudo.location,
                "department_ids": [Command.set(series_sudo.department_ids.ids)],
                "attendee_ids": [
                    Command.create({"partner_id": partner.id})
                    for partner in partners_sudo
                ],
                "event_id": event.id,
                "state": "planned",
                **{name: series_sudo[name].id for name in SERIES},
            }
        )
        return meeting_sudo.sudo(False)

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def _check_step(self, *states):
        """Lock these and return them in sudo: the caller may edit them, and they are
        in one of these states."""
        self.check_access("write")
        self._icrm_lock()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for meeting in self:
            if meeting.state not in states:
                raise UserError(
                    self.env._(
                        "“%(name)s” is “%(state)s”; this requires “%(wanted)s”.",
                        name=meeting.name,
                        state=labels[meeting.state],
                        wanted=" / ".join(labels[state] for state in states),
                    )
                )
        return self.sudo()

    def action_invite(self):
        """Put the meeting into the calendars, and invite its attendees."""
        for meeting_sudo in self._check_step("draft"):
            if not meeting_sudo.attendee_ids:
                raise UserError(self.env._("Add attendees first."))
            meeting_sudo.state = "planned"
            meeting_sudo._create_event()
            meeting_sudo._update_next_review()
            meeting_sudo._notify("meeting_invitation")
        return True

    def _update_next_review(self):
        """Let the relationship say when its next review is; in sudo."""
        relationship = self.relationship_id
        if relationship:
            coming = self.search(
                [
                    ("relationship_id", "=", relationship.id),
                    ("state", "=", "planned"),
                ],
                order="start, id",
                limit=1,
            )
            relationship.next_review_date = coming and company_day.today(
                coming, coming.start
            )

    def action_invite_departments(self):
        """Add everybody who works in these departments to the attendees."""
        for meeting_sudo in self._check_step("draft", "planned"):
            # sudo: who works where is public; the caller may edit the attendees
            people_sudo = self.env["icrm.customer"].sudo()
            people_sudo = people_sudo.search(
                [
                    ("kind", "=", "employee"),
                    ("department_id", "child_of", meeting_sudo.department_ids.ids),
                    ("partner_id", "!=", False),
                ]
            )
            meeting_sudo._invite(people_sudo.partner_id)
        return True

    def action_refresh_figures(self):
        """Take the figures of the relationship anew, before the meeting."""
        for meeting_sudo in self._check_step("draft", "planned"):
            if meeting_sudo.relationship_id:
                meeting_sudo.figures = meeting_figures.take(
                    meeting_sudo.relationship_id
                )
        return True

    def action_send_minutes(self):
        """Close the meeting: decisions and actions go to all who were invited."""
        for meeting_sudo in self._check_step("planned"):
            meeting_sudo.write(
                {"state": "held", "minutes_sent_on": company_day.today(meeting_sudo)}
            )
            for later_sudo in meeting_sudo._get_next():
                later_sudo._carry_over()
            meeting_sudo._update_next_review()
            meeting_sudo._notify("meeting_minutes")
        return True

    def action_cancel(self, reason: str):
        """Cancel it, and let those who were invited know why."""
        meetings_sudo = self._check_step("draft", "planned")
        reason = caller_values.reason_of(self.env, reason, REASON_LIMIT)
        for meeting_sudo in meetings_sudo:
            event = inner_context.give(meeting_sudo.event_id, icrm_from_meeting=True)
            event.with_context(**QUIET).write({"active": False})
            meeting_sudo._cancel(reason)
        return True

    def _cancel(self, reason):
        """Cancel it and let those who were invited know why; in sudo."""
        self.ensure_one()
        was_planned = self.state == "planned"
        self.state = "cancelled"
        if was_planned:
            self._update_next_review()
            self._notify("meeting_cancelled", {"reason": reason})

    @api.model
    def _icrm_reason_steps(self):
        return super()._icrm_reason_steps() | {
            "action_cancel": ReasonStep(
                title=self.env._("Cancel This Meeting?"),
                button=self.env._("Cancel meeting"),
                hint=self.env._("Everyone invited gets the reason."),
            )
        }

    def action_open_event(self):
        """Open the appointment in the calendar: place, video call, recurrence."""
        self.ensure_one()
        self.check_access("read")
        # sudo: the appointment of a meeting that the caller may read
        event_sudo = self.sudo().event_id
        if not event_sudo:
            raise UserError(self.env._("Send the invitations first."))
        return open_form(event_sudo.sudo(False))

    def action_open_relationship(self):
        """Open the relationship, as far as the caller may see it."""
        self.ensure_one()
        self.check_access("read")
        # sudo: the id alone; its form opens for those who may read it
        relationship_sudo = self.sudo().relationship_id
        return open_form(relationship_sudo.sudo(False))

    # ------------------------------------------------------------------
    # Messages
    # ------------------------------------------------------------------

    def _notify(self, event, values=None, occasion=""):
        """Notify the attendees, but for who does it; in sudo."""
        self.ensure_one()
        partners = self.attendee_ids.partner_id - self.env.user.partner_id
        self.env["icrm.message"]._enqueue(
            event, partners, self, values=values, occasion=occasion
        )
