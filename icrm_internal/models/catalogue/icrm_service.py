# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_datetime, html2plaintext

from ...measures import textsearch
from ..access import caller_values
from ..access.actions import open_action
from ..access.groups import AGENT, AUDITOR, OFFICER
from ..access.safe_html import SafeHtml
from ..customer.duty import Duty
from . import form_defaults
from .form_answers import FormAnswers, check_stale_answers, question_domain
from .form_display import describe_form
from .form_problems import FormProblems
from .form_schema import (
    LINK_TYPES,
    asks_for_facts,
    build_schema,
    digest_of,
    preview_schema,
    read_schema,
)
from .icrm_form_answered import split_answers
from .icrm_service_form_part import EDITING
from .releasing import retire
from .relevance import explain, join_scores
from .search_index import read_services, store_terms

MAX_SEARCH = 100

# What makes a published service unsound when it changes
SOUNDNESS_FIELDS = {
    "state",
    "team_id",
    "owner_id",
    "default_priority",
    "promise_ids",
    "calendar_id",
    "audience",
    "audience_department_ids",
    "audience_segment_ids",
    "portal_published",
    "question_ids",
}

# How a form is kept is the system's.
SYSTEM_FIELDS = {"frozen_form_id", "form_changed", "form_held", "form_revision"}

PUBLISHED = [("state", "=", "published")]


