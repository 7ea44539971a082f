# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..access import caller_values, company_day
from ..customer.icrm_segment import MEMBER_GROUPS
from ..request.promise_ask import PromiseAsk, Promised
from . import segment_promises

ORDER_LIMIT = 64


class IcrmService(models.Model):
    """What is agreed on a service, who approves it, and for which outside customer."""

    _inherit = "icrm.service"

    approval_step_ids = fields.One2many(
        "icrm.approval.step", "service_id", string="Approval", copy=True
    )
    approval_text = fields.Char(
        string="Approval Required from",
        compute="_compute_approval_text",
        compute_sudo=True,
    )
    requires_external_customer = fields.Boolean(
        string="Ask for External Order",
        help="Customers enter the external customer and order of the request.",
    )

    segment_promise_ids = fields.One2many(
        "icrm.segment.promise",
        "service_id",
        string="Promises by Segment",
        copy=False,
        groups=MEMBER_GROUPS,
    )
    # Read with the service: requests of services without any cost nothing
    has_segment_promises = fields.Boolean(
        compute="_compute_has_segment_promises", store=True, compute_sudo=True
    )
    segment_promise_text = fields.Text(
        string="Faster for",
        compute="_compute_segment_promise_text",
        compute_sudo=True,
        help="Who is served faster and why; shown to all customers.",
    )

    # ------------------------------------------------------------------
    # Promises of agreements and to segments
    # ------------------------------------------------------------------

    @api.model
    def _icrm_promises(self, asks):
        """Let the agreement of the customer's department decide, where there is one.

        For each priority the order is: the agreement's line, the catalogue's line; and
        if neither names the priority, the same for the service's default priority. One
        query for all agreements of a batch, none if no request has a department.

        Of that and of what is promised to the segments of the customer the shortest
        time applies.
        """
        agreed = self._icrm_agreed_hours(asks)
        by_segment = segment_promises.find(self, asks)
        promises = []
        for place, ask in enumerate(asks):
            # sudo: promises are read on behalf of others, too; nothing else is
            # read.
            default = ask.service.sudo().default_priority
            for known in dict.fromkeys((ask.priority, default)):
                hours = agreed.get((place, known)) or ask.service._icrm_catalogue_hours(
                    known, or_default=False
                )
                if any(hours):
                    break
            promised = Promised(hours)
            for priority in dict.fromkeys((ask.priority, known)):
                if other := by_segment.get((place, priority)):
                    promised = segment_promises.get_shorter(promised, other)
                    break
            promises.append(promised)
        return promises

    @api.model
    def _icrm_get_batch_fields(self):
        return [*super()._icrm_get_batch_fields(), "has_segment_promises"]

    def _get_reader_promises(self):
        """What is agreed with the reader's department; two queries for any number."""
        promises = super()._get_reader_promises()
        # sudo: one's own department
        customer_sudo = self.env["icrm.customer"]._from_user().sudo()
        department = customer_sudo.department_id
        asks = [
            PromiseAsk(
                service, service.default_priority, department, None, customer_sudo
            )
            for service, _hours, _reason in promises
        ]
        agreed = self._icrm_agreed_hours(asks) if department else {}
        by_segment = segment_promises.find(self, asks) if customer_sudo else {}
        reason = self.env._("agreed with your department")
        result = []
        for place, (service, hours, why) in enumerate(promises):
            key = place, service.default_priority
            other = agreed.get(key)
            if other and other != hours:
                hours, why = other, reason
            if found := by_segment.get(key):
                promised = segment_promises.get_shorter(Promised(hours), found)
                if promised.segment_id:
                    hours = promised.hours
                    # sudo: published with the promise
                    segment_sudo = (
                        self.env["icrm.segment"].sudo().browse(promised.segment_id)
                    )
                    why = self.env._(
                        "faster for: %(segment)s", segment=segment_sudo.name
                    )
            result.append((service, hours, why))
        return result

    @api.depends("segment_promise_ids")
    def _compute_has_segment_promises(self):
        for service in self:
            service.has_segment_promises = bool(service.segment_promise_ids)

    @api.depends(
        "segment_promise_ids.reason",
        "segment_promise_ids.agreement_line_id",
        "segment_promise_ids.segment_id.name",
    )
    @api.depends_context("lang")
    def _compute_segment_promise_text(self):
        """All promises that hold today, those of other people's segments, too."""
        for service in self:
            service.segment_promise_text = "\n".join(
                promise._format_sentence()
                for promise in service.segment_promise_ids
                if promise.is_in_force
            )

    def _icrm_agreement_day(self, at=None):
        """Return an instant (now by default) and its date where the company works."""
        at = at or fields.Datetime.now()
        # sudo: the company of a service is no secret.
        return at, company_day.today(self.sudo(), at)

    @api.model
    def _icrm_agreed_hours(self, asks):
        """Return {(place in *asks*, priority): (to respond, to resolve)}.

        An agreement counts on the days it is valid, from the second signature on: what
        was requested before keeps its promise. That of the nearest department
        counts: an agreement with Finance holds for Accounting below it, unless
        Accounting has its own.
        """
        rows = [
            (place, ask.service._origin.id, ask.department.id, day, at)
            for place, ask in enumerate(asks)
            if ask.department and ask.service._origin
            for at, day in [ask.service._icrm_agreement_day(ask.at)]
        ]
        if not rows:
            return {}
        self.env["icrm.agreement"].flush_model()
        self.env["icrm.agreement.line"].flush_model()
        self.env["hr.department"].flush_model(["parent_path"])
        self.flush_model(["department_id"])
        places, services, departments, days, instants = zip(*rows, strict=True)
        # SQL: one statement for all requests of a batch; bench_intake
        found = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (ask.place, line.priority)
                       ask.place, line.priority,
                       line.response_hours, line.resolution_hours
                  FROM unnest(%s::int[], %s::int[], %s::int[], %s::date[],
                              %s::timestamp[])
                       AS ask (place, service_id, department_id, day, at)
                  JOIN icrm_agreement_line AS line
                    ON line.service_id = ask.service_id
                  JOIN icrm_agreement AS agreement
                    ON agreement.id = line.agreement_id
                   AND %s
                  JOIN icrm_service AS service ON service.id = line.service_id
                  JOIN hr_department AS serving ON serving.id = service.department_id
                  JOIN hr_department AS asking ON asking.id = ask.department_id
                  JOIN hr_department AS provider
                    ON provider.id = agreement.provider_department_id
                   AND serving.parent_path LIKE provider.parent_path || '%%'
                  JOIN hr_department AS customer
                    ON customer.id = agreement.customer_department_id
                   AND asking.parent_path LIKE customer.parent_path || '%%'
                 ORDER BY ask.place, line.priority, LENGTH(customer.parent_path) DESC,
                          LENGTH(provider.parent_path) DESC, agreement.signed_at DESC,
                          agreement.id DESC
                """,
                list(places),
                list(services),
                list(departments),
                list(days),
                list(instants),
                self.env["icrm.agreement"]._sql_in_force(),
            )
        )
        return {
            (place, priority): (response, resolution)
            for place, priority, response, resolution in found
        }

    def action_open_simulations(self):
        """Open the simulations of this service's promises to all its customers."""
        self.ensure_one()
        self.check_access("read")
        return self.env["icrm.promise.simulation"]._open_of("service_id", self)

    # ------------------------------------------------------------------
    # Approval
    # ------------------------------------------------------------------

    @api.depends("approval_step_ids.display_name")
    def _compute_approval_text(self):
        then = self.env._(", then ")
        for service in self:
            service.approval_text = then.join(
                step.display_name for step in service.approval_step_ids
            )

    def _icrm_format_promise(self):
        """Who must approve, and that the time runs from then."""
        words = super()._icrm_format_promise()
        # sudo: who sees the service sees whose approval it takes.
        who = words["promise"] and self.sudo().approval_text
        if who:
            hours = self.get_promise()["resolution_hours"]
            # the same unit as on the card
            words["promise"] = self.env._(
                "Done in %(time)s after approval",
                time=self._format_working_time(
                    hours, self._icrm_calendar().hours_per_day or 8
                ),
            )
            words["effort"] = self.env._("Approval required from: %(who)s", who=who)
            words["notice"] = ""
        return words

    def _get_substance_labels(self):
        return super()._get_substance_labels() | {
            "approval": self.env._("Approval"),
            "segment_promises": self.env._("Promises by Segment"),
        }

    def _get_substance(self):
        """Who must approve, and who is served faster, is part of what is published."""
        content = super()._get_substance()
        # sudo: versions are the same for any publisher.
        service_sudo = self.sudo().with_context(lang="en_US")
        if text := service_sudo.approval_text:
            content["approval"] = text
        if promises := service_sudo.segment_promise_ids:
            content["segment_promises"] = "\n".join(
                promise._format_substance() for promise in promises
            )
        return content

    # ------------------------------------------------------------------
    # External customers
    # ------------------------------------------------------------------

    def _check_request_types(self, values):
        values = super()._check_request_types(values)
        caller_values.text_of(
            self.env,
            self.env._("External order"),
            values.get("external_order"),
            ORDER_LIMIT,
        )
        return values

    def _prepare_request(self, values, requester):
        return {
            **super()._prepare_request(values, requester),
            "icrm_external_customer_id": self._check_external_customer(
                values.get("external_customer_id")
            ),
            "icrm_external_order": (values.get("external_order") or "").strip()
            or False,
        }

    def _check_external_customer(self, partner_id):
        """Return the id if it is of a contact that the caller may see."""
        if partner_id is None or partner_id is False:
            return False
        Partner = self.env["res.partner"]
        if not (
            Partner.has_access("read") and caller_values.record_of(Partner, partner_id)
        ):
            raise UserError(
                self.env._("External customer: choose a contact you have access to.")
            )
        return partner_id
