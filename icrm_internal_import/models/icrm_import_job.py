# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import itertools
import logging
from collections import Counter

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import config

from odoo.addons.icrm_internal.importer import container
from odoo.addons.icrm_internal.importer.container import MEGABYTE
from odoo.addons.icrm_internal.importer.fault import (
    ERROR,
    INFO,
    WARNING,
    Fault,
    Report,
    _lt,
)
from odoo.addons.icrm_internal.importer.source import SECONDS, Source
from odoo.addons.icrm_internal.models.access.actions import (
    open_action,
    open_form,
    open_list,
)
from odoo.addons.icrm_internal.models.access.finding_text import get_finding_text
from odoo.addons.icrm_internal.models.access.groups import ADMIN
from odoo.addons.icrm_internal.models.access.jobs import run_each
from odoo.addons.icrm_internal.models.customer.duty import Duty

from ..importer import columns as columns_of
from ..importer import dates
from ..importer.meanings import propose_priority, propose_state
from ..importer.row import MAX_NAME, Plan, word_of
from ..importer.timeline import (
    EMPTY_STATE,
    NOT_RESOLVED,
    TicketHistoryReader,
    needs,
)
from .findings import Findings
from .icrm_import_profile import OPTIONS
from .icrm_import_value import KINDS
from .resolver import NOBODY, Resolver
from .undoing import Undoing
from .writer import BATCH, Writer

STATES = [
    ("draft", "File"),
    ("mapped", "Mapping"),
    ("checked", "Checked"),
    ("done", "Imported"),
]

#: Values listed per kind; what is more keeps its proposal.
SHOWN_VALUES = 500

#: Departments and teams named before they are created.
SHOWN_NAMES = 20

#: Words that one check asks about.
SHOWN_WORDS = 200

GENERIC = "icrm_internal_import.icrm_import_profile_generic"

#: Seconds that reading a file may take in the background.
BACKGROUND_SECONDS = 3600

#: Requests per second that a small machine writes, to estimate the duration
PACE = 200

#: How much of an import's time goes by before it begins to write.
WALK_SHARE = 0.15

#: New employees a second: Odoo asks the database some thirty times for each.
PEOPLE_PACE = 20


def _batches(items):
    batch = []
    for item in items:
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


_logger = logging.getLogger(__name__)

#: Kilobytes of text above which the work goes to the background.
BACKGROUND_KILOBYTES = 4096


