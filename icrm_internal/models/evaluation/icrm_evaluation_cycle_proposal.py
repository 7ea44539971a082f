# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from datetime import timedelta

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class IcrmEvaluationCycle(models.Model):
    """Who evaluates whom: proposed from real contact, frozen by opening."""

    _inherit = "icrm.evaluation.cycle"

    def action_propose(self):
        """Propose evaluators from the requests of the period; repeat at will.

        Who was added by hand or archived stays so.
        """
        self.ensure_one()
        self.check_access("write")
        self._icrm_lock()
        if self.state != "draft":
            raise UserError(
                self.env._("The list of evaluators was frozen when the cycle opened.")
            )
        self._propose()
        return self.action_open_evaluators()

    def _propose(self):
        """Fill the list of evaluators by one statement, however many there are."""
        self.flush_recordset()
        for model in ("helpdesk.ticket", "icrm.evaluation.evaluator", "icrm.customer"):
            self.env[model].flush_model()
        self.env.cr.execute(
            SQL(
                """
                WITH contact AS (%(contacts)s), proposal AS (
                    SELECT contact.provider_id, customer.id AS customer_id,
                           contact.department_id, contact.request_count
                      FROM contact
                      JOIN icrm_customer AS customer
                        ON customer.department_id = contact.department_id
                      JOIN res_users AS reader ON reader.id = customer.user_id
                     WHERE customer.kind = 'employee' AND customer.active
                       AND customer.company_id = %(company)s
                       AND reader.active AND reader.share IS NOT TRUE
                ), gone AS (
                    DELETE FROM icrm_evaluation_evaluator AS known
                     WHERE known.cycle_id = %(cycle)s AND known.is_manual IS NOT TRUE
                       AND known.active
                       AND NOT EXISTS (
                           SELECT FROM proposal
                            WHERE proposal.customer_id = known.customer_id
                              AND proposal.provider_id = known.department_id)
                )
                INSERT INTO icrm_evaluation_evaluator (
                    cycle_id, company_id, department_id, customer_id,
                    evaluator_department_id, request_count, is_manual, active,
                    create_uid, create_date, write_uid, write_date)
                SELECT %(cycle)s, %(company)s, provider_id, customer_id,
                       department_id, request_count, FALSE, TRUE,
                       %(uid)s, NOW() AT TIME ZONE 'UTC',
                       %(uid)s, NOW() AT TIME ZONE 'UTC'
                  FROM proposal
                    ON CONFLICT (cycle_id, customer_id, department_id) DO UPDATE
                   SET request_count = EXCLUDED.request_count,
                       evaluator_department_id = EXCLUDED.evaluator_department_id
                """,
                contacts=self._get_contact_query(),
                company=self.company_id.id,
                cycle=self.id,
                uid=self.env.uid,
            )
        )
        self.env["icrm.evaluation.evaluator"].invalidate_model()
        self.invalidate_recordset()

    def _get_contact_query(self):
        """Return the SQL of (provider, department, requests) of the period: pairs with
        enough contact, neither of which is the other, above it or below it."""
        since, until = self._get_instants()
        chosen = SQL("TRUE")
        if self.department_ids:
            chosen = SQL(
                "ticket.icrm_provider_department_id = ANY(%s)", self.department_ids.ids
            )
        return SQL(
            """
            SELECT ticket.icrm_provider_department_id AS provider_id,
                   ticket.icrm_customer_department_id AS department_id,
                   COUNT(*) AS request_count
              FROM helpdesk_ticket AS ticket
              JOIN hr_department AS provider
                ON provider.id = ticket.icrm_provider_department_id
              JOIN hr_department AS department
                ON department.id = ticket.icrm_customer_department_id
             WHERE ticket.active AND ticket.company_id = %(company)s
               AND ticket.icrm_submitted_at >= %(since)s
               AND ticket.icrm_submitted_at < %(until)s
               AND NOT starts_with(provider.parent_path, department.parent_path)
               AND NOT starts_with(department.parent_path, provider.parent_path)
               AND %(chosen)s
             GROUP BY ticket.icrm_provider_department_id,
                      ticket.icrm_customer_department_id
            HAVING COUNT(*) >= %(least)s
            """,
            company=self.company_id.id,
            since=since,
            until=until,
            chosen=chosen,
            least=self.min_contacts,
        )

    def _get_instants(self):
        """Return the first instant of the period and the first one after it."""
        return self.date_from, self.date_to + timedelta(days=1)

    # -- what the officer should know before opening -----------------------------------
    @api.depends("state", "min_group", "min_contacts", "date_from", "date_to")
    def _compute_advice(self):
        self.advice = False
        for cycle in self.filtered(lambda one: one.state == "draft" and one._origin):
            sentences = cycle._origin._get_advice()
            cycle.advice = Markup("").join(
                Markup("<p class='mb-1'>%s</p>") % sentence for sentence in sentences
            )

    def _get_advice(self):
        """Return sentences on what the list as it stands can and cannot bring."""
        self.ensure_one()
        Evaluator = self.env["icrm.evaluation.evaluator"].sudo()
        domain = [("cycle_id", "=", self.id)]
        sentences = []
        if not Evaluator.search_count(domain, limit=1):
            return [
                self.env._(
                    "Nobody is on the list yet. Propose evaluators from the requests "
                    "of the period, then look through the list."
                )
            ]
        few = [
            department.name
            for department, manual, count in Evaluator._read_group(
                domain, ["department_id"], ["is_manual:array_agg", "__count"]
            )
            # Who was added by hand is nobody towards the minimum.
            if count - sum(manual) < self.min_group
        ]
        if few:
            sentences.append(
                self.env._(
                    "Fewer than %(least)s are asked about %(departments)s: there will "
                    "be no result.",
                    least=self.min_group,
                    departments=", ".join(few),
                )
            )
        loads = defaultdict(int)
        for customer, count in Evaluator._read_group(
            domain, ["customer_id"], ["__count"]
        ):
            loads[customer] = count
        most = max(loads, key=loads.get)
        if loads[most] > 6:
            sentences.append(
                self.env._(
                    "%(person)s is asked about %(count)s departments. Whoever is asked "
                    "too much answers in haste: raise the least requests, or archive "
                    "some lines.",
                    person=most.name,
                    count=loads[most],
                )
            )
        without = self._count_without_account()
        if without:
            sentences.append(
                self.env._(
                    "%(count)s people of the departments asked have no user account: "
                    "they are not evaluators and are counted nowhere.",
                    count=without,
                )
            )
        return sentences

    def _count_without_account(self):
        """Return how many employees of the departments asked cannot be asked."""
        departments = (
            self.env["icrm.evaluation.evaluator"]
            .sudo()
            .search([("cycle_id", "=", self.id)])
            .evaluator_department_id
        )
        return (
            self.env["icrm.customer"]
            .sudo()
            .search_count(
                [
                    ("kind", "=", "employee"),
                    ("department_id", "in", departments.ids),
                    ("company_id", "=", self.company_id.id),
                    "|",
                    ("user_id", "=", False),
                    ("user_id.share", "=", True),
                ]
            )
        )

    # -- opening -----------------------------------------------------------------------
    def action_open(self):
        """Freeze the list, make everybody's evaluations, tell everybody.

        All in one transaction; who is told stands in rows that a job sends afterwards.
        """
        self.ensure_one()
        self.check_access("write")
        self._icrm_lock()
        self.template_id._check_complete()
        today = self._get_today()
        if self.close_on < today:
            raise UserError(
                self.env._(
                    "The last day for answers, %(day)s, is over.", day=self.close_on
                )
            )
        if not self.env["icrm.evaluation.evaluator"].search_count(
            [("cycle_id", "=", self.id)], limit=1
        ):
            raise UserError(
                self.env._("Nobody is on the list yet: propose evaluators first.")
            )
        self._check_left_out()
        self._step(("draft",), "open", opened_on=today)
        self.env.flush_all()
        self._make_evaluations()
        self.env.invalidate_all()
        self.env.ref("icrm_internal.ir_cron_evaluation_follow").sudo()._trigger()

    def _check_left_out(self):
        """Raise if so many were left out that the others were picked in fact.

        As with campaigns: whoever picks whom an answer is hidden among needs four on
        his side, unless three times the minimum are asked.
        """
        least = 3 * self.min_group
        proposed = (
            self.env["icrm.evaluation.evaluator"]
            .sudo()
            .with_context(active_test=False)
            ._read_group(
                [("cycle_id", "=", self.id), ("is_manual", "=", False)],
                ["department_id"],
                ["active:array_agg"],
            )
        )
        for department, active in proposed:
            if not all(active) and sum(active) < least:
                raise UserError(
                    self.env._(
                        "%(department)s: %(left)s of %(proposed)s proposed evaluators "
                        "are left. Nobody is left out where fewer than %(least)s "
                        "remain: three times the %(minimum)s below which nothing is "
                        "shown. Else those who remain were picked, and a few of them "
                        "could find out what the others answered.",
                        department=department.name,
                        left=sum(active),
                        proposed=len(active),
                        least=least,
                        minimum=self.min_group,
                    )
                )

    def _make_evaluations(self):
        """Write the empty evaluations, their lines and the notices; three statements.

        In random order, so that no number of a row tells whose it is.
        """
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO icrm_evaluation (
                    cycle_id, company_id, department_id, customer_id, user_id,
                    evaluator_department_id, state)
                SELECT one.cycle_id, one.company_id, one.department_id,
                       one.customer_id, customer.user_id,
                       one.evaluator_department_id, 'todo'
                  FROM icrm_evaluation_evaluator AS one
                  JOIN icrm_customer AS customer ON customer.id = one.customer_id
                  JOIN res_users AS reader ON reader.id = customer.user_id
                 WHERE one.cycle_id = %(cycle)s AND one.active AND reader.active
                 ORDER BY random()
                    ON CONFLICT DO NOTHING
                """,
                cycle=self.id,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO icrm_evaluation_line (evaluation_id, criterion_id)
                SELECT evaluation.id, criterion.id
                  FROM icrm_evaluation AS evaluation
                  JOIN icrm_evaluation_criterion AS criterion
                    ON criterion.template_id = %(template)s
                   AND criterion.level = 'department'
                 WHERE evaluation.cycle_id = %(cycle)s
                 ORDER BY random()
                    ON CONFLICT DO NOTHING
                """,
                cycle=self.id,
                template=self.template_id.id,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO icrm_evaluation_notice (cycle_id, user_id)
                SELECT DISTINCT cycle_id, user_id
                  FROM icrm_evaluation
                 WHERE cycle_id = %(cycle)s
                    ON CONFLICT DO NOTHING
                """,
                cycle=self.id,
            )
        )
