# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class IcrmService(models.Model):
    """Who a service is for, asked in SQL at the moment of the question.

    The access rules rest on these fields. A path over relational fields would do the
    same in a search, but Odoo judges single records in memory: it would load every
    customer of every department served to open one service. Here both ways ask the
    database once, and nothing is remembered per user: who changes the department, a
    segment or the department tree sees the other catalogue with the next click.
    """

    _inherit = "icrm.service"

    is_in_audience = fields.Boolean(
        "For Me",
        compute="_compute_is_in_audience",
        search="_search_is_in_audience",
    )
    # The access rules of the parts (promises, roles, articles, versions) rest on these.
    can_read = fields.Boolean(compute="_compute_can_read", search="_search_can_read")
    can_edit = fields.Boolean(compute="_compute_can_edit", search="_search_can_edit")

    @api.depends(
        "audience",
        "audience_department_ids",
        "audience_segment_ids",
        "portal_published",
    )
    @api.depends_context("uid")
    def _compute_is_in_audience(self):
        services_sudo = self.sudo().with_context(active_test=False)
        for_me = services_sudo.search(
            [("id", "in", self._origin.ids), ("is_in_audience", "=", True)]
        )
        for service in self:
            service.is_in_audience = service._origin in for_me

    def _search_is_in_audience(self, operator, value):
        if operator != "in":
            return NotImplemented
        everyone = Domain("audience", "=", "everyone")
        if not self.env.user._is_internal():
            return everyone & Domain("portal_published", "=", True)
        return (
            everyone
            | Domain("audience", "=", "departments")
            & Domain("id", "in", self._sql_served_by_department())
            | Domain("audience", "=", "segments")
            & Domain("id", "in", self._sql_served_by_segment())
        )

    def _sql_served_by_department(self):
        """Services for a department of the user, or for one above it."""
        Customer = self.env["icrm.customer"]
        Department = self.env["hr.department"]
        return SQL(
            """(
                SELECT served.icrm_service_id
                  FROM icrm_customer
                  JOIN hr_department ON hr_department.id = %s
                  JOIN icrm_service_audience_department_rel AS served
                    ON served.hr_department_id = ANY (
                       string_to_array(rtrim(%s, '/'), '/')::int[])
                 WHERE %s = %s AND %s
            )""",
            SQL.identifier(
                "icrm_customer",
                "department_id",
                to_flush=Customer._fields["department_id"],
            ),
            SQL.identifier(
                "hr_department",
                "parent_path",
                to_flush=Department._fields["parent_path"],
            ),
            SQL.identifier(
                "icrm_customer", "user_id", to_flush=Customer._fields["user_id"]
            ),
            self.env.uid,
            SQL.identifier(
                "icrm_customer", "active", to_flush=Customer._fields["active"]
            ),
        )

    def _sql_served_by_segment(self):
        """Services for a segment the user is a member of."""
        Customer = self.env["icrm.customer"]
        Segment = self.env["icrm.segment"]
        return SQL(
            """(
                SELECT served.icrm_service_id
                  FROM icrm_customer
                  JOIN icrm_segment_customer_rel AS member
                    ON member.icrm_customer_id = icrm_customer.id
                  JOIN icrm_segment
                    ON icrm_segment.id = member.icrm_segment_id AND %s
                  JOIN icrm_segment_icrm_service_rel AS served
                    ON served.icrm_segment_id = icrm_segment.id
                 WHERE %s = %s AND %s
            )""",
            SQL.identifier(
                "icrm_segment", "active", to_flush=Segment._fields["active"]
            ),
            SQL.identifier(
                "icrm_customer", "user_id", to_flush=Customer._fields["user_id"]
            ),
            self.env.uid,
            SQL.identifier(
                "icrm_customer", "active", to_flush=Customer._fields["active"]
            ),
        )

    @api.depends("is_in_audience", "state", "department_id", "team_id", "company_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_can_read(self):
        allowed = self._origin.sudo(False)._filtered_access("read")
        for service in self:
            service.can_read = service._origin in allowed

    @api.depends("department_id", "company_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_can_edit(self):
        allowed = self._origin.sudo(False)._filtered_access("write")
        for service in self:
            # a new service: whoever may make one may edit it
            service.can_edit = (
                service._origin in allowed
                if service._origin
                else self.sudo(False).has_access("create")
            )

    def _search_can_read(self, operator, value):
        return self._search_can("read") if operator == "in" else NotImplemented

    def _search_can_edit(self, operator, value):
        return self._search_can("write") if operator == "in" else NotImplemented

    def _search_can(self, operation):
        services = self.browse().sudo(False)
        if not services.has_access(operation):
            return Domain.FALSE
        return services.env["ir.rule"]._compute_domain(self._name, operation)

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Keep the talk about a service among those who serve.

        Its customers read the service, not the notes below it: they get an operation
        that they do not have.
        """
        if any(
            self.env.user.has_group(f"icrm_internal.group_icrm_{role}")
            for role in ("agent", "auditor")
        ):
            return super()._mail_get_operation_for_mail_message_operation(
                message_operation
            )
        return dict.fromkeys(self, "unlink")
