# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# What a standard says: fixed from publication on.
CONTENT_FIELDS = frozenset(
    {"name", "service_id", "purpose", "trigger", "result", "document", "step_ids"}
)
# What the buttons write; no user may write it directly.
COURSE_FIELDS = frozenset(
    {"state", "version", "previous_id", "standard_since", "reminded_date"}
)


class IcrmProcess(models.Model):
    """How a service comes about, step by step: a standard, version by version.

    Its other sides live in their own files: what the ledger of requests tells about
    the steps (figures), how they are drawn (diagram), how they are proposed (draft).
    """

    _name = "icrm.process"
    _description = "Process"
    _inherit = ["mail.thread", "mail.activity.mixin", "icrm.reminder"]
    _order = "service_id, version desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    service_id = fields.Many2one(
        "icrm.service", required=True, ondelete="restrict", index=True, tracking=True
    )
    department_id = fields.Many2one(
        related="service_id.department_id", string="Provider", store=True, index=True
    )
    company_id = fields.Many2one(related="service_id.company_id", store=True)
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Standard"), ("retired", "Replaced")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    version = fields.Integer(default=1, readonly=True, copy=False)
    previous_id = fields.Many2one(
        "icrm.process", ondelete="set null", readonly=True, copy=False
    )
    owner_id = fields.Many2one(
        "res.users",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
        help="Answers for the process, edits it, and is reminded of its audit.",
    )
    purpose = fields.Text(translate=True, help="What it is good for, in a sentence.")
    trigger = fields.Char("Begins with", translate=True)
    result = fields.Char("Ends with", translate=True)
    document = fields.Binary(
        string="Instruction", copy=False, help="The working instruction as a file."
    )
    document_name = fields.Char(copy=False)
    standard_since = fields.Date(readonly=True, copy=False)
    audit_date = fields.Date(
        string="Next Audit",
        copy=False,
        tracking=True,
        help="When somebody checks that people work as written here. The owner is "
        "reminded two weeks before.",
    )
    trained_ids = fields.Many2many(
        "icrm.customer",
        relation="icrm_process_trained_rel",
        string="Trained People",
        domain="[('kind', '=', 'employee')]",
        copy=False,
        help="Who has been trained on this version.",
    )
    trained_count = fields.Integer("Trained", compute="_compute_trained_count")
    step_ids = fields.One2many("icrm.process.step", "process_id", string="Steps")
    evaluation_ids = fields.One2many("icrm.process.evaluation", "process_id")
    problem_ids = fields.One2many("icrm.process.problem", "process_id")
    can_edit = fields.Boolean(compute="_compute_can_edit")
    can_draft = fields.Boolean(compute="_compute_can_edit")

    _standard_uniq = models.UniqueIndex(
        "(service_id) WHERE state = 'published'",
        "A service has one standard process at a time.",
    )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for process in self:
            process.display_name = self.env._(
                "%(name)s, version %(version)s",
                name=process.name or "",
                version=process.version,
            )

    @api.depends("trained_ids")
    def _compute_trained_count(self):
        for process in self:
            process.trained_count = len(process.trained_ids)

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_can_edit(self):
        editable = self._origin._filtered_access("write")
        for process in self:
            process.can_edit = not process._origin or process._origin in editable
            process.can_draft = process.can_edit and process.state == "draft"

    # -- a standard stands -------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        defaults = {key[8:] for key in self.env.context if key.startswith("default_")}
        self._refuse_course(defaults.union(*vals_list))
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_course(vals)
        if not CONTENT_FIELDS.isdisjoint(vals):
            self._check_draft()
        owners = {process: process.owner_id for process in self}
        result = super().write(vals)
        if "owner_id" in vals:
            label = self._fields["owner_id"].get_description(self.env, ["string"])
            for process in self:
                # Whoever it was given to may not give it to just anybody.
                process.department_id._icrm_check_in_charge(
                    process.owner_id - owners[process], label["string"]
                )
        if "service_id" in vals and not self.env.su:
            # A standard replaces the one before: who moves a process to a service
            # must be one who may make one for it.
            self.check_access("create")
        return result

    def _store(self, vals):
        """Write what the course of a process says; who may was decided before."""
        return super().write(vals)  # pylint: disable=super-method-mismatch

    def _refuse_course(self, names):
        if not self.env.su and COURSE_FIELDS & set(names):
            raise AccessError(
                self.env._(
                    "A process is published and replaced with its buttons; its state "
                    "and version cannot be set by hand."
                )
            )

    def _check_draft(self):
        """Lock these processes; raise AccessError unless all are still drafts."""
        self._icrm_lock()
        for process in self:
            if process.state != "draft":
                raise AccessError(
                    self.env._(
                        "%(process)s is a standard people rely on and stays as it is. "
                        "To change how the work is done, make a new version.",
                        process=process.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_standard(self):
        self._check_draft()

    # -- its course --------------------------------------------------------------------
    def action_publish(self):
        """Make this draft the standard of its service, in place of the one before."""
        self.check_access("write")
        # Drafts of the same service replace each other.
        self.service_id._icrm_lock()
        self._check_draft()
        for process in self:
            if not process.step_ids:
                raise UserError(
                    self.env._(
                        "%(process)s has no steps yet: add them, or let them be "
                        "proposed from history.",
                        process=process.display_name,
                    )
                )
            process_sudo = process.sudo()
            # sudo: whoever writes this version decides about the one it replaces.
            former_sudo = process_sudo.search(
                [
                    ("service_id", "=", process.service_id.id),
                    ("state", "=", "published"),
                ]
            )
            former_sudo._store({"state": "retired"})
            self.env.flush_all()
            process_sudo._store(
                {"state": "published", "standard_since": fields.Date.today()}
            )
        return True

    def action_retire(self):
        """Take a standard out of force without another one in its place."""
        self.check_access("write")
        self.filtered(lambda process: process.state == "published").sudo()._store(
            {"state": "retired"}
        )
        return True

    def action_new_version(self):
        """Open a draft with the same steps, one version on."""
        self.ensure_one()
        self.check_access("write")
        # Each gets a number of its own.
        self.service_id._icrm_lock()
        draft = self.copy({"name": self.name})
        versions = self.sudo()._read_group(
            [("service_id", "=", self.service_id.id), ("id", "!=", draft.id)],
            [],
            ["version:max"],
        )
        draft.sudo()._store(
            {"previous_id": self.id, "version": (versions[0][0] or 0) + 1}
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "views": [(False, "form")],
        }

    def copy(self, default=None):
        """Copy the steps, too, and the ways between them."""
        copies = super().copy(default)
        for process, twin in zip(self, copies, strict=True):
            steps = process.step_ids
            twins = steps.copy({"process_id": twin.id})
            by_step = dict(zip(steps, twins, strict=True))
            for step, other in by_step.items():
                other.next_ids = self.env["icrm.process.step"].union(
                    *(by_step[one] for one in step.next_ids if one in by_step)
                )
        return copies

    def action_open(self):
        """Open this process's form."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    # -- reminders ---------------------------------------------------------------------
    @api.model
    def _cron_remind(self):
        """Remind of audits that come; idempotent."""
        self._remind(
            "audit_date",
            [("state", "=", "published")],
            14,
            self.env._("Audit: do people work as written?"),
        )

    def _get_reminded(self):
        return self.owner_id
