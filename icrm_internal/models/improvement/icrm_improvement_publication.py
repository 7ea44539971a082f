# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class IcrmImprovement(models.Model):
    """ "You said, we did": what everybody in the company is told of an improvement."""

    _inherit = "icrm.improvement"

    published = fields.Boolean(
        string="For Everybody",
        readonly=True,
        copy=False,
        tracking=True,
        help="Everybody in the company reads this improvement, but not what is said "
        "about it in the conversation.",
    )
    published_on = fields.Date(readonly=True, copy=False)
    feedback_heard = fields.Text(
        string="What We Heard",
        copy=False,
        translate=True,
        help="In words that name nobody.",
    )
    feedback_done = fields.Text(string="What We Did", copy=False, translate=True)
    feedback_result = fields.Text(string="What Came of It", copy=False, translate=True)

    def action_publish(self):
        """Show this to everybody in the company, success or failure."""
        self.check_access("write")
        self._check_lead()
        for improvement in self:
            tests = [
                (improvement.feedback_heard, "feedback_heard"),
                (improvement.feedback_done, "feedback_done"),
                (improvement.is_open or improvement.feedback_result, "feedback_result"),
            ]
            missing = [name for told, name in tests if not told]
            if missing:
                raise UserError(
                    self.env._(
                        "“%(name)s”: before everybody reads it, please fill in: "
                        "%(fields)s",
                        name=improvement.name,
                        fields=self._get_labels(missing),
                    )
                )
        self.sudo()._store(
            {"published": True, "published_on": fields.Date.context_today(self)}
        )
        return True

    def action_unpublish(self):
        """Show it no more to those who have no part in it."""
        self.check_access("write")
        self._check_lead()
        self.sudo()._store({"published": False, "published_on": False})
        return True

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Who may read it only because it is published, does not read what is said."""
        if message_operation == "read" and not self.env.user.has_group(
            "icrm_internal.group_icrm_auditor"
        ):
            return dict.fromkeys(self, "write")
        return super()._mail_get_operation_for_mail_message_operation(message_operation)
