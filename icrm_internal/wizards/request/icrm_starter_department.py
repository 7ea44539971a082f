# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ...models.access.groups import ADMIN
from ...models.catalogue import starter


class IcrmStarterDepartment(models.TransientModel):
    """Which department of the company provides a kind of services, with which team."""

    _name = "icrm.starter.department"
    _description = "Provider of Starter Services"
    _order = "id"

    starter_id = fields.Many2one(
        "icrm.starter", required=True, ondelete="cascade", index=True
    )
    kind = fields.Selection(
        selection=lambda self: self._get_kinds(),
        string="Services of",
        required=True,
        readonly=True,
    )
    is_used = fields.Boolean(string="Use")
    department_id = fields.Many2one(
        "hr.department",
        string="Provider",
        domain="[('company_id', 'in', (False, company_id))]",
        help="Empty: a department of this name is created.",
    )
    company_id = fields.Many2one(related="starter_id.company_id", related_sudo=False)
    team_id = fields.Many2one(
        "helpdesk.ticket.team",
        domain="[('icrm_department_id', '=', department_id)]",
        help="Empty: the team of the department, else a new one.",
    )
    member_ids = fields.Many2many(
        "res.users",
        string="Members",
        domain="[('share', '=', False)]",
        help="Who serves in a new team, or in one without members.",
    )
    service_count = fields.Integer(string="Services", compute="_compute_service_count")

    @api.model
    def _get_kinds(self):
        """Return ``[(kind, name)]`` in the reader's language."""
        return [
            (kind, starter.text_in(row, self.env.lang))
            for kind, row in starter.get_kinds().items()
        ]

    @api.depends("kind")
    def _compute_service_count(self):
        kinds = [spec["kind"] for spec in starter.get_services().values()]
        for line in self:
            line.service_count = kinds.count(line.kind)

    @api.model
    def _find_team(self, department):
        Team = self.env["helpdesk.ticket.team"]
        return (
            department
            and Team.search([("icrm_department_id", "=", department.id)], limit=1)
            or Team
        )

    @api.onchange("department_id")
    def _onchange_department_id(self):
        for line in self:
            department = line.department_id
            line.team_id = line._find_team(department)
            line.member_ids = line.team_id.user_ids or (
                line.starter_id._propose_members(department)
            )

    # ------------------------------------------------------------------
    # Making what is missing
    # ------------------------------------------------------------------

    def _check_ready(self):
        """Raise unless the caller may make what these lines lack."""
        is_admin = self.env.user.has_group(ADMIN)
        for line in self:
            name = dict(self._get_kinds())[line.kind]
            department, team = line.department_id, line.team_id
            if team and team.icrm_department_id != department:
                raise UserError(
                    self.env._(
                        "%(kind)s: team %(team)s does not belong to the provider.",
                        kind=name,
                        team=team.name,
                    )
                )
            team = team or line._find_team(department)
            if line.member_ids.filtered("share"):
                raise UserError(
                    self.env._("%(kind)s: members need an internal user.", kind=name)
                )
            if not team.user_ids and not line.member_ids:
                raise UserError(
                    self.env._("%(kind)s: choose at least one member.", kind=name)
                )
            if not is_admin and not (department and team.user_ids):
                raise AccessError(
                    self.env._(
                        "%(kind)s: choose a provider that has a team with members. "
                        "Administrators can create departments and teams here.",
                        kind=name,
                    )
                )

    def _provide(self):
        """Create the departments and teams that are missing; see ``_check_ready``."""
        for line in self:
            row = starter.get_kinds()[line.kind]
            if not line.department_id:
                # sudo: departments are personnel's to create; an administrator sets
                # up the application (_check_ready)
                departments_sudo = self.env["hr.department"].sudo()
                department_sudo = departments_sudo.with_context(lang="en_US").create(
                    {"name": row["en"], "company_id": line.company_id.id}
                )
                line._translate(department_sudo, row)
                line.department_id = department_sudo.id
            line.team_id = line.team_id or self._find_team(line.department_id)
            if not line.team_id:
                names = {
                    lang: template % starter.text_in(row, lang)
                    for lang, template in (
                        ("en", "%s Desk"),
                        ("zh_CN", "%s服务台"),
                        ("zh_TW", "%s服務台"),
                    )
                }
                team = self.env["helpdesk.ticket.team"].with_context(lang="en_US")
                line.team_id = team.create(
                    {
                        "name": names["en"],
                        "icrm_department_id": line.department_id.id,
                        "company_id": line.company_id.id,
                        "user_ids": [Command.set(line.member_ids.ids)],
                    }
                ).id
                line._translate(line.team_id, names)
            elif not line.team_id.user_ids:
                line.team_id.user_ids = line.member_ids

    def _translate(self, record, row):
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        if record._fields["name"].translate:
            record.update_field_translations(
                "name",
                {lang: row[lang] for lang in starter.CHINESE if lang in installed},
            )
