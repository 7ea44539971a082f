# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import MissingError, UserError

from ..access import given

WORDS_LIMIT = 10_000


class IcrmImprovement(models.Model):
    """Consultants and partners from outside, who take part in one improvement.

    They have no access right to this model. Their pages (controllers/
    improvement_portal.py) show what the methods here give out, which look for the
    caller's own invitations only.
    """

    _inherit = "icrm.improvement"

    partner_ids = fields.Many2many(
        "res.partner",
        "icrm_improvement_partner_rel",
        string="From Outside",
        help="Consultants and partners. With a portal account they see this one "
        "improvement, its tasks and the messages sent to all, and can write to you.",
    )
    guests_without_access = fields.Char(
        compute="_compute_guests_without_access", compute_sudo=True
    )

    @api.depends("partner_ids")
    def _compute_guests_without_access(self):
        for improvement in self:
            without = improvement.partner_ids.filtered(lambda one: not one.user_ids)
            improvement.guests_without_access = ", ".join(without.mapped("name"))

    @api.model
    def _get_my_invitations(self):
        """Return in sudo the improvements the current user is invited to."""
        # sudo: the caller's own invitations only
        return self.sudo().search(
            [("partner_ids", "=", self.env.user.partner_id.id)],
            order="is_open desc, due_date, id desc",
        )

    @api.model
    def _get_invitation(self, improvement_id):
        """Return in sudo one improvement the current user is invited to.

        :raise MissingError: there is none, or the user is not invited
        """
        invitation_sudo = self._get_my_invitations().filtered(
            lambda one: one.id == improvement_id
        )
        if not invitation_sudo:
            raise MissingError(self.env._("You are not invited to this improvement."))
        return invitation_sudo

    def _get_guest_messages(self):
        """Return what was said to all, oldest first; notes are among colleagues."""
        self.ensure_one()
        Message = self.env["mail.message"].sudo()
        return Message.search(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("message_type", "in", ("comment", "email")),
                *Message._get_search_domain_share(),
            ],
            order="id",
        )

    def _get_guest_tasks(self):
        """Return ``[{"name", "who", "date", "done"}]``: what there is to do."""
        self.ensure_one()
        return [
            {
                "name": activity.summary or activity.activity_type_id.name,
                "who": activity.user_id.name,
                "date": activity.date_deadline,
                "done": not activity.active,
            }
            for activity in self.sudo().activity_ids.sorted("date_deadline")
            if activity.activity_category != "upload_file"
        ]

    def _post_as_guest(self, words):
        """Add what a guest writes; *self* comes from ``_get_invitation``."""
        self.ensure_one()
        words = given.text_of(self.env, self.env._("Message"), words, WORDS_LIMIT)
        if not words:
            raise UserError(
                self.env._(
                    "Write something, of at most %(limit)s characters.",
                    limit=WORDS_LIMIT,
                )
            )
        if not self.is_open:
            raise UserError(self.env._("It is over: nothing more can be written."))
        # Plain text: message_post escapes it.
        return self.message_post(
            body=words,
            author_id=self.env.user.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _greet_partners(self, before=None):
        """Let those who are new hear of messages, and those who are gone no more."""
        before = before or {}
        for improvement in self.sudo():
            was = before.get(
                self.browse(improvement.id), improvement.env["res.partner"]
            )
            gone = was.sudo() - improvement.partner_ids
            new = improvement.partner_ids - was.sudo()
            if gone:
                improvement.message_unsubscribe(gone.ids)
            if new:
                improvement.message_subscribe(new.ids)
