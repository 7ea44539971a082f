# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..access.safe_html import SafeHtml


class IcrmService(models.Model):
    """One entry of a department's catalogue.

    Its other sides live in their own files: who sees it (audience), what a customer
    is asked (form), how it comes into force (publication), how it is found (search).
    """

    _name = "icrm.service"
    _description = "Service"
    _inherit = ["mail.thread", "mail.activity.mixin", "image.mixin"]
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    summary = fields.Char(translate=True, help="One sentence under the name.")
    description = SafeHtml(translate=True)
    requirements = SafeHtml(
        "What You Need",
        translate=True,
        help="What a customer should have at hand before asking.",
    )
    keywords = fields.Char(
        translate=True, help="Other words people type for it, separated by commas."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published"), ("retired", "Retired")],
        default="draft",
        required=True,
        tracking=True,
        index=True,
        copy=False,
    )
    version = fields.Integer(default=1, readonly=True, copy=False)
    category_id = fields.Many2one(
        "icrm.service.category", required=True, ondelete="restrict", index=True
    )
    category_icon = fields.Char(related="category_id.icon", string="Category Icon")
    department_id = fields.Many2one(
        "hr.department",
        string="Provider",
        required=True,
        ondelete="restrict",
        index=True,
        tracking=True,
        check_company=True,
        default=lambda self: self._default_department_id(),
    )
    # For portal users, who may not look into departments.
    provider_name = fields.Char(related="department_id.name", string="Provided by")
    team_id = fields.Many2one(
        "helpdesk.ticket.team",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        tracking=True,
        default=lambda self: self._propose_team(self._default_department_id()),
    )
    owner_id = fields.Many2one(
        "res.users",
        ondelete="restrict",
        default=lambda self: self.env.user,
        tracking=True,
        domain="[('share', '=', False)]",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    audience = fields.Selection(
        [
            ("everyone", "Everyone"),
            ("departments", "Some departments"),
            ("segments", "Some segments"),
        ],
        default="everyone",
        required=True,
    )
    audience_department_ids = fields.Many2many(
        "hr.department",
        relation="icrm_service_audience_department_rel",
        string="Departments Served",
        check_company=True,
        help="These departments and all below them.",
    )
    audience_segment_ids = fields.Many2many(
        "icrm.segment", string="Segments Served", check_company=True
    )
    portal_published = fields.Boolean(
        "Also for Portal Users",
        help="People without an account inside may ask for it too; only for services "
        "whose audience is everyone.",
    )
    form_definition = fields.PropertiesDefinition(
        "Request Form",
        help="The questions a customer answers. End a question with * to make an "
        "answer compulsory.",
    )
    default_priority = fields.Selection(
        selection=lambda self: self._priorities(),
        default="1",
        required=True,
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        ondelete="restrict",
        check_company=True,
        help="When the promise runs. Empty: the team's hours, else the company's.",
    )
    promise_ids = fields.One2many(
        "icrm.service.promise", "service_id", "Promises", copy=True
    )
    promise_text = fields.Char(
        "Promise",
        compute="_compute_promise_text",
        help="The promise for the usual priority, in working time.",
    )
    role_ids = fields.One2many("icrm.service.role", "service_id", copy=True)
    article_ids = fields.One2many("icrm.service.article", "service_id", copy=True)
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Documents", bypass_search_access=True, copy=False
    )
    pinned_user_ids = fields.Many2many(
        "res.users",
        relation="icrm_service_pin_rel",
        string="Pinned by",
        copy=False,
        groups="base.group_system",
    )
    is_pinned = fields.Boolean(
        "Pinned", compute="_compute_is_pinned", search="_search_is_pinned"
    )

    @api.model
    def _priorities(self):
        """Return the priorities of requests, in the language of the reader."""
        field = self.env["helpdesk.ticket"]._fields["priority"]
        return field._description_selection(self.env)

    # ------------------------------------------------------------------ defaults
    @api.model
    def _default_department_id(self):
        """The first department the user heads, none for those who head several lines.

        An officer sets up other people's catalogues: nothing is proposed.
        """
        mine = self.env.user.sudo().icrm_department_ids
        tops = mine.filtered(lambda department: department.parent_id not in mine)
        return tops if len(tops) == 1 else self.env["hr.department"]

    @api.model
    def _propose_team(self, department):
        """Return the team of *department*, else of the nearest one above it."""
        Team = self.env["helpdesk.ticket.team"]
        while department:
            if team := Team.search(
                [("icrm_department_id", "=", department.id)], limit=1
            ):
                return team
            department = department.parent_id
        return Team

    @api.onchange("department_id")
    def _onchange_department_id(self):
        for service in self:
            if service.team_id.icrm_department_id != service.department_id:
                service.team_id = self._propose_team(service.department_id)

    # ------------------------------------------------------------------ computes
    @api.depends("default_priority", "promise_ids", "calendar_id", "team_id")
    @api.depends_context("lang")
    def _compute_promise_text(self):
        for service in self:
            promise = service._get_promise_line()
            if not promise:
                service.promise_text = False
                continue
            hours_a_day = service._icrm_calendar().hours_per_day or 8
            service.promise_text = self.env._(
                "answered within %(response)s, done within %(resolution)s",
                response=self._format_working_time(promise.response_hours, hours_a_day),
                resolution=self._format_working_time(
                    promise.resolution_hours, hours_a_day
                ),
            )

    @api.model
    def _format_working_time(self, hours, hours_a_day):
        """Return *hours* as people say it: 4 hours, 2 days (of *hours_a_day*)."""
        if hours < 1:
            return self.env._("%(count)s minutes", count=round(hours * 60))
        days = hours / hours_a_day
        if hours <= hours_a_day or (days < 3 and days % 0.5):
            if hours == 1:
                return self.env._("1 hour")
            return self.env._("%(count)s hours", count=f"{hours:.4g}")
        if days == 1:
            return self.env._("1 day")
        return self.env._("%(count)s working days", count=f"{days:.2g}")

    def _get_promise_line(self):
        """Return the promise for the default priority, or empty."""
        self.ensure_one()
        return self.promise_ids.filtered(
            lambda line: line.priority == self.default_priority
        )

    def _icrm_calendar(self, team=None):
        """Return the working hours in which a promise runs: those of the service, else
        of *team* (by default the service's), else of the company; never empty."""
        self.ensure_one()
        service_sudo = self.sudo()  # hours are no secret, teams and companies may be
        team_sudo = service_sudo.team_id if team is None else team.sudo()
        return (
            service_sudo.calendar_id
            or team_sudo.icrm_calendar_id
            or service_sudo.company_id.resource_calendar_id
        )

    @api.depends_context("uid")
    def _compute_is_pinned(self):
        pinned = self.sudo().search(
            [("id", "in", self._origin.ids), ("pinned_user_ids", "=", self.env.uid)]
        )
        for service in self:
            service.is_pinned = service._origin in pinned

    def _search_is_pinned(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("id", "in", self._sql_pinned())]

    def _sql_pinned(self):
        return SQL(
            "(SELECT icrm_service_id FROM icrm_service_pin_rel"
            " WHERE res_users_id = %s)",
            self.env.uid,
        )

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name == "is_pinned":
            return SQL(
                "%s IN %s %s %s",
                SQL.identifier(alias, "id"),
                self._sql_pinned(),
                direction,
                nulls,
            )
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    # --------------------------------------------------------------- constraints
    def _adopt_attachments(self):
        """Documents belong to the service: then who sees it sees them, nobody else.

        The user's fresh uploads are adopted. What belongs to something else is refused:
        linking it would show it to the whole audience.
        """
        for service in self:
            for attachment_sudo in service.sudo().attachment_ids:
                home = (attachment_sudo.res_model, attachment_sudo.res_id)
                if home == (self._name, service.id):
                    continue
                if (
                    home[0] not in (False, self._name)
                    or home[1]
                    or attachment_sudo.create_uid != self.env.user
                ):
                    raise UserError(
                        self.env._(
                            "The document %(document)s belongs to something else: "
                            "upload it to the service %(service)s.",
                            document=attachment_sudo.name,
                            service=service.name,
                        )
                    )
                attachment_sudo.write({"res_model": self._name, "res_id": service.id})

    def _check_manager_scope(self):
        """A department manager moves nothing to a foreign department or team."""
        if self.env.su or self.env.user.has_group("icrm_internal.group_icrm_officer"):
            return
        # Rules judged the record as it was: look again at what it has become.
        self.check_access("write")
        for service_sudo in self.sudo():
            team = service_sudo.team_id
            if self.env.user not in team.icrm_department_id.icrm_head_user_ids:
                raise AccessError(
                    self.env._(
                        "The team %(team)s belongs to a department you do not head: "
                        "choose one of your own for %(service)s.",
                        team=team.name,
                        service=service_sudo.name,
                    )
                )

    # ---------------------------------------------------------------------- CRUD
    @api.model_create_multi
    def create(self, vals_list):
        self.browse().check_access("create")
        vals_list = [self._take_preview(vals) for vals in vals_list]
        for vals in vals_list:
            self._check_vals(vals)
        services = super().create(vals_list)
        services._after_change({key for vals in vals_list for key in vals})
        return services

    def write(self, vals):
        self.check_access("write")  # before anything is said about the values
        vals = self._take_preview(vals)
        self._check_vals(vals)
        res = super().write(vals)
        self._after_change(set(vals))
        return res

    def _check_vals(self, vals):
        if "version" in vals and not self.env.su:
            raise UserError(self.env._("Publishing counts the versions, nobody else."))
        if vals.get("form_definition"):
            self._check_definition_format(vals["form_definition"])

    def _after_change(self, names):
        if names & {"department_id", "team_id", "company_id"}:
            self._check_manager_scope()
        if "attachment_ids" in names:
            self._adopt_attachments()

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for service, vals in zip(self, vals_list, strict=True):
            if "name" not in (default or {}):
                vals["name"] = self.env._("%(name)s (copy)", name=service.name)
        return vals_list

    # ------------------------------------------------------------------- actions
    def action_pin(self, wanted=True):
        """Pin the service for the current user, or take the pin off.

        A row of the user's own: no write date on the service, no lock between users.

        :param bool wanted: whether it is pinned afterwards, whatever it was before
        """
        self.check_access("read")
        if wanted:
            query = SQL(
                "INSERT INTO icrm_service_pin_rel (icrm_service_id, res_users_id)"
                " SELECT service.id, %s FROM unnest(%s::int[]) AS service (id)"
                " ON CONFLICT DO NOTHING",
                self.env.uid,
                self.ids,
            )
        else:
            query = SQL(
                "DELETE FROM icrm_service_pin_rel"
                " WHERE res_users_id = %s AND icrm_service_id = ANY(%s)",
                self.env.uid,
                self.ids,
            )
        self.env.cr.execute(query)
        self.invalidate_recordset(["is_pinned", "pinned_user_ids"])
        return True

    def action_open_editor(self):
        """Open the service where its department edits it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "icrm_internal.icrm_service_action"
        )
        view = self.env.ref("icrm_internal.icrm_service_view_form")
        return {**action, "res_id": self.id, "views": [(view.id, "form")]}

    def action_open_request(self):
        """Open the request dialog for this service."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "icrm.request.create",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_service_id": self.id},
        }
