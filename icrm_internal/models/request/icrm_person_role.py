# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..access.groups import ADMIN, AGENT, AUDITOR, DESK, EXPORT, MANAGER, OFFICER

#: {field: group}; of the ladder each implies those before it
LADDER = {"is_agent": AGENT, "is_head": MANAGER, "is_officer": OFFICER}
#: Those who administer the users grant these: they read what others may not.
BESIDE = {
    "is_export": EXPORT,
    "is_admin": ADMIN,
    "is_desk": DESK,
    "is_auditor": AUDITOR,
}
ROLES = {**LADDER, **BESIDE}
USER_ADMIN = "base.group_erp_manager"


class IcrmPersonRole(models.Model):
    """The users of the company and their roles: one row each, one page for all.

    A table on the fly. A role counts as held whether it was given by itself or comes
    with a higher one; what is switched is the user's groups.
    """

    _name = "icrm.person.role"
    _description = "People and Roles"
    _auto = False
    _order = "name, id"
    _rec_name = "name"

    name = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", readonly=True)
    login = fields.Char(readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    duties = fields.Char(
        compute="_compute_duties",
        help="Departments this person heads, and teams they are a member of.",
    )
    is_role_missing = fields.Boolean(
        "Role Missing",
        readonly=True,
        help="Heads a department without being a department manager, or is a member "
        "of a team without being an agent.",
    )
    is_agent = fields.Boolean("Agent")
    is_head = fields.Boolean("Department Manager")
    is_officer = fields.Boolean("Officer")
    is_admin = fields.Boolean("Administrator")
    is_desk = fields.Boolean("Confidential Desk")
    is_auditor = fields.Boolean("Auditor")
    is_export = fields.Boolean(
        "Data Export", help="Exports lists of this app to Excel and CSV."
    )
    can_grant_all = fields.Boolean(compute="_compute_can_grant_all")

    # ------------------------------------------------------------------
    # The table
    # ------------------------------------------------------------------

    @property
    def _table_query(self):
        """SQL: a row a user with what they hold, for filters and groups of a list."""
        for model, names in (
            ("res.users", ["active", "share", "login", "partner_id", "group_ids"]),
            ("res.users", ["company_ids"]),
            ("res.partner", ["name"]),
            ("icrm.customer", ["kind", "user_id", "department_id", "active"]),
            ("hr.department", ["manager_id", "active"]),
            ("hr.employee", ["user_id", "active"]),
            ("helpdesk.ticket.team", ["user_ids", "active", "icrm_department_id"]),
        ):
            self.env[model].flush_model(names)
        return SQL(
            """
            SELECT held.*,
                   (heads AND NOT is_head) OR (serves AND NOT is_agent)
                   AS is_role_missing
              FROM (
                SELECT users.id, users.id AS user_id, partner.name, users.login,
                       customer.department_id, %(roles)s,
                       EXISTS (
                           SELECT 1 FROM hr_department AS department
                             JOIN hr_employee AS head ON head.id = department.manager_id
                            WHERE head.user_id = users.id
                              AND department.active AND head.active
                       ) AS heads,
                       EXISTS (
                           SELECT 1 FROM helpdesk_ticket_team_res_users_rel AS member
                             JOIN helpdesk_ticket_team AS team
                               ON team.id = member.helpdesk_ticket_team_id
                            WHERE member.res_users_id = users.id
                              AND team.active AND team.icrm_department_id IS NOT NULL
                       ) AS serves
                  FROM res_users AS users
                  JOIN res_partner AS partner ON partner.id = users.partner_id
                  LEFT JOIN LATERAL (
                      SELECT department_id FROM icrm_customer
                       WHERE kind = 'employee' AND user_id = users.id AND active
                       ORDER BY company_id = ANY(%(companies)s) DESC, id LIMIT 1
                  ) AS customer ON TRUE
                 WHERE users.active AND NOT users.share
                   AND EXISTS (
                       SELECT 1 FROM res_company_users_rel AS access
                        WHERE access.user_id = users.id
                          AND access.cid = ANY(%(companies)s)
                   )
              ) AS held
            """,
            companies=self.env.companies.ids,
            roles=SQL(", ").join(
                SQL(
                    """
                    EXISTS (
                        SELECT 1 FROM res_groups_users_rel AS held
                         WHERE held.uid = users.id AND held.gid = ANY(%s)
                    ) AS %s
                    """,
                    self._get_group(name).all_implied_by_ids.ids,
                    SQL.identifier(name),
                )
                for name in ROLES
            ),
        )

    @api.model
    def _get_group(self, name):
        # sudo: groups of others are not everybody's to read; rows are administrators'
        return self.env.ref(ROLES[name]).sudo()

    @api.depends_context("lang")
    def _compute_duties(self):
        # sudo: who heads a department is public, and so are the members of teams
        departments_sudo = self.env["hr.department"].sudo()
        departments_sudo = departments_sudo.search_fetch(
            [("manager_id.user_id", "in", self.ids)], ["name", "manager_id"]
        )
        headed = departments_sudo.grouped(lambda row: row.manager_id.user_id.id)
        # sudo: as above
        teams_sudo = self.env["helpdesk.ticket.team"].sudo()
        teams_sudo = teams_sudo.search_fetch(
            Domain("user_ids", "in", self.ids)
            & Domain("icrm_department_id", "!=", False),
            ["name", "user_ids"],
        )
        for person in self:
            names = [row.name for row in headed.get(person.id, ())]
            names += [
                team.name for team in teams_sudo if person.id in team.user_ids.ids
            ]
            person.duties = ", ".join(names)

    @api.depends_context("uid")
    def _compute_can_grant_all(self):
        self.can_grant_all = self.env.user.has_group(USER_ADMIN)

    # ------------------------------------------------------------------
    # Switching
    # ------------------------------------------------------------------

    def write(self, vals):
        """Give or take the roles of *vals*; nothing else of a row can be written."""
        self.check_access("write")
        unknown = vals.keys() - ROLES.keys()
        if unknown:
            raise UserError(
                self.env._(
                    "Only roles can be changed here, not %(fields)s.",
                    fields=", ".join(sorted(unknown)),
                )
            )
        # From the top: who loses a higher role loses those below it in the same step.
        for name in reversed(ROLES):
            if name in vals:
                self._switch(name, bool(vals[name]))
        return True

    def action_grant(self):
        """Give the role that the button's context names to all selected people."""
        self.check_access("write")
        name = self.env.context.get("icrm_role")
        if not isinstance(name, str) or name not in LADDER:
            raise UserError(self.env._("Choose an option from the list."))
        self._switch(name, True)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _switch(self, name, wanted):
        self._check_switch(name, wanted)
        changed = self.filtered(lambda person: person[name] != wanted)
        if not changed:
            return
        group_sudo = self._get_group(name)
        command = Command.link if wanted else Command.unlink
        # sudo: who administers this application need not administer the users; it
        # grants its roles (checked by _check_switch)
        users_sudo = changed.user_id.sudo()
        # The access log has it: see role_changes.
        users_sudo.write({"group_ids": [command(group_sudo.id)]})
        changed.invalidate_recordset()
        for user in users_sudo:
            if not wanted and user.has_group(ROLES[name]):
                raise UserError(
                    self.env._(
                        "%(user)s holds the role %(role)s through another group. "
                        "Change it under Settings > Users.",
                        user=user.name,
                        role=group_sudo.name,
                    )
                )

    def _check_switch(self, name, wanted):
        if not self.env.user.has_group(ADMIN):
            raise AccessError(
                self.env._("Only an Internal CRM administrator can do this.")
            )
        role = self._get_group(name).name
        if name in BESIDE and not self.env.user.has_group(USER_ADMIN):
            raise AccessError(
                self.env._(
                    "Only people who administer users can change the role %(role)s.",
                    role=role,
                )
            )
        if wanted:
            return
        if name == "is_admin" and self.env.user in self.user_id:
            raise UserError(
                self.env._(
                    "You cannot take the role %(role)s from yourself.", role=role
                )
            )
        order = ["is_agent", "is_head", "is_officer", "is_admin"]
        above = order[order.index(name) + 1 :] if name in order else []
        for person in self:
            higher = [self._get_group(other).name for other in above if person[other]]
            if higher:
                raise UserError(
                    self.env._(
                        "%(user)s is %(higher)s, which includes %(role)s. Take that "
                        "role away first.",
                        user=person.name,
                        higher=", ".join(higher),
                        role=role,
                    )
                )
