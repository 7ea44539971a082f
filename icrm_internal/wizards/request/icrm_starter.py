# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...models.access.actions import open_action, open_form, show_message
from ...models.access.groups import OFFICER
from ...models.catalogue import starter
from ...models.catalogue.starter_builder import StarterBuilder

LISTED = 10


class IcrmStarter(models.TransientModel):
    """Switches on services of the starter catalogue, by kind of department.

    First whose they are, then which: nothing is created before the last button, and
    nothing that exists is changed. What was switched on before is known by its code.
    """

    _name = "icrm.starter"
    _description = "Starter Catalogue"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    state = fields.Selection(
        [("departments", "Departments"), ("services", "Services")],
        default="departments",
        required=True,
        readonly=True,
    )
    department_ids = fields.One2many(
        "icrm.starter.department",
        "starter_id",
        string="Departments",
        default=lambda self: self._default_department_ids(),
    )
    service_ids = fields.One2many(
        "icrm.starter.service", "starter_id", string="Services"
    )
    service_count = fields.Integer(string="To Create", compute="_compute_counts")
    known_count = fields.Integer(string="Already There", compute="_compute_counts")
    is_published = fields.Boolean(
        string="Publish at once",
        default=True,
        help="Off: they are created as drafts, which only you and the provider see.",
    )
    has_extras = fields.Boolean(
        string="Segments and interests",
        default=True,
        help="Adds customer segments and interests that are missing.",
    )

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("Starter Catalogue")

    @api.depends("service_ids.is_selected", "service_ids.is_known")
    def _compute_counts(self):
        for dialog in self:
            known = dialog.service_ids.filtered("is_known")
            chosen = dialog.service_ids.filtered("is_selected")
            dialog.known_count = len(known)
            dialog.service_count = len(chosen - known)

    # ------------------------------------------------------------------
    # What is proposed
    # ------------------------------------------------------------------

    @api.model
    def _get_known(self):
        """Return the services that were switched on before, archived ones too."""
        Service = self.env["icrm.service"].with_context(active_test=False)
        return Service.search(
            [
                ("company_id", "=", self.env.company.id),
                ("starter_code", "!=", False),
            ]
        )

    @api.model
    def _default_department_ids(self):
        if not self.env.user.has_group(OFFICER):
            return []
        specs = starter.get_services()
        company = Domain("company_id", "in", (False, self.env.company.id))
        departments = self.env["hr.department"].search(company)
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        found = {}
        for service in self._get_known():
            kind = specs.get(service.starter_code, {}).get("kind")
            found.setdefault(kind, service.department_id)
        for kind, row in starter.get_kinds().items():
            for lang in {"en_US"} | installed & set(starter.CHINESE):
                name = starter.text_in(row, lang).casefold()
                for department in departments.with_context(lang=lang):
                    if kind not in found and (department.name or "").casefold() == name:
                        found[kind] = department.with_env(self.env)
        lines = []
        for kind in starter.get_kinds():
            department = found.get(kind, self.env["hr.department"])
            team = self.env["icrm.starter.department"]._find_team(department)
            lines.append(
                Command.create(
                    {
                        "kind": kind,
                        # A company without departments begins with all of them.
                        "is_used": bool(department) or not departments,
                        "department_id": department.id,
                        "team_id": team.id,
                        "member_ids": [
                            Command.set(
                                (team.user_ids or self._propose_members(department)).ids
                            )
                        ],
                    }
                )
            )
        return lines

    @api.model
    def _propose_members(self, department):
        """Return who serves at first: the head, else the one who sets it up."""
        # sudo: who heads a department is public, employees are not
        head = department.sudo().manager_id.user_id
        return head.sudo(False) if head.active and not head.share else self.env.user

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def _check_officer(self):
        self.ensure_one()
        if not self.env.user.has_group(OFFICER):
            raise AccessError(
                self.env._("Only officers can use the starter catalogue.")
            )
        self.check_access("write")

    def _reopen(self):
        return open_form(
            self, name=self.env._("Starter Catalogue"), target="new", context={}
        )

    def action_next(self):
        """List the services of the departments chosen; nothing is created."""
        self._check_officer()
        lines = self.department_ids.filtered("is_used")
        if not lines:
            raise UserError(self.env._("Choose at least one department."))
        lines._check_ready()
        kinds = lines.mapped("kind")
        known = set(self._get_known().mapped("starter_code"))
        self.write(
            {
                "state": "services",
                "service_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "code": code,
                                "is_selected": code not in known,
                                "is_known": code in known,
                            }
                        )
                        for code, spec in starter.get_services().items()
                        if spec["kind"] in kinds
                    ),
                ],
            }
        )
        return self._reopen()

    def action_back(self):
        """Go back to the departments."""
        self._check_officer()
        self.state = "departments"
        return self._reopen()

    def action_apply(self):
        """Create the services chosen that are not there; say what was created."""
        self._check_officer()
        specs = starter.get_services()
        known = set(self._get_known().mapped("starter_code"))
        chosen = self.service_ids.filtered("is_selected").mapped("code")
        codes = [code for code in chosen if code in specs and code not in known]
        lines = self.department_ids.filtered("is_used")
        kinds = set(lines.mapped("kind"))
        codes = [code for code in codes if specs[code]["kind"] in kinds]
        needed = {specs[code]["kind"] for code in codes}
        serving = lines.filtered(lambda line: line.kind in needed)
        serving._check_ready()
        serving._provide()
        builder = StarterBuilder(
            self.env,
            {line.kind: line.department_id for line in self.department_ids},
            {line.kind: line.team_id for line in serving},
        )
        services = builder.build(codes) if codes else self.env["icrm.service"]
        services = services.with_env(self.env)
        self._complete_services(builder)
        drafts = self._publish(services) if self.is_published else services
        self._apply_extras(builder)
        return self._report(services, drafts)

    def _complete_services(self, builder):
        """Add to new services what names each other; extended by other domains.

        :param builder: ``built`` are the new services
        """

    def _publish(self, services):
        """Publish what can be published; return the drafts that remain."""
        ready = services.filtered(
            lambda service: not service._get_publication_problems()
        )
        if ready:
            ready.action_publish()
        return services - ready

    def _report(self, services, drafts):
        """Return the action that says what was created and lists it."""
        if not services:
            return show_message(
                self.env._("All of these services are already there."), kind="info"
            )
        message = self.env._("Services created: %(count)s.", count=len(services))
        if drafts and self.is_published:
            problems = dict.fromkeys(
                problem
                for service in drafts
                for problem in service._get_publication_problems()
            )
            message = self.env._(
                "%(done)s Not published yet: %(count)s. %(problems)s",
                done=message,
                count=len(drafts),
                problems=" ".join(list(problems)[:LISTED]),
            )
        return show_message(
            message,
            kind="warning" if drafts and self.is_published else "success",
            sticky=bool(drafts and self.is_published),
            then=open_action(
                self.env,
                "icrm_internal.icrm_service_action_all",
                self.env._("Starter Catalogue"),
                domain=[("id", "in", services.ids)],
                context={},
            ),
        )

    # ------------------------------------------------------------------
    # Beside the services; extended by other domains
    # ------------------------------------------------------------------

    def _apply_extras(self, builder):
        """Add what belongs to a catalogue beside services, as far as it is missing."""
        if not self.has_extras:
            return
        for model, table in (
            ("icrm.segment", "segments"),
            ("icrm.interest", "interests"),
        ):
            records = self.env[model].with_context(active_test=False, lang="en_US")
            names = set(records.search([]).mapped("name"))
            for row in starter.read(table):
                if row["en"] in names or not records.has_access("create"):
                    continue
                values = {"name": row["en"]}
                if model == "icrm.segment":
                    values["kind"] = row["kind"]
                    values["domain"] = row["rule"] or "[]"
                builder.translate(records.create(values), "name", row)
