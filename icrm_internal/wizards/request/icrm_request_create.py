# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from uuid import uuid4

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.http import DEFAULT_MAX_CONTENT_LENGTH
from odoo.tools import plaintext2html

from ...models.access.safe_html import SafeHtml
from ...models.request.deadline import format_deadline
from ...models.request.replying import ATTACHMENT_LIMIT


class IcrmRequestCreate(models.TransientModel):
    """The dialog in which staff request a service.

    It only collects: who may submit what with which answers is checked by
    ``icrm.service.submit_request``, the one door for all origins.
    """

    _name = "icrm.request.create"
    _description = "New Request"

    service_id = fields.Many2one("icrm.service", required=True, readonly=True)
    service_name = fields.Char(related="service_id.name", related_sudo=False)
    provider_id = fields.Many2one(
        related="service_id.department_id", related_sudo=False
    )
    summary = fields.Char(related="service_id.summary", related_sudo=False)
    service_description = SafeHtml(related="service_id.description", related_sudo=False)
    service_image = fields.Binary(related="service_id.image_128", related_sudo=False)
    name = fields.Char(
        string="Subject", help="Required if the service has no questions."
    )
    description = fields.Text(string="Details")
    # The form as it is for whom it is requested, and what was answered: two fields, so
    # that a change of the former cannot overwrite what is being typed.
    form = fields.Json("Questions", compute="_compute_form")
    # {"form": digest of the form answered, "answers": {name of the question: value}}
    answers = fields.Json("Your answers", default=dict, copy=False)
    has_questions = fields.Boolean(compute="_compute_form")
    for_other = fields.Boolean(string="For someone else")
    my_customer_id = fields.Many2one(
        "icrm.customer", compute="_compute_my_customer_id", compute_sudo=False
    )
    beneficiary_id = fields.Many2one(
        "icrm.customer",
        string="Requested for",
        domain="[('company_id', '=', company_id), ('id', '!=', my_customer_id)]",
        help="You can both follow the request.",
    )
    company_id = fields.Many2one(related="service_id.company_id", related_sudo=False)
    attachment_ids = fields.Many2many("ir.attachment", string="Files")
    file_limit_text = fields.Char(compute="_compute_file_limit_text")
    form_key = fields.Char(
        default=lambda self: uuid4().hex,
        readonly=True,
        help="Prevents duplicate submissions.",
    )
    # Opened in the editor: whoever looks at a form sends nothing.
    preview_only = fields.Boolean(readonly=True)
    is_preview = fields.Boolean(compute="_compute_promise")
    promise_text = fields.Char(compute="_compute_promise")
    effort_text = fields.Char(compute="_compute_promise")
    notice_text = fields.Char(compute="_compute_promise")
    suggestions = fields.Html(sanitize_style=True, compute="_compute_suggestions")

    # ------------------------------------------------------------------
    # What is shown
    # ------------------------------------------------------------------
    @api.depends("service_id", "preview_only")
    def _compute_promise(self):
        for dialog in self:
            # Who edits a service tries its dialog before anybody else may use it.
            dialog.is_preview = (
                dialog.preview_only
                or dialog.service_id.state != "published"
                or not dialog.service_id.is_in_audience
            )
            words = dialog.service_id._icrm_format_promise()
            dialog.promise_text = words["promise"]
            dialog.effort_text = words["effort"]
            dialog.notice_text = words["notice"]

    @api.depends_context("lang")
    def _compute_file_limit_text(self):
        # sudo: a setting that every session tells
        settings_sudo = self.env["ir.config_parameter"].sudo()
        size = int(
            settings_sudo.get_param(
                "web.max_file_upload_size", DEFAULT_MAX_CONTENT_LENGTH
            )
        )
        self.file_limit_text = self.env._(
            "Up to %(count)s files, %(size)s MB each. Drafts do not include files.",
            count=ATTACHMENT_LIMIT,
            size=size // 1024**2,
        )

    @api.depends("service_id", "for_other", "beneficiary_id")
    def _compute_form(self):
        for dialog in self:
            beneficiary_id = dialog.for_other and dialog.beneficiary_id.id
            dialog.form = dialog.service_id and dialog.service_id.get_form(
                beneficiary_id or None
            )
            dialog.has_questions = bool(dialog.form and dialog.form["questions"])

    @api.depends_context("uid", "company")
    def _compute_my_customer_id(self):
        """Not stored: only the choice of whom it is for leaves it out."""
        self.my_customer_id = self.env["icrm.customer"]._from_user()

    @api.depends("name", "service_id", "is_preview")
    def _compute_suggestions(self):
        """Write links to what may spare the request: own open ones, help articles."""
        for dialog in self:
            text = (dialog.name or "").strip()
            # before a word is typed: own open requests of the same service
            found = {} if dialog.is_preview else dialog.service_id.suggest(text)
            dialog.suggestions = dialog._render_suggestions(found)

    def _render_suggestions(self, found):
        link = Markup('<li><a href="%s" target="_blank">%s</a></li>')
        parts = []
        if found.get("articles"):
            parts.append(
                Markup("<strong>%s</strong><ul class='mb-1'>%s</ul>")
                % (
                    self.env._("This may help:"),
                    Markup().join(
                        link
                        % (
                            article.get("url")
                            or f"/odoo/internal-services/{article['service_id']}",
                            article["name"],
                        )
                        for article in found["articles"]
                    ),
                )
            )
        if found.get("duplicates"):
            parts.append(
                Markup("<strong>%s</strong><ul class='mb-1'>%s</ul>")
                % (
                    self.env._("Did you already submit this request?")
                    if (self.name or "").strip()
                    else self.env._("You have open requests for this service:"),
                    Markup().join(
                        link
                        % (
                            f"/odoo/internal-my-requests/{duplicate['id']}",
                            f"{duplicate['number']} {duplicate['name']}",
                        )
                        for duplicate in found["duplicates"]
                    ),
                )
            )
        return Markup().join(parts) or False

    # ------------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------------
    def action_submit(self):
        """Send the request, and lead to it with a word of confirmation."""
        self.ensure_one()
        if self.for_other and not self.beneficiary_id:
            raise UserError(self.env._("Requested for: choose a person."))
        request = self._submit()
        return {
            "type": "ir.actions.client",
            "tag": "icrm_request_sent",
            "params": {
                "request_id": request.id,
                "title": self.env._("Submitted: %(number)s", number=request.number),
                "message": self._confirmation(request),
            },
        }

    def _submit(self):
        return self.service_id.submit_request(self._prepare_request())

    def _prepare_request(self):
        return {
            "name": self.name,
            "description": plaintext2html(self.description or ""),
            **self._get_answers(),
            "beneficiary_id": self.for_other and self.beneficiary_id.id,
            "attachment_ids": self.attachment_ids.ids,
            "form_key": self.form_key,
            "origin": "catalogue",
        }

    def _get_answers(self):
        """Return what was answered, and of which form; ``submit_request`` checks it."""
        sent = self.answers if isinstance(self.answers, dict) else {}
        form = sent.get("form")
        return {
            "answers": sent.get("answers") or {},
            "form": form if isinstance(form, str) else None,
        }

    def _confirmation(self, request):
        provider = request.icrm_provider_department_id.display_name
        if request.icrm_due_at:
            return self.env._(
                "With %(provider)s, promised by %(when)s.",
                provider=provider,
                when=format_deadline(self.env, request.icrm_due_at),
            )
        if request.icrm_holder not in ("provider", "department"):
            return request.icrm_status_text
        return self.env._("With %(provider)s.", provider=provider)
