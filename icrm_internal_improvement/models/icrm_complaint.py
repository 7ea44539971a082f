# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import hmac

from .finding_text import finding, name_of
from .improvement_raisers import FOUND, find_complaints


class IcrmComplaint(models.Model):
    """From a decided complaint to an improvement that removes its cause."""

    _name = "icrm.complaint"
    _inherit = ["icrm.complaint", "icrm.improvement.source.mixin"]

    can_improve = fields.Boolean(compute="_compute_can_improve")

    def _compute_improvement_count(self):
        # As the reader: those who may know of the complaint need not see what
        # came of it before it is published.
        # sudo: which of those it may see began with which complaint in hand.
        began_sudo = self.env["icrm.improvement"]._search_started_from(self).sudo()
        counts = Counter(began_sudo.mapped("origin_id"))
        for complaint in self:
            complaint.improvement_count = counts[complaint.id]

    @api.depends("state", "department_id", "handler_id", "finding")
    @api.depends_context("uid")
    def _compute_can_improve(self):
        user = self.env.user
        for complaint in self:
            # sudo: who heads a department is no secret.
            is_head = user in complaint.department_id.sudo().icrm_head_user_ids
            complaint.can_improve = bool(
                complaint.state in ("decided", "closed")
                and complaint.finding in FOUND
                and complaint.department_id
                and not complaint.is_mine
                and (complaint.is_desk or complaint.is_handler or is_head)
            )

    def _get_status_text(self):
        """Add what came of it to what the page of the complaint says, whoever reads
        that: an anonymous complainant does by the key."""
        text = super()._get_status_text()
        if self.state != "closed" or self.finding not in FOUND:
            return text
        # sudo: what is published, everybody reads
        told_sudo = self.env["icrm.improvement"].sudo()
        told_sudo = told_sudo.search(
            Domain("origin", "=", "complaint")
            & Domain("published", "=", True)
            & Domain("state", "=", "done")
            & (
                Domain("origin_model", "=", self._name)
                & Domain("origin_id", "=", self.id)
                | Domain("department_id", "=", self.department_id.id)
                & Domain("complaint_cause_id", "=", self.sudo().cause_id.id)
            ),
            order="closed_on desc, id desc",
        ).filtered(lambda improvement: self.sudo() in find_complaints(improvement))[:1]
        if not told_sudo:
            return text
        return self.env._(
            "%(status)s What changed: %(done)s %(result)s",
            status=text,
            done=told_sudo.feedback_done,
            result=told_sudo.feedback_result,
        )

    def _check_improver(self):
        """Refuse who has no part in it, and what was not found justified."""
        complaint_sudo = self._check_reader()
        heads = complaint_sudo.department_id.icrm_head_user_ids
        if not (self.is_desk or self.is_handler or self.env.user in heads):
            raise AccessError(
                self.env._("You cannot take this step in this complaint.")
            )
        if not self.can_improve:
            raise UserError(
                self.env._("Only justified complaints can start an improvement.")
            )

    def _prepare_improvement(self):
        """More people read an improvement than the complaint it began with.

        Of protected ones it states the cause, not the words.
        """
        values = self._prepare_improvement_vals()
        cause = self.cause_id
        identified = self.protection == "identified"
        return {
            "name": values["name"]
            if identified
            else self.env._("No more complaints about %s", cause.name),
            "origin": "complaint",
            "origin_values": finding("cause", cause=name_of(cause)),
            "company_id": values["company_id"],
            "department_id": values["department_id"],
            "service_id": values["service_id"] if identified else False,
            "complaint_cause_id": cause.id,
        }

    def _prepare_improvement_origin(self):
        """One improvement for a complaint, ever."""
        return {
            "origin_model": self._name,
            "origin_id": self.id,
            # No id of a complaint, not even in hidden fields.
            "origin_key": hmac(self.env(su=True), "icrm.complaint", self.id),
        }
