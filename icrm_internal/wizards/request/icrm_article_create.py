# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, html2plaintext, plaintext2html

from ...models.access.actions import show_message
from ...models.access.safe_html import SafeHtml
from ...models.request import personal_data
from ...models.request.helpdesk_ticket_stage import OPEN_STATES

# What the dialog reads of a conversation, in characters
MAX_TEXT = 20_000


class IcrmArticleCreate(models.TransientModel):
    """The dialog that makes a help article of a resolved request.

    Question and answer without personal data, to be edited; who edits the service
    reviews it before customers see it.
    """

    _name = "icrm.article.create"
    _description = "Make an Article"

    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="Request",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    name = fields.Char(
        "Title", compute="_compute_text", store=True, readonly=False, required=True
    )
    body = SafeHtml("Text", compute="_compute_text", store=True, readonly=False)
    reviewer_name = fields.Char("Reviewer", compute="_compute_reviewer_name")
    problem = fields.Char(compute="_compute_text", store=True)

    @api.depends("ticket_id")
    def _compute_text(self):
        for dialog in self:
            dialog.name = dialog.body = dialog.problem = False
            try:
                dialog.name, dialog.body = dialog._prepare_text()
            except (AccessError, UserError) as error:
                dialog.problem = error.args[0]

    @api.depends("ticket_id")
    def _compute_reviewer_name(self):
        for dialog in self:
            # sudo: the name of who is in charge of the service
            dialog.reviewer_name = dialog.sudo()._get_reviewer().name or False

    def action_create(self):
        """Create the draft and ask the reviewer to look at it."""
        self.ensure_one()
        ticket_sudo = self._check_ticket()
        service_sudo = ticket_sudo.icrm_service_id
        reviewer = self.sudo()._get_reviewer()  # sudo: who is in charge, nothing else
        article_sudo = service_sudo.article_ids.create(
            {
                "service_id": service_sudo.id,
                "name": self.name,
                "body": self.body,
                "state": "draft",
                "reviewer_id": reviewer.id,
                "ticket_id": ticket_sudo.id,
            }
        )
        if reviewer:
            service_sudo.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=reviewer.id,
                summary=service_sudo.with_context(lang=reviewer.lang).env._(
                    "Review the draft of an article: %(name)s", name=article_sudo.name
                ),
            )
        return show_message(
            self.env._("Draft sent to %(name)s.", name=reviewer.name)
            if reviewer
            else self.env._("Draft created."),
            then={"type": "ir.actions.act_window_close"},
        )

    def _check_ticket(self):
        """Return the request in sudo if the caller serves it and it is resolved."""
        ticket_sudo = self.ticket_id._icrm_check_provider()
        if ticket_sudo.icrm_state in OPEN_STATES or not ticket_sudo.icrm_service_id:
            raise UserError(self.env._("Resolve the request first."))
        return ticket_sudo

    def _get_reviewer(self):
        """Return who reviews: the service's owner if they edit it, else its head."""
        service = self.ticket_id.icrm_service_id
        owner = service.owner_id.filtered("active")
        if owner and service.with_user(owner).sudo(False).can_edit:
            return owner
        return service.department_id._icrm_get_head()

    def _prepare_text(self):
        """Return title and text of the draft, without personal data."""
        ticket_sudo = self._check_ticket()
        customers = ticket_sudo.icrm_requester_id | ticket_sudo.icrm_beneficiary_id
        answers = ticket_sudo.message_ids.filtered(
            lambda message: message.message_type in ("comment", "email")
            and not message.subtype_id.internal
            and message.author_id
            and message.author_id not in customers.partner_id
        )
        question = html2plaintext(ticket_sudo.description or "")[:MAX_TEXT]
        answer = html2plaintext(answers[:1].body or "")[:MAX_TEXT]
        texts = [ticket_sudo.name, question, answer]
        names = [
            *customers.mapped("name"),
            *ticket_sudo.message_ids.author_id.mapped("name"),
            *ticket_sudo.user_id.mapped("name"),
            *self._find_colleagues("\n".join(texts)),
        ]
        words = {
            "name": self.env._("[name]"),
            "email": self.env._("[e-mail]"),
            "number": self.env._("[number]"),
        }
        name, question, answer = (
            personal_data.replace(text, names, words) for text in texts
        )
        return name, plaintext2html(
            "\n\n".join(
                part
                for part in (
                    self.env._("Question"),
                    question.strip(),
                    self.env._("Answer"),
                    answer.strip(),
                )
                if part
            )
        )

    def _find_colleagues(self, text):
        """Return the names of employees that stand in *text*."""
        # SQL: which rows a text contains, the ORM cannot ask
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT name FROM hr_employee
                 WHERE length(name) > 1 AND strpos(%s, name) > 0
                """,
                text,
            )
        )
        return [name for (name,) in rows]
