# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL
from odoo.tools.misc import format_date

from .icrm_kpi_value import PERIOD_KINDS

OFFICER = "icrm_internal.group_icrm_officer"
STATES = [("draft", "Draft"), ("frozen", "Frozen"), ("published", "Published")]
PATTERNS = {"month": "MMMM y", "quarter": "QQQ y", "year": "y"}


class IcrmScorecard(models.Model):
    """A department's result in a period: its indicators, what was asked, how it stands.

    Draft: a preview that follows the indicators, for the office. Frozen: what the
    period came to; it stays, whatever happens to what it was computed from. Published:
    the heads of the department read it. One is written by the engine alone (see
    :mod:`.icrm_scorecard_build`): not even the superuser edits one through the ORM;
    what was wrong gets a counter-entry (:mod:`.icrm_scorecard_correction`).
    """

    _name = "icrm.scorecard"
    _description = "Scorecard"
    _order = "date_from desc, period_kind, final_score desc, department_id, id"
    _log_access = False

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    department_id = fields.Many2one(
        "hr.department", required=True, readonly=True, ondelete="restrict"
    )
    period_kind = fields.Selection(
        PERIOD_KINDS, string="Kind of Period", required=True, readonly=True
    )
    date_from = fields.Date(string="First Day", required=True, readonly=True)
    date_to = fields.Date(string="Last Day", required=True, readonly=True)
    period_name = fields.Char(string="Period", compute="_compute_period_name")
    state = fields.Selection(STATES, required=True, readonly=True, default="draft")
    score = fields.Float(
        string="As Computed",
        readonly=True,
        aggregator=None,
        help="0 to 100: the weighted mean of its indicators. One without data drops "
        "out, and the others share its weight.",
    )
    has_score = fields.Boolean(readonly=True)
    known_share = fields.Float(
        string="Weight With Data",
        readonly=True,
        aggregator="avg",
        help="How much of the weight the indicators with data stand for, in percent.",
    )
    previous_score = fields.Float(
        string="Period Before", readonly=True, aggregator="avg"
    )
    has_previous = fields.Boolean(string="Has a Period Before", readonly=True)
    rank = fields.Integer(
        readonly=True,
        aggregator=None,
        help="Among the departments of the same level that have a score; 0: none.",
    )
    rank_of = fields.Integer(
        string="Departments Compared", readonly=True, aggregator=None
    )
    frozen_on = fields.Date(string="Frozen", readonly=True)
    published_on = fields.Date(string="Published on", readonly=True)
    published_by_id = fields.Many2one(
        "res.users", string="Published by", readonly=True, ondelete="restrict"
    )
    checksum = fields.Char(
        readonly=True,
        groups="icrm_internal.group_icrm_officer,icrm_internal.group_icrm_auditor",
        help="SHA-256 of what was frozen: the same content has the same one.",
    )
    line_ids = fields.One2many("icrm.scorecard.line", "scorecard_id", readonly=True)
    correction_ids = fields.One2many("icrm.scorecard.correction", "scorecard_id")
    correction_total = fields.Integer(
        string="Corrections",
        readonly=True,
        default=0,
        aggregator=None,
        help="The sum of the counter-entries, each with its reason.",
    )
    final_score = fields.Float(
        string="Score", readonly=True, digits=(5, 1), aggregator="avg"
    )
    change = fields.Float(compute="_compute_change", digits=(5, 1), aggregator=None)

    _one_uniq = models.Constraint(
        "UNIQUE (company_id, department_id, period_kind, date_from)",
        "A department has one scorecard of a period.",
    )
    # BETWEEN leaves NaN and infinity out.
    _scores = models.Constraint(
        "CHECK (score BETWEEN 0 AND 100 AND final_score BETWEEN 0 AND 100"
        " AND previous_score BETWEEN 0 AND 100 AND known_share BETWEEN 0 AND 100)",
        "Scores and shares lie between 0 and 100.",
    )
    _department_idx = models.Index("(department_id, period_kind, date_from)")

    @api.depends("period_kind", "date_from")
    @api.depends_context("lang")
    def _compute_period_name(self):
        for card in self:
            card.period_name = card.date_from and format_date(
                self.env, card.date_from, date_format=PATTERNS[card.period_kind]
            )

    @api.depends("department_id", "period_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for card in self:
            # sudo: who reads a scorecard reads whose it is.
            name = card.sudo().department_id.name or ""
            card.display_name = f"{name}, {card.period_name or ''}"

    @api.depends("score", "previous_score", "has_score", "has_previous")
    def _compute_change(self):
        """Compare as computed, both times: corrections stand apart."""
        for card in self:
            known = card.has_score and card.has_previous
            card.change = card.score - card.previous_score if known else 0

    # -- nobody edits ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        raise AccessError(
            self.env._("Scorecards are computed from indicators, not written.")
        )

    def write(self, vals):
        raise AccessError(
            self.env._(
                "A scorecard is not edited. Write a correction with its reason beside "
                "it instead."
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("A scorecard is not deleted."))

    def _set(self, **values):
        """Write by SQL: the steps of the office, which checked who takes them."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                "UPDATE icrm_scorecard SET %s WHERE id = ANY(%s)",
                SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), value)
                    for name, value in values.items()
                ),
                self.ids,
            )
        )
        self.invalidate_model()

    # -- what was frozen ---------------------------------------------------------------
    @api.model
    def _get_contents(self, ids):
        """Return {id: bytes}: what each scorecard says, the same for the same content.

        Two statements. No names, no times, no ids of its own rows: frozen again from
        the same results, or on another server, it is the same to the byte.
        """
        self.env["icrm.scorecard.line"].flush_model()
        self.flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT id, company_id, department_id, period_kind,
                       date_from::text, date_to::text, score, has_score, known_share,
                       previous_score, has_previous, rank, rank_of
                  FROM icrm_scorecard WHERE id = ANY(%s)
                """,
                list(ids),
            )
        )
        lines = self.env.execute_query_dict(
            SQL(
                "SELECT %s FROM icrm_scorecard_line WHERE scorecard_id = ANY(%s)"
                " ORDER BY scorecard_id, sequence, kpi_id",
                SQL(", ").join(
                    map(
                        SQL.identifier,
                        ("scorecard_id", *self.env["icrm.scorecard.line"]._TOLD),
                    )
                ),
                list(ids),
            )
        )
        by_card = {row.pop("id"): {**row, "lines": []} for row in rows}
        for line in lines:
            by_card[line.pop("scorecard_id")]["lines"].append(line)
        return {
            id_: json.dumps(
                content, sort_keys=True, separators=(",", ":"), default=str
            ).encode()
            for id_, content in by_card.items()
        }

    @api.model
    def _get_checksums(self, ids):
        return {
            id_: hashlib.sha256(content).hexdigest()
            for id_, content in self._get_contents(ids).items()
        }

    def action_verify(self):
        """Say whether these are still what was frozen, whoever had the database.

        :return: a notification; for officers and auditors
        """
        self.check_access("read")
        _ = self.env._
        if not (
            self.env.user.has_group(OFFICER)
            or self.env.user.has_group("icrm_internal.group_icrm_auditor")
        ):
            raise AccessError(_("Officers and auditors do this."))
        frozen = self.filtered(lambda card: card.state != "draft")
        if not frozen:
            raise UserError(_("A draft changes still: there is nothing to compare."))
        now = self._get_checksums(frozen.ids)
        wrong = frozen.filtered(lambda card: card.checksum != now[card.id])
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if wrong else "success",
                "sticky": bool(wrong),
                "message": _(
                    "Not what was frozen: %(names)s.",
                    names=", ".join(wrong.mapped("display_name")),
                )
                if wrong
                else _("Every figure is as it was frozen."),
            },
        }

    # -- what the office does ----------------------------------------------------------
    @api.model
    def _check_officer(self):
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only officers can do this."))

    def action_publish(self):
        """Let the heads of these departments read them, and tell them by mail."""
        self._check_officer()
        self.check_access("read")
        if any(card.state == "draft" for card in self):
            raise UserError(
                self.env._("Freeze the period first: a draft changes every night.")
            )
        # Two who press at once: the second one publishes nothing twice.
        self._icrm_lock()
        cards_sudo = self.sudo().filtered(lambda card: card.state == "frozen")
        cards_sudo._set(
            state="published",
            published_on=fields.Date.context_today(self),
            published_by_id=self.env.uid,
        )
        cards_sudo._announce()
        return True
