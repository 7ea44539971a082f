# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...importer.container import MEGABYTE
from .icrm_import_profile import OPTIONS

STATES = [
    ("draft", "File"),
    ("mapped", "Mapping"),
    ("checked", "Checked"),
    ("done", "Imported"),
]


class IcrmImportJob(models.Model):
    """One import of the past: a file, what it means, the dry run, the result.

    It works on a profile of its own (``_inherits``), a copy of the one it was started
    from. The work itself is in icrm_import_job_run; what is slow is left to a cron,
    so that no browser has to wait for it.
    """

    _name = "icrm.import.job"
    _description = "History Import"
    _inherits = {"icrm.import.profile": "profile_id"}
    _order = "id desc"
    _rec_name = "file_name"

    profile_id = fields.Many2one(
        "icrm.import.profile", required=True, ondelete="restrict", copy=False
    )
    template_id = fields.Many2one(
        "icrm.import.profile",
        string="Where It Comes From",
        domain="[('kept', '=', True), '|', ('company_id', '=', False), "
        "('company_id', '=', company_id)]",
        default=lambda self: self.env.ref(
            "icrm_internal.icrm_import_profile_generic", raise_if_not_found=False
        ),
        ondelete="set null",
        help="A profile knows the columns and words of a system.",
    )
    template_note = fields.Text(related="template_id.note", string="How to Export")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        readonly=True,
        required=True,
    )
    file = fields.Binary(required=True, attachment=True, copy=False)
    file_name = fields.Char(required=True, default="export.csv")
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, copy=False
    )
    task = fields.Selection(
        [("read", "Reading"), ("check", "Checking"), ("import", "Importing")],
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="What the server does, or is about to do, in the background.",
    )
    is_running = fields.Boolean(readonly=True, copy=False)
    failure = fields.Text(readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress", help="In percent.")

    # What the file turned out to be
    remarks = fields.Text(readonly=True, copy=False)
    row_count = fields.Integer(string="Rows in the File", readonly=True, copy=False)
    ticket_count = fields.Integer(string="Tickets", readonly=True, copy=False)
    bad_count = fields.Integer(string="Tickets with Errors", readonly=True, copy=False)
    known_count = fields.Integer(
        string="Already There",
        readonly=True,
        copy=False,
        help="Tickets of the file that were imported before; they stay as they are.",
    )
    new_count = fields.Integer(string="New Requests", readonly=True, copy=False)
    event_count = fields.Integer(string="Changes", readonly=True, copy=False)
    error_count = fields.Integer(string="Errors", readonly=True, copy=False)
    warning_count = fields.Integer(string="Warnings", readonly=True, copy=False)
    info_count = fields.Integer(string="Notes", readonly=True, copy=False)
    new_team_count = fields.Integer(string="New Teams", readonly=True, copy=False)
    new_department_count = fields.Integer(
        string="New Departments", readonly=True, copy=False
    )
    new_people_count = fields.Integer(string="New Employees", readonly=True, copy=False)
    unknown_caller_count = fields.Integer(
        string="Customers Not Found", readonly=True, copy=False
    )
    issue_ids = fields.One2many("icrm.import.issue", "job_id", readonly=True)
    issue_count = fields.Integer(string="All Findings", compute="_compute_issue_count")
    report_file = fields.Binary(
        string="Full Report", readonly=True, attachment=True, copy=False
    )
    report_name = fields.Char(compute="_compute_report_name")
    started_at = fields.Datetime(string="Started", readonly=True, copy=False)
    finished_at = fields.Datetime(string="Finished", readonly=True, copy=False)
    request_ids = fields.One2many("helpdesk.ticket", "icrm_import_job_id")

    @api.depends("task")
    def _compute_progress(self):
        progress = {
            row.job_id: row
            for row in self.env["icrm.import.progress"].search(
                [("job_id", "in", self.ids)]
            )
        }
        for job in self:
            row = progress.get(job.id)
            job.progress = (
                100.0 * row.done / row.total if job.task and row and row.total else 0.0
            )

    @api.depends("error_count", "warning_count", "info_count")
    def _compute_issue_count(self):
        for job in self:
            job.issue_count = job.error_count + job.warning_count + job.info_count

    @api.depends("file_name")
    def _compute_report_name(self):
        for job in self:
            job.report_name = self.env._("Findings %(file)s.csv", file=job.file_name)

    @api.onchange("template_id")
    def _onchange_template_id(self):
        for option in OPTIONS if self.template_id else ():
            self[option] = self.template_id[option]

    @api.constrains("file")
    def _check_file_size(self):
        limit = self._max_megabytes()
        for job in self:
            size = job._attachment_sudo().file_size
            if size > limit * MEGABYTE:
                raise ValidationError(
                    self.env._(
                        "%(file)s has %(size)s MB; %(limit)s MB is the limit. Compress "
                        "it (.gz) or split the export.",
                        file=job.file_name,
                        size=size // MEGABYTE,
                        limit=limit,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Give each job a profile of its own: a copy of the template's."""
        self._check_admin()
        templates = self.env["icrm.import.profile"]
        for vals in vals_list:
            if "template_id" not in vals:
                vals.update(self.default_get(["template_id"]))
            template = templates.browse(vals.get("template_id") or ())
            template.check_access("read")
            for option in OPTIONS if template else ():
                if option not in vals:
                    vals[option] = template._fields[option].convert_to_write(
                        template[option], template
                    )
            for lines in ("column_ids", "value_ids"):
                if lines not in vals and template:
                    vals[lines] = [
                        Command.create({**line, "profile_id": False})
                        for line in template[lines].copy_data()
                    ]
                    for command in vals[lines]:
                        command[2].pop("profile_id")
            vals.update(kept=False, name=vals.get("file_name") or "/")
        return super().create(vals_list)

    def write(self, vals):
        if "file" in vals:
            vals = {**vals, "state": "draft"}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        if self.filtered("is_running"):
            raise UserError(self.env._("This import is running: wait until it ends."))

    def unlink(self):
        profiles = self.profile_id
        self.env["icrm.import.progress"].sudo().search(
            [("job_id", "in", self.ids)]
        ).unlink()
        result = super().unlink()
        profiles.filtered(lambda profile: not profile.kept).unlink()
        return result

    # -- who, how much

    @api.model
    def _check_admin(self):
        if not (
            self.env.su or self.env.user.has_group("icrm_internal.group_icrm_admin")
        ):
            raise AccessError(
                self.env._("Only administrators of Internal CRM import histories.")
            )

    @api.model
    def _parameter(self, name, default):
        value = (
            self.env["ir.config_parameter"].sudo().get_param(f"icrm_internal.{name}")
        )
        return int(value) if value and value.isdigit() else default

    @api.model
    def _max_megabytes(self):
        return self._parameter("import_max_mb", 90)

    def _attachment_sudo(self):
        """Return the attachment of the file: who may read the job may read it."""
        self.ensure_one()
        self.check_access("read")
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_field", "=", "file"),
                    ("res_id", "=", self.id),
                ],
                limit=1,
            )
        )

    # -- buttons

    def action_read(self):
        """Read the file: columns, values, proposals."""
        return self._begin("read")

    def action_check(self):
        """Try everything, write nothing, report what is wrong."""
        return self._begin("check")

    def action_import(self):
        """Write the requests: all, or none."""
        return self._begin("import")

    def action_back(self):
        """Go one step back: from the check to the mapping, from there to the file."""
        self._check_admin()
        self._icrm_lock()
        for job in self:
            job._check_idle()
            job.state = {"checked": "mapped"}.get(job.state, "draft")
        return True

    def action_keep_profile(self):
        """Save mapping and options as a profile for the next import."""
        self.ensure_one()
        self._check_admin()
        profile = self.profile_id.copy(
            {
                "kept": True,
                "name": self.env._("Like %(file)s", file=self.file_name),
                "company_id": self.company_id.id,
                "sequence": 5,
            }
        )
        profile.value_ids.filtered("is_open").unlink()
        return {
            "type": "ir.actions.act_window",
            "res_model": profile._name,
            "res_id": profile.id,
            "view_mode": "form",
            "target": "current",
        }

    def action_open_requests(self):
        """Open the requests this import created."""
        self.ensure_one()
        self._check_admin()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "icrm_internal.helpdesk_ticket_action_desk"
            ),
            "display_name": self.env._("Imported from %(file)s", file=self.file_name),
            "domain": [("icrm_import_job_id", "=", self.id)],
            "context": {},
        }

    def action_open_issues(self):
        """Open the findings of the dry run."""
        self.ensure_one()
        self._check_admin()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Findings in %(file)s", file=self.file_name),
            "res_model": "icrm.import.issue",
            "view_mode": "list",
            "domain": [("job_id", "=", self.id)],
        }

    def _check_idle(self):
        if self.task:
            raise UserError(
                self.env._("The server is at work on this import: wait until it ends.")
            )
