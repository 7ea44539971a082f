# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.helpdesk_mgmt_hardening.models.base import FIRST_YEAR, LAST_YEAR
from odoo.addons.icrm_internal.models.access import caller_values, company_day
from odoo.addons.icrm_internal.models.access.actions import open_form
from odoo.addons.icrm_internal.models.access.groups import OFFICER
from odoo.addons.icrm_internal.models.access.icrm_reason_mixin import ReasonStep
from odoo.addons.icrm_internal.models.access.jobs import run_batches
from odoo.addons.icrm_internal.models.customer.duty import Duty

REASON_LIMIT = 5000
END_BATCH = 500
# Who is in it, until when, about what: decided by who answers for the record.
# What takes longer is decided anew, as every access is reviewed once a year.
LONGEST = timedelta(days=366)
GRANT_FIELDS = {"lead_id", "member_ids", "consultant_ids", "date_end", "company_id"}


class IcrmCoordination(models.Model):
    """People of several departments who solve one matter together, for some time.

    Members may read the one record that it is about, until the last day; that ends by
    itself. Consultants from outside read it, and their own actions, on a page of the
    portal. Who is let in is in the access log. Complaints have none: who handles them
    is neutral, and nobody else is told of them.
    """

    _name = "icrm.coordination"
    _inherit = ["icrm.reason.mixin"]
    _description = "Coordination Group"
    _order = "state, date_end, id desc"
    _icrm_duties = (Duty("lead_id", [("state", "=", "active")]),)

    name = fields.Char(required=True)
    mandate = fields.Text(
        required=True, help="What the group is to achieve, and what it may decide."
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )
    state = fields.Selection(
        [("active", "Active"), ("ended", "Ended")],
        string="Status",
        required=True,
        default="active",
        readonly=True,
        copy=False,
        index=True,
    )
    lead_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
    )
    member_ids = fields.Many2many(
        "res.users",
        "icrm_coordination_member_rel",
        string="Members",
        domain="[('share', '=', False)]",
        help="From several departments. They can read the record until the last day.",
    )
    consultant_ids = fields.Many2many(
        "res.partner",
        "icrm_coordination_partner_rel",
        string="Consultants",
        help="From outside. With a portal account they can read the record, and do "
        "their actions, until the last day.",
    )
    date_end = fields.Date(
        string="Last Day",
        required=True,
        default=lambda self: company_day.today(self.env.company) + timedelta(days=30),
    )
    # Naive UTC: nobody has to know a time zone to tell whether it is over.
    ends_at = fields.Datetime(compute="_compute_ends_at", store=True, precompute=True)
    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="Request",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    dispute_id = fields.Many2one(
        "icrm.dispute", readonly=True, index="btree_not_null", ondelete="set null"
    )
    started_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    result = fields.Text(string="Outcome", copy=False)
    ended_on = fields.Date(readonly=True, copy=False)
    meeting_ids = fields.One2many("icrm.meeting", "coordination_id")
    action_item_ids = fields.One2many(
        "icrm.action.item", "coordination_id", string="Actions"
    )
    is_member = fields.Boolean(
        compute="_compute_is_member",
        search="_search_is_member",
        help="You are in this group, and it is not over.",
    )
    can_grant = fields.Boolean(compute="_compute_can")
    can_edit = fields.Boolean(compute="_compute_can")

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------

    @api.depends("date_end", "company_id")
    def _compute_ends_at(self):
        for group in self:
            day = group.date_end
            # Other years are refused by their own field.
            is_known = day and FIRST_YEAR <= day.year <= LAST_YEAR
            group.ends_at = is_known and company_day.midnight(
                group, day + timedelta(days=1)
            )

    @api.model
    def _get_member_domain(self):
        """Return the groups that the caller is in and that are not over."""
        uid = self.env.uid
        return (
            Domain("state", "=", "active")
            & Domain("ends_at", ">", fields.Datetime.now())
            & (Domain("lead_id", "=", uid) | Domain("member_ids", "in", [uid]))
        )

    @api.depends_context("uid")
    @api.depends("state", "ends_at", "lead_id", "member_ids")
    def _compute_is_member(self):
        # sudo: whether the caller is in it, nothing else; rules ask for it
        found = self.sudo().search(
            Domain("id", "in", self.ids) & self._get_member_domain()
        )
        for group in self:
            group.is_member = group._origin.id in found.ids

    def _search_is_member(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._get_member_domain()

    @api.depends_context("uid")
    @api.depends("state", "lead_id")
    def _compute_can(self):
        editable = self._origin._filtered_access("write")
        for group in self:
            is_active = group.state == "active"
            group.can_edit = not group._origin or (
                is_active and group._origin in editable
            )
            # sudo: who answers for the record
            group.can_grant = is_active and group.sudo()._may_grant(self.env.user)

    @api.constrains("date_end", "company_id")
    def _check_length(self):
        for group in self:
            last = company_day.today(group) + LONGEST
            if group.date_end and group.date_end > last:
                raise ValidationError(
                    self.env._(
                        "Last Day: %(day)s at the latest. A group that takes longer is "
                        "prolonged then.",
                        day=format_date(self.env, last),
                    )
                )

    # ------------------------------------------------------------------
    # Who reads the request meanwhile
    # ------------------------------------------------------------------
    # Every reading of a request asks: what is known of a user is kept, with the instant
    # at which it ends, and forgotten when a group changes.

    @api.model
    @tools.ormcache("uid")
    def _get_tickets_of(self, uid):
        """Return ((request id, end), ...) of the groups that a user is in."""
        # sudo: whether a user is in a group, for the rules of requests
        groups_sudo = self.sudo().search(
            [
                ("state", "=", "active"),
                ("ticket_id", "!=", False),
                "|",
                ("lead_id", "=", uid),
                ("member_ids", "in", [uid]),
            ]
        )
        return tuple((group.ticket_id.id, group.ends_at) for group in groups_sudo)

    @api.model
    def _get_open_tickets(self):
        """Return the ids of the requests that the caller reads as a member, now."""
        now = fields.Datetime.now()
        return {
            ticket_id
            for ticket_id, end in self._get_tickets_of(self.env.uid)
            if end and end > now
        }

    @api.model
    def _forget_readers(self):
        """Forget who reads which request: a group has changed."""
        self.env.registry.clear_cache()
        self.env["helpdesk.ticket"].invalidate_model(["icrm_is_guest"])

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        groups = super().create(vals_list)
        self._forget_readers()
        for group in groups:
            group._check_grant()
            group._check_people()
            # sudo: the log, and messages to those who are in it
            group_sudo = group.sudo()
            group_sudo._note_access(group_sudo._get_people())
        return groups

    def write(self, vals):
        is_grant = not GRANT_FIELDS.isdisjoint(vals)
        if not self.env.su:
            if is_grant:
                self._check_grant()
            for group in self:
                if group.state == "ended":
                    raise UserError(
                        self.env._("“%(name)s” has ended.", name=group.name)
                    )
        # sudo: who is new, for the log
        before = {group: group._get_people() for group in self.sudo()}
        result = super().write(vals)
        if is_grant or "state" in vals:
            self._forget_readers()
        if is_grant:
            for group in self:
                group._check_people()
                # sudo: the log, and what those who left had to do
                group_sudo = group.sudo()
                new = group_sudo._get_people() - before[group_sudo]
                group_sudo._note_access(new)
                group_sudo._take_back_actions()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        """What let people read something stays on record."""
        self._forget_readers()
        for group in self:
            if group._get_record():
                raise UserError(
                    self.env._("“%(name)s” stays on record. End it.", name=group.name)
                )

    def _may_grant(self, user):
        """Return whether *user* may let people read what it is about; in sudo."""
        if user.has_group(OFFICER):
            return True
        if self.ticket_id:
            return user in self.ticket_id._icrm_get_coordinators()
        if self.dispute_id:
            return bool(
                self.dispute_id._get_sides(user) or user == self.dispute_id.mediator_id
            )
        return user == self.started_by_id

    def _check_grant(self):
        """Refuse to let people in on what the caller does not answer for."""
        if self.env.su:
            return
        for group in self:
            # sudo: who answers for the record
            if not group.sudo()._may_grant(self.env.user):
                raise AccessError(
                    self.env._(
                        "“%(name)s”: the heads of the departments concerned and "
                        "officers decide who is in it and until when.",
                        name=group.name,
                    )
                )

    def _get_people(self):
        """Return the contacts of all who are in it."""
        return (self.lead_id | self.member_ids).partner_id | self.consultant_ids

    def _check_people(self):
        wrong = (self.lead_id | self.member_ids).filtered("share")
        if wrong:
            raise UserError(
                self.env._(
                    "%(names)s: add people from outside as consultants.",
                    names=", ".join(wrong.mapped("name")),
                )
            )
        # sudo: which contacts are colleagues
        colleagues_sudo = self.consultant_ids.sudo().user_ids.filtered(
            lambda user: not user.share
        )
        if colleagues_sudo:
            raise UserError(
                self.env._(
                    "%(names)s: add colleagues as members.",
                    names=", ".join(colleagues_sudo.mapped("name")),
                )
            )

    def _note_access(self, partners):
        """Write down who may read the record from now on, and notify them; in sudo."""
        self.ensure_one()
        if not partners:
            return
        record = self._get_record()
        if record:
            reason = self.env._(
                "Coordination group “%(group)s”, until %(day)s: %(names)s",
                group=self.name,
                day=self.date_end,
                names=", ".join(partners.mapped("name")),
            )
            self.env["icrm.access.log"]._record("coordination", record, reason)
        self.env["icrm.message"]._enqueue(
            "coordination_joined", partners - self.env.user.partner_id, self
        )

    def _take_back_actions(self):
        """Give open actions of consultants who are not in it any more to the lead."""
        for group in self:
            heir = (group.lead_id | group.started_by_id).filtered("active")[:1]
            is_active = group.state == "active"
            items = group.action_item_ids.filtered(
                lambda item, group=group, is_active=is_active: item.state == "open"
                and item.owner_id.share
                and not (is_active and group._has_consultant(item.owner_id))
            )
            if heir and items:
                items.write({"owner_id": heir.id})

    def _has_consultant(self, user):
        """Return whether *user* is a consultant of this group; in sudo."""
        self.ensure_one()
        return user.partner_id in self.consultant_ids

    def _get_record(self):
        """Return the record that the group is about, or an empty one."""
        return self.ticket_id or self.dispute_id

    # ------------------------------------------------------------------
    # Consultants from outside
    # ------------------------------------------------------------------
    # They have no right to any model. A page of the portal shows what is theirs; these
    # methods decide what that is.

    @api.model
    def _find_for_consultant(self, group_id=None):
        """Return the groups that the caller advises and that are not over, in sudo.

        :param group_id: of these, the one with this id
        """
        domain = (
            Domain("state", "=", "active")
            & Domain("ends_at", ">", fields.Datetime.now())
            & Domain("consultant_ids", "in", self.env.user.partner_id.ids)
        )
        if group_id is not None:
            domain &= Domain("id", "=", caller_values.id_of(group_id))
        # sudo: those of the caller, who has no rights to the model
        return self.sudo().search(domain, order="date_end, id")

    def _open_as_consultant(self):
        """Return what a consultant reads of the record, and write that down; in sudo.

        :return: as ``_icrm_get_shared_facts`` of the record, or None without one
        """
        self.ensure_one()
        record = self._get_record()
        if not record:
            return None
        reason = self.env._("Opened as a consultant of “%(group)s”", group=self.name)
        self.env["icrm.access.log"]._record("coordination", record, reason)
        return record._icrm_get_shared_facts()

    def _get_own_actions(self):
        """Return the actions of this group that are the caller's; in sudo."""
        return self.action_item_ids.filtered(
            lambda item: item.owner_id == self.env.user
        )

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def action_end(self, reason: str):
        """End it now: the members cannot read the record any more."""
        self.check_access("write")
        self._icrm_lock()
        for group in self:
            if group.state != "active":
                raise UserError(self.env._("“%(name)s” has ended.", name=group.name))
        result = caller_values.text_of(
            self.env, self.env._("Outcome"), reason, REASON_LIMIT, required=True
        )
        for group_sudo in self.sudo():
            group_sudo.result = result
            group_sudo._end()
        return True

    def _end(self):
        """End it and let its members know; in sudo."""
        self.write({"state": "ended", "ended_on": company_day.today(self)})
        self._take_back_actions()
        users = self.lead_id | self.member_ids | self.started_by_id
        self.env["icrm.message"]._enqueue(
            "coordination_ended",
            (users - self.env.user).partner_id | self.consultant_ids,
            self,
        )

    @api.model
    def _icrm_reason_steps(self):
        return super()._icrm_reason_steps() | {
            "action_end": ReasonStep(
                title=self.env._("End This Group?"),
                button=self.env._("End group"),
                hint=self.env._("What came out of it? Members lose access now."),
            )
        }

    def action_plan_meeting(self):
        """Begin a meeting of this group."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "active":
            raise UserError(self.env._("“%(name)s” has ended.", name=self.name))
        # sudo: what it is about is set here and nowhere else; the caller was checked
        meeting_sudo = (
            self.env["icrm.meeting"]
            .sudo()
            .create(
                {
                    "name": self.name,
                    "kind": "coordination",
                    "coordination_id": self.id,
                    "owner_id": self.env.uid,
                }
            )
        )
        return open_form(meeting_sudo.sudo(False))

    def action_open_record(self):
        """Open what it is about; that a member did is in the access log."""
        self.ensure_one()
        self.check_access("read")
        # sudo: which record; it is opened, and refused, as the caller
        record = self.sudo()._get_record().sudo(False)
        if not record:
            raise UserError(self.env._("This group is about no single record."))
        record.check_access("read")
        if self.is_member:
            reason = self.env._("Opened as a member of “%(group)s”", group=self.name)
            self.env["icrm.access.log"]._record("coordination", record, reason)
        return record.get_formview_action()

    @api.model
    def _cron_end(self):
        """End the groups whose last day is over. Idempotent; access ended before."""
        run_batches(
            self,
            [("state", "=", "active"), ("ends_at", "<=", fields.Datetime.now())],
            lambda groups: groups._end_each(),
            END_BATCH,
        )

    def _end_each(self):
        for group in self:
            group._end()
