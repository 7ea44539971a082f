# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...models.access import company_day
from ...models.access.groups import ADMIN, AGENT, MANAGER
from .icrm_setup_company import UNASKED

# What must be there before the first request can be served; what other domains and
# addons add to the list is optional.
REQUIRED_STEPS = ("departments", "calendar", "teams", "services", "roles")

# Fields of the company that change what existing users of helpdesk_mgmt may do: off
# until an administrator turns them on.
COMPANY_CHOICES = (
    "icrm_ticket_confidential",
    "icrm_ticket_no_team",
    "icrm_ticket_write",
    "icrm_ticket_portal",
    "icrm_complaint_anonymous",
)


class IcrmSetup(models.TransientModel):
    """The checklist that greets the administrator of an empty installation.

    Nothing is ticked off by hand: each step looks at the data of the companies that
    are switched on. A constant number of queries.
    """

    _name = "icrm.setup"
    _description = "Getting Started"

    department_count = fields.Integer(compute="_compute_departments")
    headless_count = fields.Integer(compute="_compute_departments")
    departments_done = fields.Boolean(compute="_compute_departments")
    calendar_done = fields.Boolean(compute="_compute_calendar_done")
    hours_text = fields.Char("Working Hours", compute="_compute_calendar_done")
    holiday_count = fields.Integer(compute="_compute_holiday_count")
    team_count = fields.Integer(compute="_compute_teams")
    memberless_count = fields.Integer(compute="_compute_teams")
    teams_done = fields.Boolean(compute="_compute_teams")
    service_count = fields.Integer(compute="_compute_services")
    draft_count = fields.Integer(compute="_compute_services")
    services_done = fields.Boolean(compute="_compute_services")
    roleless_ids = fields.Many2many(
        "res.users",
        string="Without a Role",
        compute="_compute_roles",
        help="Department heads and team members without their role.",
    )
    roles_done = fields.Boolean(compute="_compute_roles")
    finished = fields.Boolean(compute="_compute_finished")
    icrm_menu_for_all = fields.Boolean(
        "Show Internal CRM to all employees", compute="_compute_choices"
    )
    icrm_lands_here = fields.Boolean(
        "Open Internal CRM after login", compute="_compute_choices"
    )
    icrm_ticket_confidential = fields.Boolean(
        "Confidential plain tickets", compute="_compute_choices"
    )
    icrm_ticket_no_team = fields.Boolean(
        "Hide tickets without a team", compute="_compute_choices"
    )
    icrm_ticket_write = fields.Boolean(
        "Only handlers edit plain tickets", compute="_compute_choices"
    )
    icrm_ticket_portal = fields.Boolean(
        "Portal users see only their own tickets", compute="_compute_choices"
    )
    icrm_complaint_anonymous = fields.Boolean(
        "Anonymous complaints", compute="_compute_choices"
    )
    archived_protections = fields.Text(
        "Disabled Protections", compute="_compute_archived_protections"
    )

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("Getting Started")

    # -- one compute per step --
    @api.depends_context("allowed_company_ids")
    def _compute_departments(self):
        """A head is needed where people work; an empty department can wait."""
        groups = self.env["icrm.customer"]._read_group(
            Domain("company_id", "in", self.env.companies.ids)
            & Domain("kind", "=", "employee")
            & Domain("department_id", "!=", False),
            ["department_id"],
        )
        departments = self.env["hr.department"].union(
            *(department for [department] in groups)
        )
        headless = departments.filtered(lambda department: not department.manager_id)
        for setup in self:
            setup.department_count = len(departments)
            setup.headless_count = len(headless)
            setup.departments_done = bool(departments) and not headless

    @api.depends_context("allowed_company_ids", "lang")
    def _compute_calendar_done(self):
        """Nobody's time zone is UTC: that is what core has until it is asked."""
        companies = self.env.companies
        done = all(
            company.country_id
            and company.resource_calendar_id.attendance_ids
            and company.resource_calendar_id.tz not in (UNASKED, False)
            for company in companies
        )
        company = self.env.company
        calendar = company.resource_calendar_id
        text = ", ".join(
            filter(
                None,
                [
                    company.country_id.name or self.env._("No country"),
                    calendar.tz,
                    calendar
                    and self.env._(
                        "%(hours)s h a week", hours=f"{calendar.hours_per_week:g}"
                    ),
                ],
            )
        )
        for setup in self:
            setup.calendar_done = done
            setup.hours_text = text

    @api.depends_context("company")
    def _compute_holiday_count(self):
        """Those of this year and of all, in the company's working hours."""
        company = self.env.company
        today = company_day.today(self)
        # sudo: public holidays, which have no resource; counted only
        leaves_sudo = self.env["resource.calendar.leaves"].sudo()
        count = leaves_sudo.search_count(
            [
                ("resource_id", "=", False),
                ("company_id", "in", (False, company.id)),
                ("calendar_id", "in", (False, company.resource_calendar_id.id)),
                ("date_to", ">=", today.replace(month=1, day=1)),
            ]
        )
        for setup in self:
            setup.holiday_count = count

    @api.depends_context("allowed_company_ids")
    def _compute_teams(self):
        """One team that can work is enough; those without members are a finding: an
        import brings many."""
        teams = self._get_teams()
        memberless = teams.filtered(lambda team: not team.user_ids)
        for setup in self:
            setup.team_count = len(teams)
            setup.memberless_count = len(memberless)
            setup.teams_done = bool(teams - memberless)

    @api.depends_context("allowed_company_ids")
    def _compute_services(self):
        counts = dict(
            self.env["icrm.service"]._read_group(
                self._company_domain(), ["state"], ["__count"]
            )
        )
        for setup in self:
            setup.service_count = counts.get("published", 0)
            setup.draft_count = counts.get("draft", 0)
            setup.services_done = bool(setup.service_count)

    @api.depends_context("allowed_company_ids")
    def _compute_roles(self):
        heads, members = self._get_roleless()
        assigned = bool(self._get_heads() or self._get_teams().user_ids)
        for setup in self:
            setup.roleless_ids = heads | members
            setup.roles_done = assigned and not setup.roleless_ids

    @api.depends(*(f"{step}_done" for step in REQUIRED_STEPS))
    def _compute_finished(self):
        for setup in self:
            setup.finished = all(setup[f"{step}_done"] for step in REQUIRED_STEPS)

    @api.depends_context("company")
    def _compute_choices(self):
        company = self.env.company
        for setup in self:
            setup.icrm_menu_for_all = self.env["ir.ui.menu"]._icrm_is_for_all()
            setup.icrm_lands_here = self.env["ir.ui.menu"]._icrm_is_home()
            for name in COMPANY_CHOICES:
                setup[name] = company[name]

    @api.depends_context("lang")
    def _compute_archived_protections(self):
        """List our restrictions that an administrator archived."""
        # sudo: record rules are the administrator of the system's to read; their names
        # are shown to the administrator of the application, who opens this
        rules_sudo = self.env["ir.rule"].sudo().with_context(active_test=False)
        rows_sudo = self.env["ir.model.data"].sudo()
        ids = rows_sudo.search(
            [("model", "=", "ir.rule"), ("module", "=like", "icrm\\_%")]
        ).mapped("res_id")
        archived_sudo = rules_sudo.search(
            [("id", "in", ids), ("active", "=", False), ("groups", "=", False)]
        )
        sentences = [
            self.env._(
                "The record rule “%(rule)s” is archived: %(model)s is not protected "
                "by it.",
                rule=rule.name,
                model=rule.model_id.name,
            )
            for rule in archived_sudo
        ]
        for setup in self:
            setup.archived_protections = "\n".join(sentences)

    # -- what the steps look at --
    @api.model
    def _company_domain(self):
        return Domain("company_id", "in", [*self.env.companies.ids, False])

    @api.model
    def _get_teams(self):
        return self.env["helpdesk.ticket.team"].search(
            self._company_domain() & Domain("icrm_department_id", "!=", False)
        )

    @api.model
    def _get_heads(self):
        # sudo: employees are HR's to read; who heads a department is public
        departments_sudo = self.env["hr.department"].sudo()
        heads_sudo = departments_sudo.search(self._company_domain()).manager_id
        return heads_sudo.filtered("active").user_id.filtered("active").sudo(False)

    @api.model
    def _get_roleless(self):
        """Return two recordsets of users: heads who are no department managers, and
        team members who are no agents."""
        # sudo: the groups of others are not everybody's to read
        manager_sudo, agent_sudo = (
            self.env.ref(role).sudo() for role in (MANAGER, AGENT)
        )
        heads = self._get_heads()
        members = self._get_teams().user_ids
        return (
            heads - manager_sudo.all_user_ids.sudo(False),
            members - agent_sudo.all_user_ids.sudo(False),
        )

    # -- what can be done here --
    @api.model
    def _check_admin(self):
        if not self.env.user.has_group(ADMIN):
            raise AccessError(
                self.env._("Only an Internal CRM administrator can do this.")
            )

    def action_grant_roles(self):
        """Make department managers of all heads, and agents of all team members.

        Only users inside the company get a role; portal users never do.
        """
        self._check_admin()
        heads, members = self._get_roleless()
        for role, users in ((MANAGER, heads), (AGENT, members)):
            # sudo: who administers this application need not administer the users;
            # the administrator grants its roles (checked above)
            users_sudo = users.sudo().filtered(lambda user: not user.share)
            group_sudo = self.env.ref(role).sudo()
            users_sudo.write({"group_ids": [Command.link(group_sudo.id)]})
        return self._reload()

    def action_choose(self):
        """Switch one of the choices on or off; the button's context names it."""
        self._check_admin()
        name = self.env.context.get("icrm_choice")
        if name == "icrm_menu_for_all":
            menu = self.env["ir.ui.menu"]
            menu._icrm_show_to_all(not menu._icrm_is_for_all())
            return {"type": "ir.actions.client", "tag": "reload"}
        if name == "icrm_lands_here":
            menu = self.env["ir.ui.menu"]
            menu._icrm_set_home(not menu._icrm_is_home())
            return self._reload()
        if name not in COMPANY_CHOICES:
            raise UserError(self.env._("Choose an option from the list."))
        # sudo: companies belong to the settings; these fields of theirs are ours, and
        # the company is one of the caller's (checked above)
        company_sudo = self.env.company.sudo()
        company_sudo[name] = not company_sudo[name]
        return self._reload()

    def action_hide(self):
        """Take the checklist off the home page; it stays under Configuration."""
        self._check_admin()
        # sudo: companies belong to the settings; this field is ours (checked above)
        self.env.company.sudo().icrm_setup_hidden = True
        return {"type": "ir.actions.client", "tag": "reload"}

    def _reload(self):
        return self.env["ir.actions.act_window"]._for_xml_id(
            "icrm_internal.icrm_setup_action"
        )

    @api.model
    def _open_first(self):
        """Return what an administrator sees first: the checklist, until it is done."""
        if self.new().finished:
            return self.env["ir.actions.act_window"]._for_xml_id(
                "icrm_internal.icrm_service_action_my"
            )
        return self._reload()
