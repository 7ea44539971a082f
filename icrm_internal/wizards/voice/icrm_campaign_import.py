# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import math

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...importer.container import MEGABYTE
from ...importer.fault import ERROR, Fault, Report, shorten
from ...importer.source import Source
from ...models.access import company_day
from ...models.access.finding_text import get_finding_text

# So many mistakes are shown at once.
TOLD = 10
# What is read at once, for all of it is in memory.
LIMITS = {"max_bytes": 64 * MEGABYTE, "max_rows": 100_000}


class IcrmCampaignImport(models.TransientModel):
    """Answers from a file: a survey that was held elsewhere, one row a respondent.

    All of it is taken or nothing; the campaign is counted and closed by it. Who
    answered is not in the file, hence in no table.
    """

    _name = "icrm.campaign.import"
    _description = "Import Answers"

    campaign_id = fields.Many2one(
        "icrm.campaign",
        required=True,
        ondelete="cascade",
        domain="[('state', '=', 'draft')]",
        help="A draft; importing closes it.",
    )
    survey_id = fields.Many2one(related="campaign_id.survey_id", related_sudo=False)
    subject_id = fields.Many2one(
        "icrm.campaign.subject",
        string="Rated Subject",
        required=True,
        ondelete="cascade",
        compute="_compute_subject_id",
        store=True,
        readonly=False,
        domain="[('campaign_id', '=', campaign_id)]",
    )
    closed_on = fields.Date(
        string="Survey End Date", required=True, default=company_day.today
    )
    file = fields.Binary(required=True, attachment=False)
    file_name = fields.Char()
    column_ids = fields.One2many(
        "icrm.campaign.import.column",
        "import_id",
        string="Columns",
        compute="_compute_column_ids",
        store=True,
        readonly=False,
    )

    @api.depends("campaign_id")
    def _compute_subject_id(self):
        for wizard in self:
            wizard.subject_id = wizard.campaign_id.subject_ids[:1]

    @api.depends("file", "campaign_id")
    def _compute_column_ids(self):
        """Propose what each column holds, by its name and its numbers."""
        for wizard in self:
            commands = [Command.clear()]
            if wizard.file and wizard.campaign_id:
                source, rows = wizard._read()
                commands += [
                    Command.create(values)
                    for values in wizard.column_ids._propose(
                        wizard.survey_id, source.header, rows
                    )
                ]
            wizard.column_ids = commands

    def action_import(self):
        """Import, count and close; or say what is wrong, and where."""
        self.ensure_one()
        self.check_access("read")
        campaign = self.campaign_id
        campaign.check_access("write")
        campaign._lock_in_state("draft")
        campaign.survey_id._icrm_check_instrument()
        campaign._check_weights()
        if self.subject_id.campaign_id != campaign:
            raise UserError(
                self.env._("“Rated Subject” contains something outside the campaign.")
            )
        responses = self._read_responses()
        if self.closed_on > campaign._get_today():
            raise UserError(self.env._("“Survey End Date” must not be in the future."))
        # sudo: the campaign is the caller's to write, its draft was checked
        campaign_sudo = campaign.sudo()
        campaign_sudo._write_workflow(
            {
                "state": "closed",
                "closed_on": self.closed_on,
                "invited_count": len(responses),
                "answered_count": len(responses),
            }
        )
        campaign_sudo._count_responses(responses, [])
        return campaign._get_records_action()

    # -- reading -----------------------------------------------------------------------

    def _read(self):
        """Return (:class:`Source`, [(line, cells)]) of the file."""
        broken = []
        try:
            source = Source.open(base64.b64decode(self.file or b""), **LIMITS)
            rows = list(source.rows(Report(broken.append)))
        except Fault as fault:
            raise UserError(get_finding_text(self.env, fault)) from fault
        broken = [issue for issue in broken if issue.severity == ERROR]
        if broken:
            raise UserError(
                "\n".join(
                    self.env._(
                        "Row %(row)s: %(problem)s",
                        row=issue.line,
                        problem=get_finding_text(self.env, issue),
                    )
                    for issue in broken[:TOLD]
                )
            )
        return source, rows

    def _read_responses(self):
        """Return the rows as responses; raise UserError naming rows and limits."""
        source, rows = self._read()
        places = {name: place for place, name in enumerate(source.header)}
        columns = self.column_ids.filtered(lambda column: column.role != "skip")
        self._check_columns(columns, places)
        departments = self._find_departments()
        responses, mistakes = [], []
        for line, cells in rows:
            response = {"s": self.subject_id.id, "d": None, "a": {}, "p": None}
            for column in columns:
                cell = cells[places[column.name]]
                text = str(cell).strip()
                if column.role == "department":
                    if text and text.casefold() not in departments:
                        mistakes.append(
                            self.env._(
                                "Row %(row)s, “%(column)s”: unknown department "
                                "“%(value)s”.",
                                row=line,
                                column=column.name,
                                value=shorten(text),
                            )
                        )
                    response["d"] = departments.get(text.casefold())
                elif text:
                    try:
                        response["a"][column.question_id.id] = column._map(text)
                    except ValueError as error:
                        mistakes.append(
                            self.env._(
                                "Row %(row)s, “%(column)s”: %(problem)s",
                                row=line,
                                column=column.name,
                                problem=error,
                            )
                        )
            if response["a"]:
                responses.append(response)
        if mistakes:
            more = len(mistakes) - TOLD
            if more > 0:
                mistakes[TOLD:] = [self.env._("… and %(number)s more.", number=more)]
            raise UserError(
                self.env._(
                    "Nothing was imported.\n%(mistakes)s", mistakes="\n".join(mistakes)
                )
            )
        return responses

    def _check_columns(self, columns, places):
        if unknown := columns.filtered(lambda column: column.name not in places):
            raise UserError(
                self.env._(
                    "The file has no column “%(column)s”.", column=unknown[0].name
                )
            )
        answers = columns.filtered(lambda column: column.role == "answer")
        if not answers:
            raise UserError(self.env._("Match at least one column with a question."))
        seen = self.env["survey.question"]
        for column in answers:
            question = column.question_id
            if question.survey_id != self.survey_id:
                raise UserError(
                    self.env._(
                        "“%(column)s”: choose a question of the campaign's survey.",
                        column=column.name,
                    )
                )
            if question.question_type == "matrix":
                raise UserError(
                    self.env._(
                        "“%(question)s” is a matrix, which one column cannot fill: "
                        "choose another question.",
                        question=question.title,
                    )
                )
            if question in seen:
                raise UserError(
                    self.env._(
                        "“%(question)s” is matched with two columns.",
                        question=question.title,
                    )
                )
            if not math.isfinite(column.low) or not column.low < column.high:
                raise UserError(
                    self.env._(
                        "“%(column)s”: the lowest number must be below the highest.",
                        column=column.name,
                    )
                )
            seen |= question

    def _find_departments(self):
        """Return {name in small letters: id} of the campaign's company."""
        departments = self.env["hr.department"].search_fetch(
            [("company_id", "in", [False, self.campaign_id.company_id.id])],
            ["name", "complete_name"],
        )
        return {
            name.casefold(): department.id
            for department in departments
            for name in (department.name, department.complete_name)
            if name
        }
