# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A service's request form as an HTML form: what was typed, what it means."""

import pytz

from odoo.exceptions import AccessError
from odoo.http import request

from ...importer import strict
from ...measures.form_logic import UNASKED
from ...models.catalogue.form_answers import FormError
from ...models.request.icrm_service import ATTACHMENT_LIMIT

# A question's name in the form; a service may ask for a "name" or "files" of its own.
PREFIX = "answer_"
FILE_LIMIT_MB = 25
SEVERAL = ("tags", "many2many")


class PortalForm:
    """One service's questions with what was typed, problems and choices.

    :param service: an ``icrm.service`` the user may read
    :param typed: the posted ``werkzeug`` form, or nothing for an empty one
    """

    def __init__(self, service, typed=None):
        self.service = service
        self.env = service.env
        self.typed = typed
        self.schema = service.get_form()
        self.questions = [
            question
            for question in self.schema["questions"]
            if question["type"] not in UNASKED
        ]
        self.errors = {}
        self.answers = {}

    def text(self, name):
        """Return what was typed in a field of the form itself."""
        return (self.typed.get(name) or "").strip() if self.typed else ""

    def raw(self, question):
        """Return what was typed for a question: text, or a list of texts."""
        name = PREFIX + question["name"]
        if question["type"] in SEVERAL:
            return self.typed.getlist(name) if self.typed else question["default"] or []
        if self.typed is None:
            return question["default"] or ""
        return self.typed.get(name, "")

    def choices(self, question):
        """Return ``[(value, label)]`` of a question to choose from, as the user."""
        if question["type"] in ("selection", "tags"):
            return [tuple(option) for option in question["options"]]
        if question["type"] not in ("many2one", "many2many"):
            return []
        try:
            records = self.service.search_form_records(question["name"], limit=50)
            return [(str(record["id"]), record["name"]) for record in records]
        except AccessError:
            return []

    def check(self):
        """Read the answers; return whether all are valid, else fill ``errors``.

        ``errors``: ``{name of the question, or of the form's field: sentence}``.
        """
        answers = {
            question["name"]: self._to_answer(question) for question in self.questions
        }
        try:
            self.answers = self.service._check_answers(
                answers, form=self.text("form") or None
            )
        except FormError as error:
            self.errors.update(error.problems)
        if not self.questions and not self.text("subject"):
            self.errors["subject"] = self.env._("Required: a one-line summary.")
        self._check_files()
        return not self.errors

    def _to_answer(self, question):
        raw = self.raw(question)
        if question["type"] == "datetime" and raw:
            return self._to_utc(raw)
        return raw

    def _to_utc(self, raw):
        """Return a browser's local date and time as UTC; unreadable ones unchanged."""
        try:
            local = strict.to_instant(raw)
        except ValueError:
            return raw
        timezone = pytz.timezone(self.env.user.tz or "UTC")
        return timezone.localize(local).astimezone(pytz.utc).replace(tzinfo=None)

    # ------------------------------------------------------------------
    # Files
    # ------------------------------------------------------------------
    @property
    def files(self):
        return [
            upload
            for upload in request.httprequest.files.getlist("files")
            if upload.filename
        ]

    @property
    def file_limit_mb(self):
        system = self.env["ir.http"].session_info()["max_file_upload_size"]
        return min(FILE_LIMIT_MB, system // 1024**2)

    def _check_files(self):
        if len(self.files) > ATTACHMENT_LIMIT:
            self.errors["files"] = self.env._(
                "%(count)s files, maximum %(limit)s.",
                limit=ATTACHMENT_LIMIT,
                count=len(self.files),
            )
            return
        for upload in self.files:
            if strict.UNSTORABLE.search(upload.filename):
                self.errors["files"] = self.env._(
                    "A file name contains a forbidden character."
                )
                return
            size = upload.stream.seek(0, 2)
            upload.stream.seek(0)
            if size > self.file_limit_mb * 1024**2:
                self.errors["files"] = self.env._(
                    "File %(name)s is too large: maximum %(limit)s MB.",
                    name=upload.filename,
                    limit=self.file_limit_mb,
                )
                return