class IcrmImportJob(models.Model):
    """One import of history: a file, its mapping, the dry run, the result.

    It works on a profile of its own (``_inherits``), a copy of the one it was started
    from. What is slow is left to a cron, so that no browser has to wait for it.
    """

    _name = "icrm.import.job"
    _description = "History Import"
    _inherits = {"icrm.import.profile": "profile_id"}
    _order = "id desc"
    _rec_name = "file_name"
    _icrm_duties = (Duty("user_id", [("state", "!=", "done")], reassign=False),)

    profile_id = fields.Many2one(
        "icrm.import.profile", required=True, ondelete="restrict", copy=False
    )
    template_id = fields.Many2one(
        "icrm.import.profile",
        string="Source System",
        domain="[('is_saved', '=', True), '|', ('company_id', '=', False), "
        "('company_id', '=', company_id)]",
        default=lambda self: self.env.ref(
            "icrm_internal_import.icrm_import_profile_generic", raise_if_not_found=False
        ),
        ondelete="set null",
        help="Saved columns and values of a source system.",
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
        [
            ("start", "Reading"),
            ("read", "Reading again"),
            ("check", "Checking"),
            ("import", "Importing"),
            ("undo", "Undoing"),
        ],
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    is_running = fields.Boolean(readonly=True, copy=False)
    failure = fields.Text(readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress")

    # What the file turned out to be
    remarks = fields.Text(readonly=True, copy=False)
    row_count = fields.Integer(string="Rows in the File", readonly=True, copy=False)
    ticket_count = fields.Integer(string="Tickets", readonly=True, copy=False)
    bad_count = fields.Integer(string="Tickets with Errors", readonly=True, copy=False)
    known_count = fields.Integer(
        string="Already Imported",
        readonly=True,
        copy=False,
        help="Tickets already imported, the changed ones included.",
    )
    changed_count = fields.Integer(
        string="To Bring Up to Date",
        readonly=True,
        copy=False,
        help="Tickets imported before that this file knows more about.",
    )
    # What only people can answer; a comma between the keys of QUESTIONS
    questions = fields.Char(readonly=True, copy=False, default="")
    question_text = fields.Text(compute="_compute_question_text")
    question_kinds = fields.Char(compute="_compute_question_kinds")
    may_create = fields.Boolean(
        "Create Them",
        copy=False,
        help="Creates the departments and teams that the file names and Employees does "
        "not have.",
    )
    new_names = fields.Text("Would Be Created", readonly=True, copy=False)
    # What the import made besides requests: {model: ids}, for undoing it
    created = fields.Json(readonly=True, copy=False)
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
    issue_ids = fields.One2many(
        "icrm.import.issue", "job_id", string="Findings", readonly=True
    )
    issue_count = fields.Integer(string="All Findings", compute="_compute_issue_count")
    report_file = fields.Binary(
        string="Full Report", readonly=True, attachment=True, copy=False
    )
    report_name = fields.Char(compute="_compute_report_name")
    started_at = fields.Datetime(string="Started", readonly=True, copy=False)
    finished_at = fields.Datetime(string="Finished", readonly=True, copy=False)
    request_ids = fields.One2many("helpdesk.ticket", "icrm_import_job_id")

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------

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

    @api.depends(
        "questions",
        "tz",
        "date_order",
        "default_state",
        "new_department_count",
        "new_team_count",
    )
    def _compute_question_text(self):
        for job in self:
            texts = job._question_texts()
            job.question_text = "\n".join(
                texts[key] for key in job._questions() if key in texts
            )

    @api.depends("questions")
    def _compute_question_kinds(self):
        for job in self:
            kinds = set(job.question_value_ids.mapped("kind"))
            job.question_kinds = "".join(f"{kind}," for kind in sorted(kinds))

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
        self.tz = self.tz or self._company_tz(self.company_id)

    # ------------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------------

    @api.constrains("file")
    def _check_file_size(self):
        limit = self._max_megabytes()
        for job in self:
            size = job._attachment_sudo().file_size
            if size > limit * MEGABYTE:
                raise ValidationError(
                    self.env._(
                        "%(file)s has %(size)s MB, maximum %(limit)s MB. Compress it "
                        "(.gz) or split the export.",
                        file=job.file_name,
                        size=size // MEGABYTE,
                        limit=limit,
                    )
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

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
            if not vals.get("tz"):
                company = self.env["res.company"].browse(vals.get("company_id") or ())
                vals["tz"] = self._company_tz(company or self.env.company)
            vals.update(is_saved=False, name=vals.get("file_name") or "/")
        return super().create(vals_list)

    def write(self, vals):
        if "file" in vals:
            vals = {**vals, "state": "draft"}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        if self.filtered("is_running"):
            raise UserError(
                self.env._("This import is in progress. Wait until it is done.")
            )

    def unlink(self):
        profiles = self.profile_id
        # sudo: progress goes with its job; users may not delete it alone.
        self.env["icrm.import.progress"].sudo().search(
            [("job_id", "in", self.ids)]
        ).unlink()
        result = super().unlink()
        profiles.filtered(lambda profile: not profile.is_saved).unlink()
        return result

    # ------------------------------------------------------------------
    # Access and limits
    # ------------------------------------------------------------------

    @api.model
    def _check_admin(self):
        if not (self.env.su or self.env.user.has_group(ADMIN)):
            raise AccessError(
                self.env._("Only Internal CRM administrators can import history.")
            )

    def _check_idle(self):
        if self.task:
            raise UserError(
                self.env._("This import is in progress. Wait until it is done.")
            )

    @api.model
    def _parameter(self, name, default):
        # sudo: a limit of the system, no secret
        value = (
            self.env["ir.config_parameter"].sudo().get_param(f"icrm_internal.{name}")
        )
        return int(value) if value and value.isdigit() else default

    @api.model
    def _max_megabytes(self):
        return self._parameter("import_max_mb", 90)

    @api.model
    def _get_time_limit(self):
        """Return the seconds after which this server stops a scheduled job, or 0.

        Odoo's own rules: below 0 the cron's limit is that of requests; time on the
        processor is limited where there are worker processes only.
        """
        real = config["limit_time_real_cron"]
        if real is None or real < 0:
            real = config["limit_time_real"]
        limits = [real, config["limit_time_cpu"] if config["workers"] else 0]
        return min((limit for limit in limits if limit), default=0)

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

    @api.model
    def _company_tz(self, company):
        """Return the time zone in which *company* works."""
        # sudo: the time zone of a company is no secret.
        calendar = company.sudo().resource_calendar_id
        return calendar.tz or self.env.user.tz or "UTC"

    def _source(self):
        return Source.open(
            self._attachment_sudo().raw or b"",
            self.encoding,
            self.delimiter,
            seconds=BACKGROUND_SECONDS if self.is_running else SECONDS,
            recognise=columns_of.recognise,
        )

    # ------------------------------------------------------------------
    # Questions
    # ------------------------------------------------------------------
    # What the file does not tell is asked, not guessed. A blocking question stops the
    # import until it is answered; the others are offers.

    def _questions(self):
        return [key for key in (self.questions or "").split(",") if key]

    def _question_texts(self):
        """Return the sentence of each question, by its key."""
        return {
            "date_order": self.env._(
                "The order of day and month is unclear in these dates. Choose it."
            ),
            "state": self.env._(
                "No column has the state of the tickets. Map one, or "
                "choose the state of all."
            ),
            "empty_state": self.env._(
                "Some rows have no state. Choose what these tickets are."
            ),
            "tz": self.env._(
                "Dates without an offset are read as of %(here)s; the company works in "
                "%(company)s. Choose the time zone of the file.",
                here=self.tz or "",
                company=self._company_tz(self.company_id),
            ),
            "closing": self.env._(
                "Some closed tickets have no resolution date and would be in no figure "
                "about resolution. Closing can count as resolution."
            ),
            "customers": self.env._(
                "Some customers are not found, and the file has no "
                "department. Choose a department for them, or create "
                "employees."
            ),
            "creation": self.env._(
                "The file names departments and teams that do not exist here: "
                "departments %(departments)s, teams %(teams)s. Create them, choose "
                "what else to do with them, or map them below.",
                departments=self.new_department_count,
                teams=self.new_team_count,
            ),
            "words": self.env._(
                "Some words of the file are not known here. Choose what they mean."
            ),
        }

    def _is_answered(self, key):
        if key == "date_order":
            return self.date_order != "auto"
        if key == "state":
            return self.default_state not in (False, "none")
        if key == "empty_state":
            return bool(self.default_state)
        if key == "creation":
            return self.may_create
        return True

    def _unanswered(self):
        """Return the sentences of the questions that stop the import."""
        texts = self._question_texts()
        return [texts[key] for key in self._questions() if not self._is_answered(key)]

    def _ask(self, asked, kept=()):
        """Set the questions to *asked*; *kept* are those of before that stay."""
        keys = [key for key in self._questions() if key in kept]
        keys += [key for key in asked if key not in keys]
        # sudo: the import writes its own findings.
        self.sudo().questions = ",".join(keys)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_start(self):
        """Read the file and, if it leaves no question open, check it."""
        return self._start_task("start")

    def action_read(self):
        """Read the file: columns, values, proposals."""
        return self._start_task("read")

    def action_check(self):
        """Try everything, write nothing, report what is wrong."""
        return self._start_task("check")

    def action_import(self):
        """Write the requests: all, or none."""
        return self._start_task("import")

    def action_undo(self):
        """Delete what this import made, as long as nothing else depends on it."""
        return self._start_task("undo")

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
                "is_saved": True,
                "name": self.env._("Based on %(file)s", file=self.file_name),
                "company_id": self.company_id.id,
                "sequence": 5,
            }
        )
        profile.value_ids.filtered("is_open").unlink()
        return open_form(profile)

    def action_open_requests(self):
        """Open the requests this import created."""
        self.ensure_one()
        self._check_admin()
        return open_action(
            self.env,
            "icrm_internal.helpdesk_ticket_action_desk",
            self.env._("Imported from %(file)s", file=self.file_name),
            domain=[("icrm_import_job_id", "=", self.id)],
            context={},
        )

    def action_open_figures(self):
        """Open the analysis of the requests this import created."""
        self.ensure_one()
        self._check_admin()
        return open_action(
            self.env,
            "icrm_internal.icrm_request_report_action_promised",
            self.env._("Imported from %(file)s", file=self.file_name),
            domain=[("ticket_id.icrm_import_job_id", "=", self.id)],
            context={},
        )

    def action_open_issues(self):
        """Open the findings of the dry run."""
        self.ensure_one()
        self._check_admin()
        return open_list(
            self.env["icrm.import.issue"],
            self.env._("Findings in %(file)s", file=self.file_name),
            [("job_id", "=", self.id)],
            views="list",
        )

    # ------------------------------------------------------------------
    # Read
    # ------------------------------------------------------------------

    def _do_start(self):
        self._do_read()
        if not self._unanswered() and not self._get_lacking():
            self._do_check()

    def _do_read(self):
        """Fill in columns, values and options as far as the file shows them."""
        source = self._source()
        remarks = self._recognise_system(source.header)
        known = {line.name: line.target or None for line in self.column_ids}
        missing = self.profile_id._missing()
        top = self._read_top(source, missing)
        targets = columns_of.propose(
            source.header,
            known,
            lambda place, target: (
                target not in columns_of.DATES or self._may_be_date(top[place])
            ),
        )
        samples = [{} for _name in source.header]
        filled = [0] * len(source.header)
        counters = {
            index: Counter() for index, target in enumerate(targets) if target in KINDS
        }
        date_columns = [i for i, t in enumerate(targets) if t in columns_of.DATES]
        date_cells, numbers, rows = {}, Counter(), 0
        number_column = targets.index("number") if "number" in targets else None
        for _line, cells in source.rows(Report(lambda issue: None)):
            rows += 1
            for index, cell in enumerate(cells):
                if isinstance(cell, str) and cell.strip().casefold() in missing:
                    continue
                filled[index] += 1
                if len(samples[index]) < 3:
                    samples[index].setdefault(str(cell)[:40])
                if index in counters and len(counters[index]) < 100_000:
                    word = word_of(cell, targets[index])[:MAX_NAME]
                    if word:
                        counters[index][word] += 1
            for index in date_columns:
                # A dictionary, for the order: one look at each spelling
                if len(date_cells) < 20_000:
                    date_cells.setdefault(cells[index])
            if number_column is not None and len(numbers) < 2000:
                numbers[cells[number_column]] += 1
        self._write_columns(source.header, targets, samples, filled, rows)
        self._write_values(
            {targets[index]: counter for index, counter in counters.items()}
        )
        date_cells = [
            cell
            for cell in date_cells
            if not isinstance(cell, str) or cell.strip().casefold() not in missing
        ]
        remarks += self._column_remarks(source.header, targets, filled)
        values, found, asked = self._options_found(source, targets, numbers, date_cells)
        # sudo: the import writes its own findings and progress.
        self.sudo().write(
            {
                **values,
                "remarks": "\n".join(remarks + found) or False,
                "row_count": rows,
                "state": "mapped",
                "failure": False,
            }
        )
        self._ask(asked)
        # sudo: findings are written by the dry run only, and reset here.
        self.sudo().issue_ids.unlink()
        self.sudo().report_file = False

    def _read_top(self, source, missing):
        """Return up to 20 filled cells of each column, to see what they are."""
        top = [[] for _name in source.header]
        rows = source.rows(Report(lambda issue: None))
        for _line, cells in itertools.islice(rows, 200):
            for column, cell in zip(top, cells, strict=True):
                if len(column) < 20 and not (
                    isinstance(cell, str) and cell.strip().casefold() in missing
                ):
                    column.append(cell)
        return top

    @staticmethod
    def _may_be_date(cells):
        """Return whether a column holds dates: most cells do, or it is empty."""
        return 2 * sum(map(dates.looks_like_date, cells)) >= len(cells)

    def _recognise_system(self, header):
        """Take the profile of the system whose columns these are; return a remark.

        Only where no other was chosen: seven in ten of the columns that are known at
        all must be those of one system, and no other may come near.
        """
        if self.column_ids or (
            self.template_id and self.template_id != self.env.ref(GENERIC, False)
        ):
            return []
        names = {columns_of.key_of(name) for name in header}
        scores = []
        for profile in self.env["icrm.import.profile"].search(
            [("is_saved", "=", True), ("company_id", "in", (False, self.company_id.id))]
        ):
            theirs = {columns_of.key_of(line.name) for line in profile.column_ids}
            scores.append((len(names & theirs), profile))
        scores.sort(key=lambda pair: -pair[0])
        # What somebody added for himself counts for no system.
        common = columns_of.recognise(header)
        if not scores or scores[0][0] < max(6, common * 0.7):
            return []
        best, profile = scores[0]
        if len(scores) > 1 and scores[1][0] > best * 0.8:
            return []
        for lines in ("column_ids", "value_ids"):
            self[lines] = [
                Command.create({**line, "profile_id": self.profile_id.id})
                for line in profile[lines].copy_data()
            ]
        for option in OPTIONS:
            if option != "tz" or profile.tz:
                self[option] = profile[option]
        self.template_id = profile
        return [
            self.env._("Recognised as an export of %(system)s.", system=profile.name)
        ]

    def _column_remarks(self, header, targets, filled):
        """Return sentences about columns that are left out although they are filled."""
        labels = dict(columns_of.TARGETS)
        taken = {target: name for target, name in zip(targets, header, strict=True)}
        rivals, rest = [], []
        for name, target, count in zip(header, targets, filled, strict=True):
            if target or not count:
                continue
            found = columns_of.find_target(name)
            if found and found[0] in taken:
                rivals.append((name, found[0]))
            else:
                rest.append(name)
        remarks = [
            self.env._(
                "“%(column)s” and “%(other)s” may both be “%(target)s”; “%(other)s” is "
                "used.",
                column=name,
                other=taken[target],
                target=self._get_finding_text(Fault(labels[target])),
            )
            for name, target in rivals
        ]
        if rest:
            remarks.append(
                self.env._("Columns not imported: %(names)s.", names=", ".join(rest))
            )
        return remarks

    def _options_found(self, source, targets, numbers, date_cells):
        """Return the detected format, remarks on uncertain points, and questions."""
        values, remarks, asked = {}, [], []
        if source.kind != "xlsx":
            if not source.sure and self.encoding == "auto":
                remarks.append(
                    self.env._(
                        "The encoding may be %(encoding)s. Check the examples below "
                        "and change it if letters are wrong.",
                        encoding=source.encoding,
                    )
                )
            if self.delimiter == "auto":
                values["delimiter"] = source.delimiter
        if date_cells:
            order, sure = dates.detect_order(date_cells, fields.Datetime.now())
            if sure and self.date_order in ("auto", order):
                values["date_order"] = order
            elif self.date_order == "auto":
                asked.append("date_order")
            elif sure and not self._reads(self.date_order, date_cells):
                values["date_order"] = order
                remarks.append(
                    self.env._("The dates are in another order than the profile says.")
                )
        repeated = numbers and max(numbers.values()) > 1
        if self.layout == "list" and repeated and "changed_at" in targets:
            values["layout"] = "log"
            remarks.append(
                self.env._("Numbers appear several times: read as an event log.")
            )
        elif self.layout == "log" and numbers and not repeated:
            values["layout"] = "list"
            remarks.append(
                self.env._("Each number appears once: read as one row per ticket.")
            )
        layout = values.get("layout", self.layout)
        if "state" not in targets and layout == "list":
            asked.append("state")
            for line in self.column_ids.filtered(lambda line: not line.target):
                words = [word for word in (line.sample or "").split(" · ") if word]
                if words and all(map(propose_state, words)):
                    remarks.append(
                        self.env._(
                            "“%(column)s” may be the state: %(words)s. Map it below.",
                            column=line.name,
                            words=", ".join(words),
                        )
                    )
        if self.tz != self._company_tz(self.company_id) and dates.need_zone(date_cells):
            asked.append("tz")
        if layout == "log" and "opened_at" in targets and "changed_at" not in targets:
            remarks.append(
                self.env._("No column has the time of a change; choose it below.")
            )
        return values, remarks, asked

    def _reads(self, order, cells):
        """Return whether all *cells* are dates in *order*."""
        read = dates.DateReader(order, "UTC", now=fields.Datetime.now())
        return all(read(cell)[0] for cell in cells)

    def _write_columns(self, header, targets, samples, filled, rows):
        self.column_ids.unlink()
        # sudo: the import writes its own findings.
        self.env["icrm.import.column"].sudo().create(
            [
                {
                    "profile_id": self.profile_id.id,
                    "sequence": position,
                    "name": name,
                    "target": target,
                    "sample": " · ".join(sample),
                    "filled": round(100 * count / rows) if rows else 0,
                }
                for position, (name, target, sample, count) in enumerate(
                    zip(header, targets, samples, filled, strict=True), 1
                )
            ]
        )

    def _write_values(self, counters):
        """List the values of the file; keep what is chosen, propose the rest."""
        resolver = Resolver(self)
        present = {(value.kind, value.name): value for value in self.value_ids}
        # sudo: the import writes its own findings.
        for value in self.sudo().value_ids:
            value.count = counters.get(value.kind, {}).get(value.name, 0)
        vals_list = []
        for kind, counter in counters.items():
            listed = 0
            for name, count in counter.most_common():
                if listed >= SHOWN_VALUES:
                    break
                if (kind, name) in present:
                    continue
                vals = {
                    "profile_id": self.profile_id.id,
                    "kind": kind,
                    "name": name,
                    "count": count,
                }
                if kind == "state":
                    vals["meaning"] = propose_state(name)
                elif kind == "priority":
                    vals["priority"] = propose_priority(name)
                else:
                    found = resolver.find(kind, name)
                    if found and kind in ("caller", "agent"):
                        # Hundreds of names that need no attention
                        continue
                    vals[KINDS[kind]] = found
                vals_list.append(vals)
                listed += 1
        # sudo: as above
        self.env["icrm.import.value"].sudo().create(vals_list)

    # ------------------------------------------------------------------
    # Check
    # ------------------------------------------------------------------

    def _plan(self, source):
        """Return the Plan of the mapping on the screen; raise if it cannot work."""
        by_name = {line.name: line.target or None for line in self.column_ids}
        targets = [by_name.get(name) for name in source.header]
        count = Counter(filter(None, targets))
        for target, label in columns_of.TARGETS:
            if count[target] > 1 and target not in columns_of.MANY:
                raise Fault(
                    _lt(
                        "Several columns map to “%(target)s”; only text fields "
                        "allow this."
                    ),
                    target=label,
                )
        for message in needs(targets, self.layout == "log"):
            raise Fault(message)
        if "date_order" in self._questions() and not self._is_answered("date_order"):
            raise UserError(self._question_texts()["date_order"])
        chosen = {"state": {}, "priority": {}}
        for value in self.value_ids:
            if value.kind in chosen and value[KINDS[value.kind]]:
                chosen[value.kind][value.name] = value[KINDS[value.kind]]
        return Plan(
            source.header,
            targets,
            dates.DateReader(
                self.date_order,
                self.tz or self._company_tz(self.company_id),
                now=fields.Datetime.now(),
            ),
            self.layout == "log",
            chosen["state"],
            chosen["priority"],
            self.default_state or None,
            self.closing_resolves,
            self.default_priority,
            self.profile_id._missing(),
        )

    def _get_lacking(self):
        """Return messages about columns that must be mapped before a check."""
        targets = [line.target for line in self.column_ids]
        return needs(targets, self.layout == "log")

    def _read_histories(self, report, share=1):
        """Go through the whole file once, writing nothing.

        *share* is the part of the whole work that this walk is, for the progress.

        Returns (plan, source, resolver, writer, tally): everything judged, every
        missing name noted; ``tally["skipped"]`` are the numbers that are not to be
        imported although they could be read.
        """
        source = self._source()
        plan = self._plan(source)
        columns = self._columns_by_target()
        resolver = Resolver(self, report, columns)
        writer = Writer(self, resolver, columns)
        reader = TicketHistoryReader(plan, report)
        tally = {"known": 0, "new": 0, "bad": 0, "events": 0}
        tally |= {"skipped": set(), "changed": set()}
        for batch in _batches(reader.histories(source.rows(report))):
            known = writer.find_known([history.number for history in batch])
            for history in batch:
                before = report.counts[ERROR]
                if history.number in known:
                    tally["known"] += 1
                    tally["skipped"].add(history.number)
                    ticket = known[history.number]
                    verdict, values, events = writer.compare(history, ticket)
                    if verdict == "changed":
                        resolver.collect(history)
                        if report.counts[ERROR] == before:
                            tally["changed"].add(history.number)
                            tally["events"] += len(events)
                    self._report_known(
                        report,
                        history,
                        verdict,
                        writer.describe(ticket, values),
                        columns,
                    )
                    continue
                resolver.collect(history)
                if report.counts[ERROR] == before:
                    tally["new"] += 1
                    tally["events"] += len(history.events)
                else:
                    tally["bad"] += 1
                    tally["skipped"].add(history.number)
            self._notify_progress(
                share * (tally["known"] + tally["new"]), self.ticket_count
            )
        tally["bad"] += reader.bad
        return plan, source, resolver, writer, tally

    def _columns_by_target(self):
        """Return {target: the name of its (first) column}."""
        columns = {}
        for line in self.column_ids:
            if line.target:
                columns.setdefault(line.target, line.name)
        return columns

    def _report_known(self, report, history, verdict, changes, columns):
        """Say of a request that is here already what the file changes, or why not."""
        messages = {
            "same": _lt("%(number)s already exists; the file has nothing new."),
            "changed": _lt("%(number)s is brought up to date. %(changes)s"),
            "older": _lt(
                "%(number)s is newer here than in the file and is not changed. "
                "%(changes)s"
            ),
            "touched": _lt(
                "%(number)s was worked on here since and is not changed. %(changes)s"
            ),
        }
        add = report.warning if verdict == "touched" else report.info
        values = {"number": history.number}
        if verdict != "same":
            values["changes"] = changes
        add(
            history.line,
            columns.get("number"),
            history.number,
            messages[verdict],
            **values,
        )

    def _do_check(self):
        """Try everything; write nothing but the report."""
        findings = Findings(self, self._columns_by_target())
        report = Report(findings.add)
        # Found anew by each check
        self._ask([], kept=[key for key in self._questions() if key != "creation"])
        for sentence in self._unanswered():
            report.error(0, "", "", sentence)
        _plan, _source, resolver, _writer, tally = self._read_histories(report)
        text = findings.save()
        self._ask_after_check(findings, resolver)
        # sudo: the import writes its own findings and progress.
        self.sudo().write(
            {
                "ticket_count": tally["known"] + tally["new"] + tally["bad"],
                "bad_count": tally["bad"],
                "known_count": tally["known"],
                "changed_count": len(tally["changed"]),
                "new_count": tally["new"],
                "event_count": tally["events"],
                "error_count": findings.counts[ERROR],
                "warning_count": findings.counts[WARNING],
                "info_count": findings.counts[INFO],
                "new_team_count": len(resolver.new_groups),
                "new_department_count": len(resolver.new_departments),
                "new_people_count": len(resolver.new_people),
                "new_names": self._list_new(resolver),
                "unknown_caller_count": len(resolver.unknown_callers),
                "report_file": base64.b64encode(text),
                "remarks": self._limit_remark(tally["new"], len(resolver.new_people))
                or self.remarks,
                "state": "checked",
            }
        )

    def _ask_after_check(self, findings, resolver):
        """Ask what the check found open; list the words that are not known."""
        asked = []
        if resolver.new_departments or resolver.new_groups:
            asked.append("creation")
        if findings.messages.get(EMPTY_STATE):
            asked.append("empty_state")
        if findings.messages.get(NOT_RESOLVED):
            asked.append("closing")
        if findings.messages.get(NOBODY):
            asked.append("customers")
        if findings.words:
            asked.append("words")
        self._ask(asked, kept=("date_order", "state", "tz"))
        present = {(value.kind, value.name): value for value in self.value_ids}
        # sudo: the import writes its own findings.
        values_sudo = self.sudo().value_ids
        values_sudo.is_asked = False
        new = []
        for (kind, word), count in itertools.islice(
            findings.words.items(), SHOWN_WORDS
        ):
            if value := present.get((kind, word)):
                # sudo: as above
                value.sudo().is_asked = True
            else:
                new.append(
                    {
                        "profile_id": self.profile_id.id,
                        "kind": kind,
                        "name": word,
                        "count": count,
                        "is_asked": True,
                    }
                )
        values_sudo.create(new)

    def _list_new(self, resolver):
        """Return the names of the departments and teams to create, some of each."""
        lines = []
        for label, names in (
            (self.env._("Departments"), [*resolver.new_departments.values()]),
            (self.env._("Teams"), [*resolver.new_groups]),
        ):
            if names:
                shown = ", ".join(sorted(names)[:SHOWN_NAMES])
                rest = len(names) - SHOWN_NAMES
                lines.append(
                    self.env._(
                        "%(label)s: %(names)s and %(rest)s more",
                        label=label,
                        names=shown,
                        rest=rest,
                    )
                    if rest > 0
                    else f"{label}: {shown}"
                )
        return "\n".join(lines) or False

    def _limit_remark(self, requests, people):
        """Return a warning if the server would stop the import half way, else False."""
        limit = self._get_time_limit()
        seconds = requests / PACE + people / PEOPLE_PACE
        if not limit or seconds < limit * 0.7:
            return False
        return self.env._(
            "The server stops jobs after %(limit)s seconds (%(setting)s), about "
            "%(possible)s requests; this file has %(requests)s. Raise the limit or "
            "split the file.",
            limit=limit,
            setting="limit_time_cpu, limit_time_real_cron",
            possible=f"{max(int((limit * 0.7 - people / PEOPLE_PACE) * PACE), 0):,}",
            requests=f"{requests:,}",
        )

    # ------------------------------------------------------------------
    # Import
    # ------------------------------------------------------------------

    def _do_import(self):
        """Write all requests of the file in the current transaction, or raise."""
        if self.state != "checked":
            raise UserError(self.env._("Check the file before importing it."))
        started_at = fields.Datetime.now()
        if sentences := self._unanswered():
            raise UserError("\n".join(sentences))
        report = Report(lambda issue: None)
        plan, source, resolver, writer, tally = self._read_histories(report, WALK_SHARE)
        if report.counts[ERROR] and not self.skip_bad:
            raise UserError(
                self.env._(
                    "Nothing was imported: %(count)s errors. Correct the file or the "
                    "mapping, or skip rows with errors.",
                    count=report.counts[ERROR],
                )
            )
        # sudo: relationships come with the requests; those of before are not ours
        relationships_sudo = (
            self.env["icrm.relationship"].sudo().with_context(active_test=False)
        )
        known = relationships_sudo.search([])
        resolver.create_missing()
        reader = TicketHistoryReader(plan, Report(lambda issue: None))
        histories = (
            history
            for history in reader.histories(source.rows(report))
            if history.number in tally["changed"]
            or history.number not in tally["skipped"]
        )
        written = changed = events = 0
        total = tally["new"] + len(tally["changed"])
        for batch in _batches(histories):
            new = [
                history for history in batch if history.number not in tally["changed"]
            ]
            events += writer.create_requests(new) if new else 0
            written += len(new)
            if len(new) < len(batch):
                older = writer.find_known(tally["changed"] & {h.number for h in batch})
                updates = [
                    (history, older[history.number])
                    for history in batch
                    if history.number in older
                ]
                count, added = writer.update_requests(updates)
                changed += count
                events += added
            part = WALK_SHARE + (1 - WALK_SHARE) * (written + changed) / total
            self._notify_progress(part * self.ticket_count, self.ticket_count)
        resolver.note_created(relationships_sudo.search([]) - known)
        # sudo: only the number of the last message, to know later ones from comments
        last_sudo = self.env["mail.message"].sudo().search([], order="id desc", limit=1)
        resolver.note_created(last_sudo)
        # sudo: the import writes its own findings and progress.
        self.sudo().write(
            {
                "new_count": written,
                "known_count": tally["known"],
                "changed_count": changed,
                "event_count": events,
                "state": "done",
                "created": resolver.created,
                "started_at": started_at,
                "finished_at": fields.Datetime.now(),
                "remarks": False,
            }
        )

    def _do_undo(self):
        """Delete what the import made, in the current transaction, or raise."""
        if self.state != "done":
            raise UserError(self.env._("This import is not done, or undone already."))
        undoing = Undoing(self)
        if hanging := undoing.find_hanging():
            raise UserError(
                "\n".join(
                    [
                        self.env._(
                            "This import cannot be undone: other records depend on it."
                        ),
                        *hanging,
                    ]
                )
            )
        count = undoing.delete()
        # sudo: the import writes its own findings and progress.
        self.sudo().write(
            {
                "state": "mapped",
                "created": False,
                "new_count": 0,
                "event_count": 0,
                "started_at": False,
                "finished_at": False,
                "remarks": self.env._(
                    "The import was undone: requests deleted %(count)s.", count=count
                ),
            }
        )

    # ------------------------------------------------------------------
    # Background
    # ------------------------------------------------------------------

    def _start_task(self, task):
        """Do *task* at once if the file is small, else leave it to the cron."""
        self.ensure_one()
        self._check_admin()
        self.check_access("write")
        # Of two who press at once the second waits, and reads that it is done.
        self._icrm_lock()
        self._check_idle()
        if task in ("check", "import") and self.state == "draft":
            raise UserError(self.env._("Read the file first."))
        if self.state == "done" and task != "undo":
            raise UserError(self.env._("This import is done. Start a new one."))
        if (task != "undo" and self._is_large()) or (
            task in ("import", "undo")
            and self.new_count + self.changed_count + 10 * self.new_people_count > 3000
        ):
            # sudo: the history of an import; who may start it was checked above.
            self.sudo().write({"task": task, "failure": False})
            self.env.ref("icrm_internal_import.ir_cron_history_import")._trigger()
            return True
        # sudo: as above
        self.sudo().failure = False
        try:
            self._do(task)
        except Fault as fault:
            raise UserError(self._get_finding_text(fault)) from fault
        return True

    def _do(self, task):
        self.ensure_one()
        getattr(self, f"_do_{task}")()

    def _is_large(self):
        """Return whether the file may take longer than a web request should."""
        data = self._attachment_sudo().raw or b""
        size = len(data)
        try:
            kind = container.kind_of(data)
            if kind == "xlsx":
                size = container.check_workbook(data)
            elif kind == "gz":
                # Text shrinks to a tenth or so.
                size *= 10
        except Fault:
            # The task reports it at once.
            return False
        limit = self._parameter("import_background_kb", BACKGROUND_KILOBYTES)
        return size > limit * 1024

    @api.model
    def _cron_run(self):
        """Do what waits, one import at a time, each in one transaction.

        Found "running" and not locked, an import was stopped from outside together
        with its transaction: it wrote nothing, and reports that.
        """
        waiting = [("task", "!=", False)]
        for job in self.search(waiting, order="write_date, id"):
            # What begins is committed first: from then on everybody sees that it runs.
            run_each(job, lambda one: one._begin_task(), domain=waiting)
            begun = [*waiting, ("is_running", "=", True)]
            if not run_each(job, lambda one: one._run_task(), domain=begun):
                break

    def _begin_task(self):
        if self.is_running:
            self._fail(
                self.env._(
                    "The server stopped the import; nothing was imported. Raise "
                    "limit_time_cpu and limit_time_real_cron, or split the file."
                )
            )
        else:
            self.is_running = True
            self._notify_progress(0, 1)

    def _run_task(self):
        """Do the task as the user who started it; never raises."""
        job = self.with_user(self.user_id).with_company(self.company_id)
        job = job.with_context(lang=self.user_id.lang)
        try:
            with self.env.cr.savepoint():
                job._check_admin()
                job._do(self.task)
            self.write({"task": False, "is_running": False, "failure": False})
        except Fault as fault:
            self._fail(job._get_finding_text(fault))
        except (UserError, AccessError, ValidationError) as error:
            self._fail(str(error))
        except Exception as error:
            _logger.exception("History import %s failed", self.id)
            self._fail(
                self.env._(
                    "Nothing was imported due to an unexpected error: %(error)s",
                    error=error,
                )
            )

    def _fail(self, sentence):
        self.write({"task": False, "is_running": False, "failure": sentence})

    def _get_finding_text(self, finding):
        """Return the sentence of a Fault or an Issue in the user's language."""
        return get_finding_text(self.env, finding, "icrm_internal_import")

    def _notify_progress(self, done, total):
        if self.is_running:
            self.env["icrm.import.progress"]._write_progress(self.id, int(done), total)
