# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# A hand-over is typical of a service when one request in so many goes that way.
TYPICAL = 20


class IcrmAgreement(models.Model):
    """What is looked at before anybody signs."""

    _inherit = "icrm.agreement"

    budget_warning = fields.Html(
        compute="_compute_budget_warning",
        sanitize=False,
        help="Promises shorter than the hand-overs that are usual inside.",
    )

    def _check_complete(self):
        """Raise UserError if something is missing that both are to sign."""
        self.ensure_one()
        _ = self.env._
        if not self.line_ids:
            raise UserError(
                _(
                    "%(agreement)s: add at least one promise, with its service and "
                    "hours.",
                    agreement=self.display_name,
                )
            )
        agreement_sudo = self.sudo()
        previous = agreement_sudo.previous_id
        if previous and self.date_from <= previous.date_from:
            raise UserError(
                _(
                    "Valid from: version %(version)s must begin after %(date)s, when "
                    "the version before it began.",
                    version=self.version,
                    date=previous.date_from,
                )
            )
        for side in ("provider", "customer"):
            department = agreement_sudo[f"{side}_department_id"]
            signer = agreement_sudo[f"{side}_signer_id"]
            if not signer:
                raise UserError(
                    _(
                        "%(department)s has no head with a user who could sign. Set "
                        "one in Employees, as the department's manager.",
                        department=department.name,
                    )
                )
            if not self.with_user(signer).sudo(False).has_access("read"):
                raise UserError(
                    _(
                        "%(name)s heads %(department)s but cannot open agreements. An "
                        "administrator can make him or her a Department Manager.",
                        name=signer.name,
                        department=department.name,
                    )
                )

    def _check_overlap(self):
        """Raise UserError if a signed agreement promises the same for the same days.

        The version before this one does not count: it ends when this one begins.
        """
        self.ensure_one()
        agreement_sudo = self.sudo()
        others_sudo = agreement_sudo.search(
            [
                ("relationship_id", "=", agreement_sudo.relationship_id.id),
                ("state", "=", "signed"),
                ("id", "not in", (self.id, agreement_sudo.previous_id.id)),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", self.date_from),
                ("date_from", "<=", self.date_to or "9999-12-31"),
            ]
        )
        own = {(line.service_id, line.priority) for line in agreement_sudo.line_ids}
        for line_sudo in others_sudo.line_ids:
            if (line_sudo.service_id, line_sudo.priority) in own:
                raise UserError(
                    self.env._(
                        "%(other)s promises %(service)s for the same days already: "
                        "make a new version of it, or leave the service out.",
                        other=line_sudo.agreement_id.display_name,
                        service=line_sudo.service_id.name,
                    )
                )

    @api.depends("line_ids.service_id", "line_ids.resolution_hours")
    def _compute_budget_warning(self):
        """Flag promises shorter than the hand-over budgets inside; three queries.

        The budget inside a service is the sum of the hours in which each team that the
        work typically passes through has to acknowledge it: teams to which at least one
        request in twenty was handed over in the last twelve months, and those of other
        departments that the service's responsibility table makes responsible or
        consults.
        """
        _ = self.env._
        # sudo: which teams take part is not told apart from the heads who sign.
        agreements_sudo = self.sudo()
        inside = self._get_inside(agreements_sudo.line_ids.service_id)
        for agreement, agreement_sudo in zip(self, agreements_sudo, strict=True):
            warnings = []
            for line in agreement_sudo.line_ids:
                teams = inside.get(line.service_id._origin, [])
                budget = sum(team.icrm_handover_hours for team in teams)
                if line.resolution_hours and budget > line.resolution_hours:
                    warnings.append(
                        _(
                            "%(service)s: %(promised)s h promised, but the hand-overs "
                            "inside may take %(budget)s h (%(teams)s).",
                            service=line.service_id.name,
                            promised=f"{line.resolution_hours:g}",
                            budget=f"{budget:g}",
                            teams=", ".join(
                                f"{team.name} {team.icrm_handover_hours:g} h"
                                for team in teams
                            ),
                        )
                    )
            agreement.budget_warning = warnings and Markup(
                "<ul class='mb-0 ps-3'>%s</ul>"
            ) % Markup().join(
                Markup("<li>%s</li>") % warning for warning in dict.fromkeys(warnings)
            )

    @api.model
    def _get_inside(self, services):
        """Return {service: the teams its requests typically pass through}."""
        Team = self.env["helpdesk.ticket.team"].sudo()
        inside = {service._origin: Team for service in services}
        if not any(inside):
            return {}
        self.env["icrm.handover"].flush_model()
        self.env["helpdesk.ticket"].flush_model(
            ["icrm_service_id", "icrm_submitted_at"]
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT asked.icrm_service_id, passed.to_team_id
                  FROM (SELECT icrm_service_id, COUNT(*) AS number
                          FROM helpdesk_ticket
                         WHERE icrm_service_id = ANY(%(services)s)
                           AND icrm_submitted_at >= %(since)s
                         GROUP BY icrm_service_id) AS asked
                  JOIN (SELECT ticket.icrm_service_id, handover.to_team_id,
                               COUNT(DISTINCT ticket.id) AS number
                          FROM icrm_handover AS handover
                          JOIN helpdesk_ticket AS ticket
                            ON ticket.id = handover.ticket_id
                         WHERE ticket.icrm_service_id = ANY(%(services)s)
                           AND ticket.icrm_submitted_at >= %(since)s
                         GROUP BY ticket.icrm_service_id, handover.to_team_id
                       ) AS passed USING (icrm_service_id)
                 WHERE passed.number * %(typical)s >= asked.number
                """,
                services=[service.id for service in inside if service],
                since=fields.Datetime.now() - relativedelta(months=12),
                typical=TYPICAL,
            )
        )
        Service = self.env["icrm.service"].sudo()
        for service_id, team_id in rows:
            inside[Service.browse(service_id)] |= Team.browse(team_id)
        departments = {
            service: service.role_ids.filtered(
                lambda role: role.responsibility in ("responsible", "consulted")
            ).department_id
            - service.department_id
            for service in inside
        }
        involved = self.env["hr.department"].union(*departments.values())
        by_department = {}
        for team in Team.search([("icrm_department_id", "in", involved.ids)]):
            by_department.setdefault(team.icrm_department_id, team)
        for service, others in departments.items():
            for department in others:
                inside[service] |= by_department.get(department, Team)
            inside[service] -= service.team_id
        return inside
