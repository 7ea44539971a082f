# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..access.groups import ADMIN
from ..customer.duty import Duty

# Who is in a team, and whom it works for: both let people read requests.
STAFF_FIELDS = frozenset({"user_ids", "icrm_department_id"})

# What heads of department decide about the teams of theirs
HEAD_FIELDS = STAFF_FIELDS | {"icrm_assignment"}

ASSIGNMENT_RULES = [
    ("load", "By load: fewest open requests"),
    ("turn", "In turn: longest without a new request"),
    ("competence", "By competence, then by load"),
]

# Teams that somebody waits for: with a service on offer, an address, open requests
SERVING = [
    "|",
    "|",
    ("icrm_service_ids.state", "=", "published"),
    ("alias_name", "!=", False),
    ("ticket_ids", "any", [("active", "=", True), ("stage_id.closed", "=", False)]),
]


class HelpdeskTicketTeam(models.Model):
    """The side of a team the catalogue needs: whose it is, and when it works."""

    _inherit = "helpdesk.ticket.team"
    _icrm_named_in_log = True
    _icrm_duties = (Duty("user_id", SERVING),)

    icrm_department_id = fields.Many2one(
        "hr.department",
        string="Department",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    icrm_service_ids = fields.One2many("icrm.service", "team_id", string="Services")
    icrm_calendar_id = fields.Many2one(
        "resource.calendar", string="Working Hours", ondelete="restrict"
    )
    icrm_assignment = fields.Selection(
        [("manual", "Manually"), *ASSIGNMENT_RULES],
        string="Assign Requests",
        default="manual",
        required=True,
        help="New requests go to a member who is not absent. Competence: specialists "
        "of the service's category first.",
    )

    # -- members of a team read and serve its requests -----------------------
    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        teams._icrm_follow_staff({})
        return teams

    def write(self, vals):
        leaves = not vals.get("icrm_department_id", True)
        if not self.env.su:
            if leaves or not HEAD_FIELDS.issuperset(vals):
                self._icrm_check_configures()
            elif "icrm_assignment" in vals:
                for team in self:
                    # sudo: whose team it is, to decide who may set it
                    team._icrm_check_staffs(team.sudo().icrm_department_id)
        if STAFF_FIELDS.isdisjoint(vals):
            return super().write(vals)
        before = self._icrm_get_staff()
        result = super().write(vals)
        self._icrm_follow_staff(before)
        return result

    def _icrm_check_configures(self):
        """Heads of department have the right to write for the sake of the members."""
        user = self.env.user
        if not (
            user.has_group("helpdesk_mgmt.group_helpdesk_manager")
            or user.has_group(ADMIN)
        ):
            raise AccessError(
                self.env._(
                    "Department heads can only change the members of a team and how "
                    "its requests are assigned."
                )
            )

    def _icrm_get_staff(self):
        """Return {team: (department, members)}, archived ones too."""
        # sudo: to compare; _icrm_follow_staff checks who may change it.
        teams_sudo = self.sudo().with_context(active_test=False)
        teams_sudo.invalidate_recordset(["user_ids"])
        return {team: (team.icrm_department_id, team.user_ids) for team in teams_sudo}

    def _icrm_follow_staff(self, before):
        """Refuse a change of members that is not the caller's to make; log the others.

        :param before: as :meth:`_icrm_get_staff` returned it; without new teams
        """
        # sudo: empty ones, in the environment of those they are compared with
        nobody = self.env["hr.department"].sudo(), self.env["res.users"].sudo()
        for team_sudo, (department, members) in self._icrm_get_staff().items():
            was_department, were = before.get(team_sudo, nobody)
            if department == was_department and members == were:
                continue
            if not (was_department | department or self.env.su):
                # Without a head, only users who configure teams anyway.
                self._icrm_check_configures()
            for concerned in was_department | department:
                team_sudo.with_env(self.env)._icrm_check_staffs(concerned)
            # An installation or a data import created the team.
            born = self.env.su and team_sudo not in before
            if department | was_department and not born:
                self.env["icrm.access.log"]._record(
                    "team",
                    team_sudo,
                    self.env._(
                        "Joined: %(joined)s. Left: %(left)s. Department: "
                        "%(department)s.",
                        joined=", ".join((members - were).mapped("name"))
                        or self.env._("none"),
                        left=", ".join((were - members).mapped("name"))
                        or self.env._("none"),
                        department=department.name or self.env._("none"),
                    ),
                )

    def _icrm_check_staffs(self, department_sudo):
        """Raise unless the caller heads this department, or one above, or the ICRM."""
        user = self.env.user
        if not (
            self.env.su
            or user in department_sudo.icrm_head_user_ids
            or user.has_group(ADMIN)
        ):
            raise AccessError(
                self.env._(
                    "%(team)s belongs to %(department)s. Only the head of the "
                    "department or an administrator can change its members.",
                    team=self.sudo().name,
                    department=department_sudo.name,
                )
            )
