# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A service's request form on a page: what was typed, and what is wrong with it."""

import json

from odoo.http import request

from ...importer import strict
from ...models.catalogue.form_answers import FormError, link_names
from ...models.request.icrm_service import ATTACHMENT_LIMIT

FILE_LIMIT_MB = 25
SHOWN_LIMIT = 5000
# Whatever was typed is shown in the input of these.
TYPED = ("char", "text", "integer", "float")


def get_draft_owner(env):
    """Return whose drafts a browser keeps: "database:user" (see drafts.esm.js)."""
    return f"{env.cr.dbname}:{env.uid}"


class PortalForm:
    """One service's questions with what was typed and what is wrong.

    The questions are drawn and answered by a component (``portal_service_form``); it
    posts ``answers``: JSON with ``form`` (digest of the form shown), ``answers`` and
    ``asked`` (question and answer as the person saw them).

    :param service: an ``icrm.service`` the user may read
    :param typed: the posted ``werkzeug`` form, or nothing for an empty one
    :param questions: the only ones to ask, all of them to be answered
    """

    def __init__(self, service, typed=None, questions=None):
        self.service = service
        self.env = service.env
        self.typed = typed
        if questions is None:
            self.schema = service.get_form()
        else:
            # Of a request: its service may have left the catalogue since. What they
            # depend on was answered before; filters and sources stay with us.
            rules = {"required": True, "show_if": None, "require_if": None}
            rules |= {"domain": False, "default_source": False}
            self.schema = {
                "digest": False,
                "questions": [{**item, **rules} for item in questions],
            }
        self.questions = self.schema["questions"]
        self.sent = self._read_sent()
        self.errors = {}
        self.answers = {}

    def text(self, name):
        """Return what was typed in a field of the form itself."""
        return (self.typed.get(name) or "").strip() if self.typed else ""

    def read_answers(self):
        """Return ``{name: answer}`` of all questions that need one."""
        return {
            **{item["name"]: None for item in self.questions},
            **self.sent["answers"],
        }

    def _read_sent(self):
        """Return what the component sent, or nothing if it is not readable."""
        try:
            sent = json.loads(self.text("answers") or "{}")
        except ValueError:
            sent = None
        sent = sent if isinstance(sent, dict) else {}
        return {
            "form": sent["form"] if isinstance(sent.get("form"), str) else None,
            "answers": self._dict_of(sent, "answers"),
            "asked": self._dict_of(sent, "asked"),
        }

    def _dict_of(self, sent, name):
        return sent[name] if isinstance(sent.get(name), dict) else {}

    @property
    def props(self):
        """Return the component's properties as JSON."""
        names = {question["name"] for question in self.questions}
        answers = {
            name: value for name, value in self.sent["answers"].items() if name in names
        }
        # Names of what was chosen rightly; the rest may be anything.
        chosen = {
            name: value for name, value in answers.items() if name not in self.errors
        }
        return json.dumps(
            {
                "serviceId": self.service.id,
                "schema": self.schema,
                "answers": answers,
                "names": link_names(self.env, self.questions, chosen),
                "errors": {
                    path: text
                    for path, text in self.errors.items()
                    if path.split(".")[0] in names
                },
                "lost": self._find_lost(),
            }
        )

    def _find_lost(self):
        """Return what was typed into questions that are no longer asked like that."""
        if not self.sent["form"] or self.sent["form"] == self.schema["digest"]:
            return []
        types = {question["name"]: question["type"] for question in self.questions}
        return [
            {key: str(shown.get(key) or "")[:SHOWN_LIMIT] for key in ("label", "text")}
            for name, shown in self.sent["asked"].items()
            if isinstance(shown, dict)
            and (
                name not in types or (name in self.errors and types[name] not in TYPED)
            )
        ]

    def check(self):
        """Read the answers; return whether all are valid, else fill ``errors``.

        ``errors``: ``{name of the question, or of the form's field: sentence}``.
        """
        if self.questions and "answers" not in self.typed:
            self.errors["form"] = self.env._(
                "The questions of this form were not loaded. They need JavaScript."
            )
            return False
        try:
            self.answers = self.service._check_answers(
                self.sent["answers"], form=self.sent["form"]
            )
        except FormError as error:
            self.errors.update(error.problems)
            names = {question["name"] for question in self.questions}
            if {path.split(".")[0] for path in error.problems} - names:
                self.errors["form"] = error.args[0]
        if not self.questions and not self.text("subject"):
            self.errors["subject"] = self.env._("Required: a one-line summary.")
        self._check_files()
        return not self.errors

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
