# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import ValidationError


class IcrmComplaint(models.Model):
    """Who may handle or mediate: nobody who has a side."""

    _inherit = "icrm.complaint"

    @api.constrains(
        "handler_id",
        "mediator_id",
        "department_id",
        "concerned_user_id",
        "concerned_employee_id",
        "level",
    )
    def _check_neutrality(self):
        for complaint in self.sudo():
            for user, role in (
                (complaint.handler_id, "handler"),
                (complaint.mediator_id, "mediator"),
            ):
                reason = user and complaint._get_partiality(user, role)
                if reason:
                    raise ValidationError(reason)

    def _get_partiality(self, user, role):
        """Return why *user* cannot be "handler" or "mediator", in a sentence; or "".

        Call it in sudo, on behalf of somebody who may know who the complainant is.
        """
        self.ensure_one()
        _ = self.env._
        name = user.name
        if user.share or not user.active:
            return _("%(name)s has no account of staff that is in use.", name=name)
        if self.company_id not in user.company_ids:
            return _(
                "%(name)s does not work in %(company)s.",
                name=name,
                company=self.company_id.name,
            )
        if self._is_concerned(user):
            return _("The complaint is about %(name)s in person.", name=name)
        if user in self.identity_ids._get_users():
            return _("%(name)s is a party to this complaint.", name=name)
        return (
            self._get_closeness(user, role)
            or (role == "handler" and self._get_wrong_level(user))
            or (role == "mediator" and self._get_mediator_side(user))
            or ""
        )

    def _get_closeness(self, user, role):
        """Return how *user* stands to the department concerned, in a sentence."""
        _ = self.env._
        department = self.department_id
        if not department:
            return ""
        words = {"name": user.name, "department": department.name}
        own = user.sudo().employee_ids.department_id
        below = self.env["hr.department"].search(
            [("id", "child_of", department.ids), ("id", "in", own.ids)], limit=1
        )
        if below:
            return _(
                "%(name)s works in %(department)s, the department concerned.", **words
            )
        # Management is above everybody: at the last level there is nobody else.
        heads = (
            department.manager_id.icrm_user_id
            if role == "handler" and self.level == "3"
            else department.icrm_head_user_ids
        )
        if user in heads:
            return _(
                "%(name)s heads %(department)s, or a department above it.", **words
            )
        ticket = self.ticket_id or self.identity_ids.ticket_id
        if user in (ticket.user_id | ticket.team_id.user_ids):
            return _("%(name)s serves the request in question.", **words)
        if user in self.service_id.team_id.user_ids:
            return _("%(name)s provides the service in question.", **words)
        return ""

    def _get_wrong_level(self, user):
        """Return why *user* cannot decide at the complaint's level, or ""."""
        if self.level == "2" and not user.has_group("icrm_internal.group_icrm_officer"):
            return self.env._(
                "The complaint has gone one level up: an officer handles it now, and "
                "%(name)s is none.",
                name=user.name,
            )
        if self.level == "3" and user not in self._get_management():
            return self.env._(
                "The complaint has gone to the top: who heads a department that has "
                "none above it handles it now, and %(name)s does not.",
                name=user.name,
            )
        return ""

    def _get_management(self):
        """Return the users at the top of the company."""
        departments = self.env["hr.department"].search(
            [
                ("parent_id", "=", False),
                ("company_id", "in", (False, self.company_id.id)),
            ]
        )
        return departments.manager_id.icrm_user_id

    def _get_mediator_side(self, user):
        """Return why *user* does not stand between the two, in a sentence; or ""."""
        if user == self.handler_id:
            return self.env._("%(name)s handles the complaint already.", name=user.name)
        theirs = self.identity_ids.customer_id.department_id
        if theirs and user.sudo().employee_ids.department_id & theirs:
            return self.env._("%(name)s works on one of the two sides.", name=user.name)
        return ""
