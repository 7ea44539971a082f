# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.access.actions import open_form

from ..models.improvement_proof import VERDICTS

SOURCES = [
    ("idea", "Idea"),
    ("need", "Need"),
    ("feedback", "Feedback"),
    ("recurring", "Recurring problem"),
    ("complaint", "Complaints"),
    ("miss", "Missed promises"),
    ("survey", "Survey"),
]
# What is told apart by the last digit of an id
KINDS = 8
# What a matter is, and what it led to
LINKS = ("idea", "feedback", "problem", "need", "improvement")


class IcrmMatter(models.Model):
    """Matters heard, and what became of each: a row per idea, need, feedback and
    recurring problem, and per improvement that complaints, missed promises or a survey
    led to.

    Nothing is typed here: an improvement knows what it began with, and what is put into
    force for it. Of complaints there is what was begun because of them, from that day:
    no row and no date points at one.
    """

    _name = "icrm.matter"
    _description = "Matter Heard"
    _inherit = "icrm.kpi.source"
    _auto = False
    _log_access = False
    _order = "heard_on desc, id desc"
    _depends = {
        "icrm.agreement": ["improvement_id", "signed_at"],
        "icrm.feedback": [
            "answered_on",
            "company_id",
            "create_date",
            "department_id",
            "name",
            "service_id",
        ],
        "icrm.idea": [
            "answered_on",
            "company_id",
            "create_date",
            "department_id",
            "name",
            "need_ids",
            "service_id",
        ],
        "icrm.improvement": [
            "approved_on",
            "closed_on",
            "company_id",
            "create_date",
            "department_id",
            "implemented_on",
            "name",
            "origin",
            "origin_id",
            "origin_model",
            "proof_verdict",
            "proven_on",
            "service_id",
            "state",
            "told_on",
        ],
        "icrm.need": [
            "company_id",
            "create_date",
            "name",
            "provider_department_id",
            "service_id",
        ],
        "icrm.process": ["improvement_id", "standard_since"],
        "icrm.recurring.problem": [
            "company_id",
            "decided_on",
            "department_id",
            "found_on",
            "need_id",
            "service_id",
            "state",
            "words",
        ],
        "icrm.service.version": ["improvement_id", "published_at"],
    }

    name = fields.Char(string="Heard", readonly=True)
    source = fields.Selection(SOURCES, readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    service_id = fields.Many2one("icrm.service", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    heard_on = fields.Date(readonly=True)
    decided_on = fields.Date(readonly=True)
    changed_on = fields.Date(readonly=True)
    proven_on = fields.Date(string="Compared On", readonly=True)
    told_on = fields.Date(string="Notified on", readonly=True)
    verdict = fields.Selection(VERDICTS, readonly=True)
    days_to_decision = fields.Integer(readonly=True, aggregator="avg")
    days_to_change = fields.Integer(readonly=True, aggregator="avg")
    # Of another department, perhaps: Odoo shows the name of what a column names to all
    # who read the row, finds and groups by it. So these are for nobody, ...
    improvement_ref = fields.Many2one("icrm.improvement", groups=fields.NO_ACCESS)
    idea_ref = fields.Many2one("icrm.idea", groups=fields.NO_ACCESS)
    need_ref = fields.Many2one("icrm.need", groups=fields.NO_ACCESS)
    feedback_ref = fields.Many2one("icrm.feedback", groups=fields.NO_ACCESS)
    problem_ref = fields.Many2one("icrm.recurring.problem", groups=fields.NO_ACCESS)
    # ... and these are what the reader may read.
    improvement_id = fields.Many2one("icrm.improvement", compute="_compute_links")
    idea_id = fields.Many2one("icrm.idea", compute="_compute_links")
    need_id = fields.Many2one("icrm.need", compute="_compute_links")
    feedback_id = fields.Many2one("icrm.feedback", compute="_compute_links")
    problem_id = fields.Many2one("icrm.recurring.problem", compute="_compute_links")
    changed_text = fields.Text(string="What Changed", compute="_compute_links")
    proof_text = fields.Char(string="Compared with Others", compute="_compute_links")

    @api.depends(lambda self: [f"{link}_ref" for link in LINKS])
    @api.depends_context("uid", "allowed_company_ids", "lang")
    def _compute_links(self):
        """What the reader may read of what was heard, and of where it changed."""
        for link in LINKS:
            # sudo: which they are; the reader's own rights decide
            refs = self.sudo().mapped(f"{link}_ref").with_env(self.env)
            readable = refs._filtered_access("read")
            for matter in self:
                ref = matter.sudo()[f"{link}_ref"].with_env(self.env)
                matter[f"{link}_id"] = ref & readable
        for matter in self:
            matter.changed_text = matter.improvement_id.changed_text
            matter.proof_text = matter.improvement_id.proof_text

    @property
    def _table_query(self):
        return self._get_matters()

    @api.model
    def _get_matters(self):
        """Return the SQL of all matters; whose they are, the rules say."""
        return SQL(
            """
            WITH change AS (
                SELECT improvement_id, MIN(day) AS day
                  FROM (SELECT version.improvement_id, %(published)s AS day
                          FROM icrm_service_version AS version
                          JOIN icrm_service AS service
                            ON service.id = version.service_id
                         UNION ALL
                        SELECT agreement.improvement_id, %(signed)s
                          FROM icrm_agreement AS agreement
                         UNION ALL
                        SELECT improvement_id, standard_since FROM icrm_process) AS one
                 WHERE improvement_id IS NOT NULL AND day IS NOT NULL
                 GROUP BY improvement_id
            ), improvement AS (
                SELECT own.*, %(begun)s AS begun_on,
                       COALESCE(own.approved_on, own.closed_on) AS decision_on,
                       LEAST(own.implemented_on, change.day) AS change_on
                  FROM icrm_improvement AS own
             LEFT JOIN change ON change.improvement_id = own.id
                 WHERE own.active
            ), latest AS (
                SELECT DISTINCT ON (origin_model, origin_id) *
                  FROM improvement
                 WHERE origin_id IS NOT NULL
                 ORDER BY origin_model, origin_id, state = 'abandoned', id DESC
            ), of_need AS (
                SELECT need.id AS need_id, latest.*
                  FROM icrm_need AS need
                  JOIN latest ON latest.origin_model = 'icrm.need'
                             AND latest.origin_id = need.id
            ), matter AS (
                SELECT idea.id * %(kinds)s AS id, 'idea' AS source, idea.name,
                       idea.department_id, idea.service_id, idea.company_id,
                       %(idea_on)s AS heard_on, idea.answered_on AS answered_on,
                       COALESCE(latest.id, planned.id) AS improvement_id,
                       idea.id AS idea_id, planned.need_id,
                       NULL::int AS feedback_id, NULL::int AS problem_id
                  FROM icrm_idea AS idea
             LEFT JOIN latest ON latest.origin_model = 'icrm.idea'
                             AND latest.origin_id = idea.id
             LEFT JOIN LATERAL (
                       SELECT link.icrm_need_id AS need_id, of_need.id
                         FROM icrm_idea_icrm_need_rel AS link
                    LEFT JOIN of_need ON of_need.need_id = link.icrm_need_id
                        WHERE link.icrm_idea_id = idea.id
                        ORDER BY of_need.id DESC NULLS LAST
                        LIMIT 1) AS planned ON TRUE
                 UNION ALL
                SELECT need.id * %(kinds)s + 1, 'need', need.name,
                       need.provider_department_id, need.service_id, need.company_id,
                       %(need_on)s, NULL, of_need.id, NULL, need.id, NULL, NULL
                  FROM icrm_need AS need
             LEFT JOIN of_need ON of_need.need_id = need.id
                 WHERE NOT EXISTS (SELECT FROM icrm_idea_icrm_need_rel
                                    WHERE icrm_need_id = need.id)
                   AND NOT EXISTS (SELECT FROM icrm_recurring_problem
                                    WHERE need_id = need.id)
                 UNION ALL
                SELECT feedback.id * %(kinds)s + 2, 'feedback', feedback.name,
                       feedback.department_id, feedback.service_id,
                       feedback.company_id, %(feedback_on)s, feedback.answered_on,
                       latest.id, NULL, NULL, feedback.id, NULL
                  FROM icrm_feedback AS feedback
             LEFT JOIN latest ON latest.origin_model = 'icrm.feedback'
                             AND latest.origin_id = feedback.id
                 UNION ALL
                SELECT problem.id * %(kinds)s + 3, 'recurring', problem.words,
                       problem.department_id, problem.service_id, problem.company_id,
                       problem.found_on, problem.decided_on,
                       COALESCE(latest.id, of_need.id), NULL, problem.need_id, NULL,
                       problem.id
                  FROM icrm_recurring_problem AS problem
             LEFT JOIN latest ON latest.origin_model = 'icrm.recurring.problem'
                             AND latest.origin_id = problem.id
             LEFT JOIN of_need ON of_need.need_id = problem.need_id
                 WHERE problem.state <> 'dismissed'
                 UNION ALL
                SELECT own.id * %(kinds)s + 4,
                       CASE own.origin WHEN 'complaint' THEN 'complaint'
                                       WHEN 'miss' THEN 'miss' ELSE 'survey' END,
                       own.name, own.department_id, own.service_id, own.company_id,
                       own.begun_on, NULL, own.id, NULL, NULL, NULL, NULL
                  FROM improvement AS own
                 WHERE own.origin IN ('complaint', 'miss', 'gap', 'kano')
                   AND COALESCE(own.origin_model, '') <> 'icrm.need'
            )
            SELECT matter.id, matter.source, matter.name, matter.department_id,
                   matter.service_id, matter.company_id,
                   LEAST(matter.heard_on, decided.day) AS heard_on,
                   decided.day AS decided_on, change_on AS changed_on,
                   CASE WHEN proof_verdict <> 'unknown' THEN proven_on END AS proven_on,
                   own.told_on, own.proof_verdict AS verdict,
                   CASE WHEN decided.day IS NOT NULL
                        THEN GREATEST(0, decided.day - matter.heard_on)
                   END AS days_to_decision,
                   CASE WHEN change_on IS NOT NULL
                        THEN GREATEST(0, change_on - matter.heard_on)
                   END AS days_to_change,
                   matter.improvement_id AS improvement_ref,
                   matter.idea_id AS idea_ref, matter.need_id AS need_ref,
                   matter.feedback_id AS feedback_ref, matter.problem_id AS problem_ref
              FROM matter
         LEFT JOIN improvement AS own ON own.id = matter.improvement_id
        CROSS JOIN LATERAL (
                   SELECT LEAST(matter.answered_on, own.decision_on) AS day) AS decided
            """,
            kinds=KINDS,
            begun=company_day.sql_day(SQL("own.create_date"), SQL("own.company_id")),
            published=company_day.sql_day(
                SQL("version.published_at"), SQL("service.company_id")
            ),
            signed=company_day.sql_day(
                SQL("agreement.signed_at"), SQL("agreement.company_id")
            ),
            **{
                f"{name}_on": company_day.sql_day(
                    SQL("%s.create_date", SQL.identifier(name)),
                    SQL("%s.company_id", SQL.identifier(name)),
                )
                for name in ("idea", "need", "feedback")
            },
        )

    @api.private
    def flush_matters(self):
        """Write what the SQL of matters reads."""
        for model, names in self._depends.items():
            self.env[model].flush_model(names)

    def action_open_source(self):
        """Open what was heard, as far as the caller may see it; else what it led to."""
        self.ensure_one()
        self.check_access("read")
        for link in LINKS:
            if record := self[f"{link}_id"]:
                return open_form(record)
        raise UserError(self.env._("Only another department can open this."))