class IcrmService(models.Model):
    """One entry of a department's catalogue.

    Audience, form, publication and search.
    """

    _name = "icrm.service"
    _inherit = ["mail.thread", "mail.activity.mixin", "image.mixin"]
    _description = "Service"
    _order = "sequence, name, id"
    _hardening_any_initial_state = True
    _check_company_auto = True
    _icrm_duties = (
        Duty("owner_id", PUBLISHED, required=True),
        Duty("department_id", PUBLISHED, release=retire),
        Duty("audience_department_ids", [*PUBLISHED, ("audience", "=", "departments")]),
        Duty("audience_segment_ids", [*PUBLISHED, ("audience", "=", "segments")]),
    )

    # Extended by the requests: what the user's department requests most
    _catalogue_order = "is_pinned desc, relevance desc, name, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    summary = fields.Char(translate=True, help="Shown below the name.")
    description = SafeHtml(translate=True)
    requirements = SafeHtml(
        "Prerequisites",
        translate=True,
        help="What customers need before they request this service.",
    )
    keywords = fields.Char(translate=True, help="Search terms, separated by commas.")
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

    # Audience
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
        help="Includes sub-departments.",
    )
    audience_segment_ids = fields.Many2many(
        "icrm.segment", string="Segments Served", check_company=True
    )
    portal_published = fields.Boolean(
        "Available to Portal Users",
        help="People without an internal account can request it; the audience must "
        "be Everyone.",
    )
    is_in_audience = fields.Boolean(
        "For Me",
        compute="_compute_is_in_audience",
        search="_search_is_in_audience",
    )
    # The access rules of the parts (promises, roles, articles, versions) rest on these.
    can_read = fields.Boolean(compute="_compute_can_read", search="_search_can_read")
    can_edit = fields.Boolean(compute="_compute_can_edit", search="_search_can_edit")

    # Request form
    question_ids = fields.One2many(
        "icrm.service.question",
        "service_id",
        "Request Form",
        domain=[("parent_id", "=", False)],
        copy=True,
    )
    # The form as it is kept for requests; made anew when it is shown after a change.
    frozen_form_id = fields.Many2one(
        "icrm.service.form",
        "Form in Use",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    form_changed = fields.Boolean(readonly=True, copy=False)
    # Customers are asked the form in use until it is published
    form_held = fields.Boolean("Form Changes Held Back", readonly=True, copy=False)
    form_revision = fields.Integer(readonly=True, copy=False)
    form_preview = fields.Json("Preview", compute="_compute_form_preview")
    form_token = fields.Char(
        compute="_compute_form_token",
        help="Sent with a change of the form, it is refused if "
        "someone else changed the form meanwhile.",
    )

    # Promises
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
        help="Empty: working hours of the team, else of the company.",
    )
    promise_ids = fields.One2many(
        "icrm.service.promise", "service_id", "Promises", copy=True
    )
    promise_text = fields.Char(
        "Promise",
        compute="_compute_promise_text",
        help="Promise for the usual priority, in working time.",
    )

    # Parts
    role_ids = fields.One2many("icrm.service.role", "service_id", copy=True)
    keyword_proposal_ids = fields.One2many(
        "icrm.search.miss",
        "service_id",
        "Proposed Keywords",
        domain=[("state", "=", "proposed")],
        groups="icrm_internal.group_icrm_manager",
        help="What at least three people searched before they chose this service.",
    )
    article_ids = fields.One2many("icrm.service.article", "service_id", copy=True)
    check_ids = fields.One2many(
        "icrm.service.check",
        "service_id",
        "Closing Checklist",
        copy=True,
        groups=f"{AGENT},{AUDITOR}",
    )
    # Read with the service: requests of services without a checklist cost nothing
    has_checks = fields.Boolean(
        compute="_compute_has_checks", store=True, compute_sudo=True
    )
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Documents", bypass_search_access=True, copy=False
    )
    version_ids = fields.One2many(
        "icrm.service.version", "service_id", "Versions", copy=False
    )
    # The same service is not switched on twice (icrm.starter)
    starter_code = fields.Char(readonly=True, copy=False, groups=OFFICER)
    has_changes = fields.Boolean(
        compute="_compute_has_changes",
        help="Changed since it was last published.",
    )

    # Search
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
    # All that is searched, in every language; its terms are icrm.service.term
    search_text = fields.Text(compute="_compute_search_text", store=True)
    # Nothing to read: only an order for lists, of what was typed (`icrm_query`)
    relevance = fields.Float(compute="_compute_relevance")
    found_by = fields.Char(
        compute="_compute_found_by", help="What the search found this service by."
    )

    _starter_code_uniq = models.UniqueIndex(
        "(company_id, starter_code) WHERE starter_code IS NOT NULL",
        "This service of the starter catalogue already exists.",
    )

    # ------------------------------------------------------------------
    # Defaults
    # ------------------------------------------------------------------

    @api.model
    def _priorities(self):
        """Return the priorities of requests, in the language of the reader."""
        field = self.env["helpdesk.ticket"]._fields["priority"]
        return field._description_selection(self.env)

    @api.model
    def _default_department_id(self):
        """The first department the user heads, none for those who head several lines.

        An officer sets up other people's catalogues: nothing is proposed.
        """
        # sudo: which departments oneself heads
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

    # ------------------------------------------------------------------
    # Promise
    # ------------------------------------------------------------------

    @api.depends("default_priority", "promise_ids", "calendar_id", "team_id")
    @api.depends_context("lang", "uid")
    def _compute_promise_text(self):
        """One text for card, page and dialog."""
        for service, hours, reason in self._get_reader_promises():
            if not all(hours):
                service.promise_text = False
                continue
            hours_a_day = service._icrm_calendar().hours_per_day or 8
            text = self.env._(
                "Reply in %(response)s · Done in %(resolution)s",
                response=self._format_working_time(hours[0], hours_a_day),
                resolution=self._format_working_time(hours[1], hours_a_day),
            )
            if reason:
                text = self.env._(
                    "%(promise)s (%(reason)s)", promise=text, reason=reason
                )
            service.promise_text = text

    def _get_reader_promises(self):
        """Return ``(service, (to respond, to resolve), reason)`` of each service.

        What the usual priority promises the reader; the reason if it is not what the
        catalogue says. Agreements change it.
        """
        promises = []
        for service in self:
            line = service._get_promise_line()
            hours = (line.response_hours, line.resolution_hours) if line else (0, 0)
            promises.append((service, hours, False))
        return promises

    @api.model
    def _format_working_time(self, hours, hours_a_day):
        """Return *hours* as text: 4 hours, 2 days (of *hours_a_day*)."""
        if hours < 1:
            return self.env._("%(count)s minutes", count=round(hours * 60))
        days = hours / hours_a_day
        if hours <= hours_a_day or (days < 3 and days % 0.5):
            if hours == 1:
                return self.env._("1 hour")
            return self.env._("%(count)s hours", count=f"{hours:.4g}")
        if days == 1:
            return self.env._("1 working day")
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
        # sudo: hours are no secret, teams and companies may be.
        service_sudo = self.sudo()
        team_sudo = service_sudo.team_id if team is None else team.sudo()
        return (
            service_sudo.calendar_id
            or team_sudo.icrm_calendar_id
            or service_sudo.company_id.resource_calendar_id
        )

    @api.depends("check_ids.active")
    def _compute_has_checks(self):
        for service in self:
            service.has_checks = bool(service.check_ids)

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self.browse().check_access("create")
        for vals in vals_list:
            self._check_vals(vals)
        services = super(IcrmService, self._editing_form()).create(vals_list)
        services = services.with_env(self.env)
        services._after_change({key for vals in vals_list for key in vals})
        return services

    def write(self, vals):
        self.check_access("write")  # before any message about the values
        self._check_vals(vals)
        if "form_token" in vals or "question_ids" in vals:
            vals = self._check_form_token(vals)
        res = super(IcrmService, self._editing_form()).write(vals)
        self._after_change(set(vals))
        return res

    def _check_vals(self, vals):
        if "version" in vals and not self.env.su:
            raise UserError(self.env._("Versions are numbered when publishing."))
        if not self.env.su and SYSTEM_FIELDS & vals.keys():
            raise UserError(self.env._("Change a form by its questions."))
        if not self.env.su and "starter_code" in vals:
            raise UserError(self.env._("The starter catalogue sets this code."))

    def _after_change(self, names):
        if names & {"department_id", "team_id", "company_id"}:
            self._check_manager_scope()
        if "attachment_ids" in names:
            self._adopt_attachments()
        if "state" in names:
            self._show_menu_on_first_service()
        # What is loaded as superuser (demo data, migrations, imports) may be
        # incomplete; people may not make or leave a published service so. Not a
        # constraint: those run as superuser.
        if not self.env.su and names & SOUNDNESS_FIELDS:
            self.filtered(
                lambda service: service.state == "published"
                and not (service.form_held and names <= {"question_ids"})
            )._check_publishable()

    def _show_menu_on_first_service(self):
        """Show the application to all employees once there is a service to request."""
        published = self.filtered(lambda service: service.state == "published")
        if not published or self.env["ir.ui.menu"]._icrm_is_for_all():
            return
        # sudo: of all companies, whether the first is readable to the publisher or not;
        # one that was published before leaves the administrator's choice as it is
        others = Domain("state", "=", "published") & Domain("id", "not in", self.ids)
        versions_sudo = self.env["icrm.service.version"].sudo()
        if not self.sudo().search_count(others, limit=1) and not (
            versions_sudo.search_count([], limit=1)
        ):
            self.env["ir.ui.menu"]._icrm_show_to_all()

    def _adopt_attachments(self):
        """Attach documents to the service, so that its readers may read them.

        The user's fresh uploads are adopted. What belongs to something else is refused:
        linking it would show it to the whole audience.
        """
        for service in self:
            # sudo: files of others are seen here to be refused.
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
                            "Document %(document)s belongs to another record. Upload "
                            "it to service %(service)s.",
                            document=attachment_sudo.name,
                            service=service.name,
                        )
                    )
                attachment_sudo.write({"res_model": self._name, "res_id": service.id})

    def _check_manager_scope(self):
        """A department manager moves nothing to a foreign department or team."""
        if self.env.su or self.env.user.has_group(OFFICER):
            return
        # Rules judged the record as it was: look again at what it has become.
        self.check_access("write")
        for service_sudo in self.sudo():
            team = service_sudo.team_id
            if self.env.user not in team.icrm_department_id.icrm_head_user_ids:
                raise AccessError(
                    self.env._(
                        "Team %(team)s belongs to a department you do not head. "
                        "Choose another team for %(service)s.",
                        team=team.name,
                        service=service_sudo.name,
                    )
                )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for service, vals in zip(self, vals_list, strict=True):
            if "name" not in (default or {}):
                vals["name"] = self.env._("%(name)s (copy)", name=service.name)
        return vals_list

    def copy(self, default=None):
        copies = super(IcrmService, self._editing_form()).copy(default)
        for service, new in zip(self, copies, strict=True):
            pairs = dict(zip(service.question_ids, new.question_ids, strict=False))
            for question, copied in list(pairs.items()):
                pairs.update(zip(question.column_ids, copied.column_ids, strict=False))
            for question, copied in pairs.items():
                copied._copy_rules(question, pairs)
            new._copy_form_users(service, pairs)
        return copies.with_env(self.env)

    def _copy_form_users(self, source, questions):
        """Take over from *source* what refers to questions of its form.

        :param dict questions: {question: its copy}
        """
        self.ensure_one()

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_pin(self, wanted=True):
        """Pin the service for the current user, or take the pin off.

        A row of the user's own: no write date on the service, no lock between users.

        :param bool wanted: whether it is pinned afterwards
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
        # SQL: write() would date the service, and lock it against others.
        self.env.cr.execute(query)
        self.invalidate_recordset(["is_pinned", "pinned_user_ids"])
        return True

    def action_open_editor(self):
        """Open the service where its department edits it."""
        self.ensure_one()
        return open_action(
            self.env,
            "icrm_internal.icrm_service_action",
            res_id=self.id,
            views=[(self.env.ref("icrm_internal.icrm_service_view_form").id, "form")],
        )

    @api.model
    def _icrm_open_catalogue(self):
        """Return the services to edit: all for officers and auditors, else own ones."""
        user = self.env.user
        sees_all = user.has_group(OFFICER) or user.has_group(AUDITOR)
        name = "icrm_service_action_all" if sees_all else "icrm_service_action"
        return self.env["ir.actions.act_window"]._for_xml_id(f"icrm_internal.{name}")

    def action_open_request(self):
        """Open the dialog that requests this service; requests bring it."""
        self.ensure_one()
        self.check_access("read")
        missed = self.env.context.get("icrm_missed_query")
        if isinstance(missed, str):
            self._learn_missed(missed)
        return False

    def _learn_missed(self, query):
        """The user chose this service after *query* had found nothing."""
        self.ensure_one()
        if self.state == "published" and self.is_in_audience:
            self.env["icrm.search.miss"]._record(self, query)

    # ------------------------------------------------------------------
    # Audience
    # ------------------------------------------------------------------
    # The access rules rest on these fields. A path over relational fields would do the
    # same in a search, but Odoo judges single records in memory: it would load every
    # customer of every department served to open one service. Here both ways ask the
    # database once, and nothing is remembered per user: who changes the department, a
    # segment or the department tree sees the other catalogue with the next click.

    @api.depends(
        "audience",
        "audience_department_ids",
        "audience_segment_ids",
        "portal_published",
    )
    @api.depends_context("uid")
    def _compute_is_in_audience(self):
        # sudo: of what was read already, who it is meant for
        services_sudo = self.sudo().with_context(active_test=False)
        for_me = services_sudo.search(
            [("id", "in", self._origin.ids), ("is_in_audience", "=", True)]
        )
        for service in self:
            service.is_in_audience = service._origin in for_me

    def _search_is_in_audience(self, operator, value):
        if operator != "in":
            return NotImplemented
        # What a company offers is for those who work in it: submitting asks for it.
        mine = Domain("company_id", "in", self._sql_own_companies())
        everyone = Domain("audience", "=", "everyone")
        if not self.env.user._is_internal():
            return mine & everyone & Domain("portal_published", "=", True)
        return mine & (
            everyone
            | Domain("audience", "=", "departments")
            & Domain("id", "in", self._sql_served_by_department())
            | Domain("audience", "=", "segments")
            & Domain("id", "in", self._sql_served_by_segment())
        )

    def _sql_own_companies(self):
        """Companies in which the user is an internal customer.

        All of them for users who are one nowhere: the catalogue tells them whom to ask.
        """
        Customer = self.env["icrm.customer"]
        mine = SQL(
            "SELECT icrm_customer.company_id FROM icrm_customer"
            " WHERE icrm_customer.kind = 'employee' AND %s = %s AND %s",
            SQL.identifier(
                "icrm_customer", "user_id", to_flush=Customer._fields["user_id"]
            ),
            self.env.uid,
            SQL.identifier(
                "icrm_customer", "active", to_flush=Customer._fields["active"]
            ),
        )
        return SQL(
            "(%s UNION ALL SELECT id FROM res_company WHERE NOT EXISTS (%s))",
            mine,
            mine,
        )

    def _sql_served_by_department(self):
        """Services for a department of the user, or for one above it."""
        Customer = self.env["icrm.customer"]
        Department = self.env["hr.department"]
        return SQL(
            """(
                SELECT served.icrm_service_id
                  FROM icrm_customer
                  JOIN hr_department ON hr_department.id = %s
                  JOIN icrm_service_audience_department_rel AS served
                    ON served.hr_department_id = ANY (
                       string_to_array(rtrim(%s, '/'), '/')::int[])
                 WHERE %s = %s AND %s
            )""",
            SQL.identifier(
                "icrm_customer",
                "department_id",
                to_flush=Customer._fields["department_id"],
            ),
            SQL.identifier(
                "hr_department",
                "parent_path",
                to_flush=Department._fields["parent_path"],
            ),
            SQL.identifier(
                "icrm_customer", "user_id", to_flush=Customer._fields["user_id"]
            ),
            self.env.uid,
            SQL.identifier(
                "icrm_customer", "active", to_flush=Customer._fields["active"]
            ),
        )

    def _sql_served_by_segment(self):
        """Services for a segment the user is a member of."""
        Customer = self.env["icrm.customer"]
        Segment = self.env["icrm.segment"]
        return SQL(
            """(
                SELECT served.icrm_service_id
                  FROM icrm_customer
                  JOIN icrm_segment_customer_rel AS member
                    ON member.icrm_customer_id = icrm_customer.id
                  JOIN icrm_segment
                    ON icrm_segment.id = member.icrm_segment_id AND %s
                  JOIN icrm_segment_icrm_service_rel AS served
                    ON served.icrm_segment_id = icrm_segment.id
                 WHERE %s = %s AND %s
            )""",
            SQL.identifier(
                "icrm_segment", "active", to_flush=Segment._fields["active"]
            ),
            SQL.identifier(
                "icrm_customer", "user_id", to_flush=Customer._fields["user_id"]
            ),
            self.env.uid,
            SQL.identifier(
                "icrm_customer", "active", to_flush=Customer._fields["active"]
            ),
        )

    # ------------------------------------------------------------------
    # Access
    # ------------------------------------------------------------------

    @api.depends("is_in_audience", "state", "department_id", "team_id", "company_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_can_read(self):
        allowed = self._origin.sudo(False)._filtered_access("read")
        for service in self:
            service.can_read = service._origin in allowed

    @api.depends("department_id", "company_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_can_edit(self):
        allowed = self._origin.sudo(False)._filtered_access("write")
        for service in self:
            # a new service: its creator may edit it
            service.can_edit = (
                service._origin in allowed
                if service._origin
                else self.sudo(False).has_access("create")
            )

    def _search_can_read(self, operator, value):
        return self._search_can("read") if operator == "in" else NotImplemented

    def _search_can_edit(self, operator, value):
        return self._search_can("write") if operator == "in" else NotImplemented

    def _search_can(self, operation):
        services = self.browse().sudo(False)
        if not services.has_access(operation):
            return Domain.FALSE
        return services.env["ir.rule"]._compute_domain(self._name, operation)

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Keep the talk about a service among those who serve.

        Its customers read the service, not the notes below it: they get an operation
        that they do not have.
        """
        if self.env.user.has_groups(f"{AGENT},{AUDITOR}"):
            return super()._mail_get_operation_for_mail_message_operation(
                message_operation
            )
        return dict.fromkeys(self, "unlink")

    # ------------------------------------------------------------------
    # Request form
    # ------------------------------------------------------------------

    @api.model
    def _editing_form(self):
        """Return the model as in a change of several parts of a form: the sum of them
        must be sound, not each step."""
        return self.with_context(icrm_form_editing=EDITING)

    def _form_edited(self):
        """Note that questions changed; a published form must still be sound."""
        for service_sudo in self.sudo():  # sudo: who edits a part edits the form
            service_sudo.write(
                {
                    "form_changed": True,
                    "form_revision": service_sudo.form_revision + 1,
                }
            )
        if not self.env.su and self.env.context.get("icrm_form_editing") is not EDITING:
            self.filtered(
                lambda service: service.state == "published" and not service.form_held
            )._check_publishable()

    @api.depends("form_revision", "question_ids")
    @api.depends_context("lang")
    def _compute_form_preview(self):
        """The form as it is being edited, for the component that draws it."""
        for service in self:
            service.form_preview = {
                "digest": "preview",
                "questions": preview_schema(service.question_ids, self.env.lang),
            }

    @api.depends("form_revision")
    def _compute_form_token(self):
        for service in self:
            service.form_token = str(service.form_revision)

    def _check_form_token(self, vals):
        """Return *vals* without the token; refuse what was edited on an old form."""
        vals = dict(vals)
        token = vals.pop("form_token", None) or self.env.context.get("icrm_form_token")
        if token and "question_ids" in vals:
            self._icrm_lock()
            for service_sudo in self.sudo():  # sudo: who changed it
                if service_sudo.form_token != token:
                    raise UserError(
                        self.env._(
                            "%(name)s changed this form at %(when)s. Reload the page "
                            "and enter your changes again.",
                            name=service_sudo.write_uid.name,
                            when=format_datetime(
                                self.env, service_sudo.write_date, dt_format="short"
                            ),
                        )
                    )
        return vals

    def _get_frozen_form(self):
        """Return the kept form of this service as it is now, in sudo; or nothing.

        Kept once after each change, when it is first shown; changes held back are not
        in it.
        """
        self.ensure_one()
        # sudo: who sees the service sees the questions of its form.
        service_sudo = self.sudo()
        if not service_sudo.form_changed or service_sudo.form_held:
            return service_sudo.frozen_form_id
        self._icrm_lock()
        schema = build_schema(service_sudo.question_ids)
        form_sudo = service_sudo.frozen_form_id.browse()
        if schema:
            form_sudo = form_sudo._freeze(service_sudo, schema, digest_of(schema))
        # SQL: who looks at a form has not edited the service.
        self.env.cr.execute(
            SQL(
                "UPDATE icrm_service SET frozen_form_id = %s, form_changed = FALSE"
                " WHERE id = %s",
                form_sudo.id or None,
                self.id,
            )
        )
        self.invalidate_recordset(["frozen_form_id", "form_changed"])
        return form_sudo

    def _get_form_schema(self):
        """Return the schema and the digest of the form as it is now."""
        if self.state == "published" and isinstance(self.id, int):
            form_sudo = self._get_frozen_form()
            return form_sudo.schema or [], form_sudo.digest or False
        # Nobody fills in what is not published: nothing to keep.
        schema = build_schema(self.sudo()._origin.question_ids)  # sudo: as above
        return schema, digest_of(schema) if schema else False

    def get_form(self, beneficiary_id: int | None = None) -> dict:
        """Return the request form in the language of the caller, for any client.

        Types are ``char``, ``text``, ``integer``, ``float``, ``boolean``, ``date``,
        ``datetime``, ``selection`` (a key of ``options``), ``tags`` (a list of keys),
        ``many2one`` and ``many2many`` (ids of ``comodel``; see
        ``search_form_records``), ``lines`` (a list of ``{column: value}``), ``total``
        (computed, not sent) and ``section`` (a heading).

        ``show_if`` and ``require_if`` are ``null`` or ``{"mode": "all" or "any",
        "conditions": [{"question", "operator", "value"}]}`` with the operators ``set``,
        ``not_set``, ``=``, ``!=``, ``in``, ``>=`` and ``<=``. What is not shown is not
        sent.

        :param beneficiary_id: whom the request is for, by default the caller; what
            is only asked of other departments or segments is left out
        :return: dict with ``digest``, to be sent as ``form`` with the answers, and
            ``questions``: dicts with ``name``, ``type``, ``label``, ``help``,
            ``placeholder``, ``required``, ``suffix``, ``options`` [[key, label]],
            ``comodel``, ``pattern``, ``pattern_message``, ``default``, ``show_if``,
            ``require_if``, ``columns`` and ``formula``
        """
        self.ensure_one()
        self.check_access("read")
        customer = beneficiary_id and self._check_beneficiary(beneficiary_id)
        schema, digest = self._get_form_schema()
        questions = self._read_form(schema, customer)
        self._fill_defaults(questions)
        for question in questions:
            question["domain"] = False  # applied when records are searched
        return {"digest": digest, "questions": questions}

    @api.readonly
    def search_form_records(self, question_name, text="", limit=8):
        """Return the records that a link question offers, with the caller's rights.

        :param str question_name: the question's key
        :param str text: what was typed
        :param int limit: 1 to 50
        :return: list of ``{"id", "name"}``
        """
        self.ensure_one()
        self.check_access("read")
        limit = caller_values.number_of(self.env, self.env._("Limit"), limit, 1, 50)
        text = caller_values.text_of(self.env, self.env._("Search"), text, MAX_SEARCH)
        schema, _digest = self._get_form_schema()
        if self.can_edit:
            # The preview shows what was not published yet; what customers are asked,
            # editors are asked, too. sudo: as above
            draft = build_schema(self.sudo().question_ids)
            if any(entry["name"] == question_name for entry in draft):
                schema = draft
        return self._search_linked(schema, question_name, text, limit)

    @api.model
    def _search_linked(self, schema, question_name, text, limit):
        """Return what a link question of *schema* offers, with the caller's rights."""
        question = next(
            (
                question
                for question in read_schema(schema, self.env.lang)
                if question["name"] == question_name and question["type"] in LINK_TYPES
            ),
            None,
        )
        try:
            if not question or question["comodel"] not in self.env:
                raise ValueError
            domain = question_domain(self.env, question)
        except ValueError as error:
            raise UserError(self.env._("This question offers no list.")) from error
        comodel = question["comodel"]
        found = self.env[comodel].search(
            domain & (Domain("display_name", "ilike", text) if text else Domain.TRUE),
            limit=limit,
        )
        return [{"id": record.id, "name": record.display_name} for record in found]

    def _read_form(self, schema, customer=None):
        """Return the questions of *schema* that are asked of a customer, by default
        of the caller."""
        facts = None
        if asks_for_facts(schema):
            # sudo: which department and segments decide, not shown
            customer_sudo = (customer or self._get_my_customer()).sudo()
            path = customer_sudo.department_id.parent_path or ""
            facts = {
                "departments": {int(id_) for id_ in path.split("/") if id_},
                "segments": set(customer_sudo.segment_ids.ids),
            }
        return read_schema(schema, self.env.lang, facts)

    def _get_my_customer(self):
        # sudo: of a service that was read, its company
        Customer = self.env["icrm.customer"].with_company(self.sudo().company_id)
        return Customer._from_user()

    def _check_beneficiary(self, beneficiary_id):
        """Return the customer with this id, as the caller may choose one."""
        # sudo: of a service that was read, whose company it is
        company_sudo = self.sudo().company_id
        beneficiary = self.env["icrm.customer"].search(
            [
                ("id", "=", caller_values.id_of(beneficiary_id)),
                ("company_id", "=", company_sudo.id),
            ]
        )
        if not beneficiary:
            raise UserError(
                self.env._(
                    "Requested for: choose an active internal customer of %(company)s.",
                    company=company_sudo.name,
                )
            )
        return beneficiary

    def _fill_defaults(self, questions):
        """Fill in what the caller's profile knows, in place."""
        profile = None
        for question in questions:
            source = question.pop("default_source")
            if not source:
                continue
            if profile is None:
                profile = form_defaults.read_profile(self._get_my_customer())
            value = form_defaults.get_default(profile, source, question)
            if value:
                question["default"] = value

    def _check_answers(self, answers, beneficiary=None, form=None):
        """Return *answers* as they may be stored, or refuse them.

        :param dict answers: {technical name of a question: value}
        :param beneficiary: the ``icrm.customer`` the request is for
        :param str form: digest of the form that was shown, if one was
        :return: dict of the questions that were answered; see ``FormAnswers``
        :raise FormError: one line per question that is not answered as it should
        """
        self.ensure_one()
        form_sudo = self._get_frozen_form()
        questions = self._read_form(form_sudo.schema or [], beneficiary)
        if not form or form == form_sudo.digest:
            return FormAnswers(self.env, questions).check(answers)
        shown_sudo = form_sudo.search(
            [("service_id", "=", self.id), ("digest", "=", form)]
        )
        shown = read_schema(shown_sudo.schema or [], self.env.lang)
        return check_stale_answers(self.env, questions, shown, answers)

    def _prepare_answers(self, answers, beneficiary=None, form=None):
        """Return the values of a request with *answers*, checked as the caller."""
        cleaned = self._check_answers(answers, beneficiary, form)
        form_sudo = self._get_frozen_form()
        questions = read_schema(form_sudo.schema or [], self.env.lang)
        return {
            "icrm_form_id": form_sudo.id,
            **split_answers(self.env, questions, cleaned),
        }

    def _get_form_problems(self):
        """Return a sentence for each reason why the form cannot be filled in."""
        self.ensure_one()
        return FormProblems(self).find()

    # ------------------------------------------------------------------
    # Publication
    # ------------------------------------------------------------------

    @api.depends("state", "version")
    def _compute_has_changes(self):
        last = self._get_last_contents()
        for service in self:
            content = last.get(service._origin.id)
            service.has_changes = bool(
                service.state == "published"
                and content is not None
                and content != service._get_substance()
            )

    def action_publish(self):
        """Put the services into force; as a new version where the substance changed.

        :raise ValidationError: with a sentence for each thing that is missing
        """
        self.check_access("write")
        self._icrm_lock()
        self._check_publishable()
        last = self._get_last_contents()
        labels = self._get_substance_labels()
        vals_list = []
        for service in self:
            content = service._get_substance()
            before = last.get(service.id)
            if content != before:
                changes = [
                    labels[part]
                    for part in content
                    if before and content[part] != before.get(part)
                ]
                # The counter belongs to publication: write() refuses it to others.
                service.sudo().version += 1 if before is not None else 0
                vals_list.append(
                    {
                        "service_id": service.id,
                        "version": service.version,
                        "user_id": self.env.uid,
                        "content": content,
                        "changes": ", ".join(changes),
                    }
                )
                service._message_log(
                    body=self.env._(
                        "Version %(version)s published. Changes: %(changes)s.",
                        version=service.version,
                        changes=", ".join(changes),
                    )
                    if changes
                    else self.env._(
                        "Version %(version)s published.", version=service.version
                    )
                )
        self.filtered(lambda service: service.state != "published").state = "published"
        # sudo: the form is put into force with the rest; write() refuses it to others.
        self.sudo().filtered("form_held").form_held = False
        self.env["icrm.service.version"].sudo().create(vals_list)
        self.invalidate_recordset(["has_changes", "version_ids"])
        return True

    def action_hold_form(self):
        """Hold changes of the forms back from now on, until they are published.

        Customers are asked the form as it is now.
        """
        self.check_access("write")
        self._icrm_lock()
        for service in self:
            if service.state != "published":
                raise UserError(
                    self.env._(
                        "“%(name)s” is not published: customers do not see its form.",
                        name=service.name,
                    )
                )
            service._get_frozen_form()
        # sudo: what customers are asked is decided by this step; checked above.
        self.sudo().form_held = True
        return True

    def action_retire(self):
        """Take the services out of the catalogue; their requests run on."""
        self.check_access("write")
        self._icrm_lock()
        if wrong := self.filtered(lambda service: service.state != "published"):
            raise UserError(
                self.env._(
                    "Only published services can be retired: %(names)s.",
                    names=", ".join(wrong.mapped("name")),
                )
            )
        self.state = "retired"
        return True

    def action_new_version(self):
        """Take the services back to draft, to be reworked out of the customers' sight.

        Publishing them again makes a new version if anything of substance changed.
        """
        self.check_access("write")
        self._icrm_lock()
        self.filtered(lambda service: service.state != "draft").state = "draft"
        return True

    def _check_publishable(self):
        problems = {service: service._get_publication_problems() for service in self}
        lines = [
            f"{service.name}: {problem}" if len(self) > 1 else problem
            for service, found in problems.items()
            for problem in found
        ]
        if lines:
            raise ValidationError(
                self.env._(
                    "Complete these points before publishing:\n%(lines)s",
                    lines="\n".join(f"• {line}" for line in lines),
                )
            )

    def _get_publication_problems(self):
        """Return a sentence for each thing the service lacks to be published."""
        self.ensure_one()
        # sudo: team, provider and approvers count, visible to who publishes or not.
        service_sudo = self.sudo()
        problems = []
        if not service_sudo.active:
            problems.append(self.env._("Unarchive the service first."))
        if not service_sudo.department_id.active:
            problems.append(self.env._("Choose a provider that is not archived."))
        team = service_sudo.team_id
        if not team.active or not team.user_ids.filtered("active"):
            problems.append(
                self.env._(
                    "Team %(team)s has no members.",
                    team=team.name,
                )
            )
        if not service_sudo.owner_id.active:
            problems.append(self.env._("Choose an active owner."))
        if not self._get_promise_line():
            priorities = dict(
                self._fields["default_priority"]._description_selection(self.env)
            )
            problems.append(
                self.env._(
                    "Add a promise for the usual priority (%(priority)s).",
                    priority=priorities[self.default_priority],
                )
            )
        try:
            self._icrm_calendar()._icrm_check_opens(self.company_id)
        except ValidationError as error:
            problems.append(str(error))
        if (
            self.audience == "departments"
            and not service_sudo.audience_department_ids.filtered("active")
        ):
            problems.append(self.env._("Choose the departments served, or Everyone."))
        if (
            self.audience == "segments"
            and not service_sudo.audience_segment_ids.filtered("active")
        ):
            problems.append(self.env._("Choose the segments served, or Everyone."))
        if self.portal_published and self.audience != "everyone":
            problems.append(
                self.env._("Services for portal users need the audience Everyone.")
            )
        return problems + self._get_form_problems()

    # ------------------------------------------------------------------
    # Versions
    # ------------------------------------------------------------------

    def _get_last_contents(self):
        """Return {service id: content of its last version}, one query."""
        last = {}
        # sudo: whether something changed, for any user
        versions_sudo = self.env["icrm.service.version"].sudo()
        for version in versions_sudo.search(
            [("service_id", "in", self._origin.ids)], order="version"
        ):
            last[version.service_id.id] = version.content
        return last

    @api.model
    def _get_substance_labels(self):
        """Return {part: label} of what a version keeps, in reading order."""
        return {
            "name": self.env._("Service"),
            "summary": self.env._("Summary"),
            "description": self.env._("Description"),
            "requirements": self.env._("What you need"),
            "provider": self.env._("Provider"),
            "audience": self.env._("Audience"),
            "hours": self.env._("Working hours"),
            "promises": self.env._("Promises"),
            "form": self.env._("Request form"),
            "roles": self.env._("Responsibilities"),
        }

    def _get_substance(self):
        """Return {part: text} of what counts as the service, in English.

        Texts, so that an old version can be read when everything it named is gone.
        """
        self.ensure_one()
        # sudo: the text of a version is the same for any publisher.
        service = self.sudo().with_context(lang="en_US")
        names = dict(service._fields["audience"]._description_selection(service.env))
        served = {
            "departments": service.audience_department_ids.mapped("name"),
            "segments": service.audience_segment_ids.mapped("name"),
        }.get(service.audience, [])
        priorities = dict(
            service._fields["default_priority"]._description_selection(service.env)
        )
        responsibilities = dict(
            service.role_ids._fields["responsibility"]._description_selection(
                service.env
            )
        )
        return {
            "name": service.name,
            "summary": service.summary or "",
            "description": html2plaintext(service.description or ""),
            "requirements": html2plaintext(service.requirements or ""),
            "provider": f"{service.department_id.name} ({service.team_id.name})",
            "audience": ": ".join(
                filter(None, [names[service.audience], ", ".join(sorted(served))])
            ),
            "hours": service._icrm_calendar().name or "",
            "promises": "\n".join(
                f"{priorities[line.priority]}: {line.response_hours:g} h, "
                f"{line.resolution_hours:g} h"
                for line in service.promise_ids.sorted("priority")
            ),
            "form": describe_form(service.question_ids),
            "roles": "\n".join(
                f"{line.activity}: {line.subject} "
                f"({responsibilities[line.responsibility]})"
                for line in service.role_ids
            ),
        }

    # ------------------------------------------------------------------
    # Search
    # ------------------------------------------------------------------

    @api.depends_context("uid")
    def _compute_is_pinned(self):
        # sudo: of records already read, the user's own pins
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

    @api.depends(
        "name",
        "summary",
        "keywords",
        "description",
        "requirements",
        "category_id.search_text",
        "department_id.name",
        "form_held",
        "question_ids.label",
        "question_ids.option_ids.label",
        "question_ids.option_ids.active",
        "question_ids.column_ids.label",
        "article_ids.name",
        "article_ids.keywords",
        "article_ids.body",
        "article_ids.active",
        "article_ids.state",
    )
    def _compute_search_text(self):
        """A fixed number of queries, for any number of services and languages.

        The index is written beside: it is made of the same texts at the same time.
        """
        parts = read_services(self)
        for service in self:
            service.search_text = "\n".join(
                text for _weight, text, _reading in parts[service.id] if text
            )
        store_terms(self, parts)

    @api.model
    def _read_query(self, query):
        """Return the units of what was typed: a text, or the facets of a search box."""
        if isinstance(query, (list, tuple)):
            query = " ".join(text for text in query if isinstance(text, str))
        if not isinstance(query, str) or not query.strip():
            return []
        # sudo: the words of the thesaurus help whoever searches
        thesaurus = self.env["icrm.search.concept"].sudo()._get_thesaurus()
        return textsearch.read_query(query, thesaurus)

    @api.depends_context("icrm_query", "lang")
    def _compute_found_by(self):
        units = self._read_query(self.env.context.get("icrm_query"))
        found = explain(self, units) if units and self.ids else {}
        for service in self:
            service.found_by = ", ".join(
                dict.fromkeys(
                    typed
                    if textsearch.normalise(typed) == textsearch.normalise(word)
                    else f"{typed} ~ {word}"
                    for typed, word in found.get(service.id, ())
                )
            )

    @api.depends_context("icrm_query")
    def _compute_relevance(self):
        self.relevance = 0.0

    @api.model
    @api.readonly
    def search_catalogue(self, query="", limit=40):
        """Return the services the caller may request, best first; one query.

        Pinned ones first, then by relevance if there is a *query*, then what the
        caller's department requested most, then by name. The access rules are part of
        the same statement: a limit never hides what the caller may see.

        :param str query: what was typed, in any language; typos are tolerated
        :param int limit: 1 to 200
        :return: an ``icrm.service`` recordset (over JSON-2: ids)
        """
        if type(limit) is not int or not 0 < limit <= 200:
            raise UserError(self.env._("The limit must be between 1 and 200."))
        if not isinstance(query or "", str):
            raise UserError(self.env._("The search must be text."))
        services = self.with_context(icrm_query=query)
        found = services.search(
            self._catalogue_domain() & services._query_domain(query),
            limit=limit,
            order=self._catalogue_order,
        )
        return found.with_env(self.env)

    @api.model
    def _catalogue_domain(self):
        """Published services that are offered to the current user."""
        return Domain("state", "=", "published") & Domain("is_in_audience", "=", True)

    @api.model
    def _query_domain(self, query):
        """Return the domain of the services that *query* may mean."""
        if not (query or "").strip():
            return Domain.TRUE
        units = self._read_query(query)
        if not units:
            return Domain.FALSE  # nothing but punctuation and stop words

        def to_sql(model, alias, sql_query):
            return SQL("%s IS NOT NULL", join_scores(model, sql_query, alias, units))

        def predicate(service):
            return service.search(
                Domain("id", "=", service.id) & Domain.custom(to_sql=to_sql)
            )

        return Domain.custom(to_sql=to_sql, predicate=predicate)

    def _search_display_name(self, operator, value):
        """Typing in any search box forgives."""
        if isinstance(value, str) and value.strip():
            if operator == "ilike":
                return self._query_domain(value)
            if operator == "not ilike":
                return ~self._query_domain(value)
        return super()._search_display_name(operator, value)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name == "relevance":
            units = self._read_query(self.env.context.get("icrm_query"))
            if not units:
                return SQL()
            score = join_scores(self, query, alias, units)
            return SQL("COALESCE(%s, 0) %s", score, direction)
        if field_name == "is_pinned":
            return SQL(
                "%s IN %s %s %s",
                SQL.identifier(alias, "id"),
                self._sql_pinned(),
                direction,
                nulls,
            )
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
