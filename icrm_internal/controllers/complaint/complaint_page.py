# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The pages of anonymous complaints: they need no login, and do not use one.

Every route has ``auth="icrm_nobody"`` (see models/complaint/ir_http.py): the request
runs as the public user and the session's user is never looked at. No address carries a
complaint or a key: both travel in the bodies of forms, so no log of addresses has them.
"""

import base64

from reportlab.graphics.barcode import createBarcodeDrawing

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ...models.complaint import proposal
from ...models.complaint.icrm_complaint import TEXT_LIMIT, UNDER_WAY
from ...models.complaint.icrm_complaint_evidence import FILE_LIMIT, FILE_LIMIT_MB
from ...models.complaint.ir_http import NOBODY
from ..access.attempt_limiter import AttemptLimiter
from ..access.recent_attempts import get_address
from .rate_limiter import LimitExceeded, admit

# What a browser must not keep of these pages.
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}

# So many characters of the key are typed before the page with it is left.
CHECKED = 4
# Points that the side of its picture measures.
SIDE = 160

attempt_limiter = AttemptLimiter()


class ComplaintPage(http.Controller):
    @http.route(
        "/complaint",
        type="http",
        auth=NOBODY,
        website=True,
        methods=["GET"],
        sitemap=False,
    )
    def complaint_entry(self, lang=None, **kw):
        """Show the form for the key and the link to a new complaint."""
        self._set_language(lang)
        return self._render_entry()

    @http.route(
        "/complaint/new",
        type="http",
        auth=NOBODY,
        website=True,
        methods=["GET"],
        sitemap=False,
    )
    def complaint_new(self, lang=None, **kw):
        """Show the form of an anonymous complaint."""
        self._set_language(lang)
        return self._render_form({})

    @http.route(
        "/complaint/new",
        type="http",
        auth=NOBODY,
        website=True,
        methods=["POST"],
        sitemap=False,
    )
    def complaint_file(self, **post):
        """File it and show the key once; on errors the form keeps its input."""
        self._set_language(post.get("lang"))
        Complaint = request.env["icrm.complaint"]
        try:
            with request.env.cr.savepoint():
                files = self._read_files()
                complaint, key = Complaint._file_anonymous(
                    {**self._texts(post), "files": files},
                    post.get("form"),
                    admit=lambda: self._admit(f"address {get_address()}", files),
                )
        except UserError as error:
            return self._render_form(self._texts(post), error)
        return self._render_key(complaint, key)

    @http.route(
        "/complaint/talk",
        type="http",
        auth=NOBODY,
        website=True,
        methods=["POST"],
        sitemap=False,
    )
    def complaint_talk(self, **post):
        """Show the complaint that a key opens; write on, answer the follow-up."""
        self._set_language(post.get("speak") or post.get("lang"))
        key = post.get("key")
        complaint = request.env["icrm.complaint"]._find_by_key(key)
        if not complaint:
            blocked = attempt_limiter.refuse(get_address())
            return self._render_entry(
                status=429 if blocked else 403,
                error=request.env._(
                    "Too many wrong keys from your network. A correct key still works."
                )
                if blocked
                else request.env._("Unknown key. Check it letter by letter."),
            )
        if post.get("deed") == "saved" and not self._is_saved(key, post.get("check")):
            return self._render_key(
                complaint,
                key,
                request.env._(
                    "These are not the last 4 characters of the key. Save the key, "
                    "then type them from there."
                ),
            )
        error = None
        try:
            with request.env.cr.savepoint():
                done = self._act(complaint, post)
        except UserError as refusal:
            complaint.invalidate_recordset()
            done, error = False, refusal
        return self._render(
            "complaint_page_talk",
            **self._get_error_values(error),
            complaint=complaint,
            key=key,
            done=done,
            typed={} if done else self._texts(post),
            proposal_number=proposal.get_number(complaint),
            proposal_text=proposal.get_text(complaint)
            if complaint.proposal_state == "open" and complaint.state in UNDER_WAY
            else "",
            messages=complaint.message_ids.filtered(
                lambda message: not message.internal
            ),
            evidence=complaint.evidence_ids.filtered(
                lambda evidence: not evidence.internal
            ),
            FILE_LIMIT=FILE_LIMIT,
            FILE_LIMIT_MB=FILE_LIMIT_MB,
        )

    # -- within --
    def _set_language(self, lang):
        """Choose the language asked for, or the browser's; nothing is stored."""
        installed = dict(request.env["res.lang"].get_installed())
        wanted = (lang, request.best_lang, request.env.context.get("lang"))
        chosen = next((code for code in wanted if code in installed), None)
        if chosen:
            request.update_context(lang=chosen)

    def _act(self, complaint, post):
        """Process the form; return whether anything was done."""
        deed = post.get("deed")
        if deed == "write":
            files = self._read_files()
            # Per complaint: the owner of its key is not slowed by others.
            self._admit(f"complaint {complaint.id}", files)
            complaint._write_message("complainant", post.get("body"), files=files)
        elif deed == "proposal":
            if post.get("accepted") not in ("yes", "no"):
                raise UserError(request.env._("Choose “Accept” or “Decline”."))
            complaint._check_state(*UNDER_WAY)
            proposal.answer(
                complaint,
                post["accepted"] == "yes",
                post.get("reason"),
                TEXT_LIMIT,
                post.get("number"),
            )
        elif deed == "follow_up":
            score = post.get("score")
            complaint._follow_up(
                {
                    "outcome": post.get("outcome"),
                    "score": int(score) if score in ("1", "2", "3", "4", "5") else 0,
                    "opinion": post.get("opinion"),
                    "channel": "page",
                }
            )
        else:
            return False
        return True

    def _admit(self, who, files):
        admit(request.env, who, sum(len(content) for _name, content in files))

    def _get_error_values(self, error):
        """Return the page's values about an error."""
        if isinstance(error, LimitExceeded):
            return {"error": error.args[0], "status": 429, "wait": error.seconds}
        return {"error": error.args[0] if error else None}

    def _texts(self, post):
        """Return the texts of a form; files and other keys are left out."""
        names = (
            "department",
            "against_head",
            "subject",
            "body",
            "opinion",
            "reason",
            "accepted",
        )
        return {name: post[name] for name in names if isinstance(post.get(name), str)}

    def _read_files(self):
        """Return ``[(name, bytes)]`` of what was uploaded, checked."""
        uploads = request.httprequest.files.getlist("files")
        files = [
            (upload.filename, upload.read(FILE_LIMIT_MB * 1024**2 + 1))
            for upload in uploads[: FILE_LIMIT + 1]
            if upload.filename
        ]
        request.env["icrm.complaint.evidence"]._check_files(files)
        return files

    def _render_entry(self, error=None, **options):
        # The form for keys is always there: that nobody has one yet is not told either.
        return self._render(
            "complaint_page_entry",
            error=error,
            open_for_all=bool(request.env["icrm.complaint"]._get_public_choices()),
            **options,
        )

    def _is_saved(self, key, check):
        """Return whether *check* are the last characters of *key*."""
        letters = "".join(filter(str.isalnum, key)).upper()
        return isinstance(check, str) and check.strip().upper() == letters[-CHECKED:]

    def _render_key(self, complaint, key, error=None):
        """Show the key: on the page itself alone, its picture included."""
        picture = createBarcodeDrawing(
            "QR", value=key, width=SIDE, height=SIDE, barBorder=2
        ).asString("svg")
        return self._render(
            "complaint_page_filed",
            complaint=complaint,
            key=key,
            key_picture="data:image/svg+xml;base64,"
            + base64.b64encode(picture.encode()).decode(),
            SIDE=SIDE,
            error=error,
            CHECKED=CHECKED,
        )

    def _render_form(self, typed, error=None):
        Complaint = request.env["icrm.complaint"]
        return self._render(
            "complaint_page_new",
            choices=Complaint._get_public_choices(),
            form=Complaint._new_form(),
            typed=typed,
            **self._get_error_values(error),
            FILE_LIMIT=FILE_LIMIT,
            FILE_LIMIT_MB=FILE_LIMIT_MB,
        )

    def _render(self, template, status=200, wait=None, **values):
        headers = [*HEADERS.items()]
        if wait:
            headers.append(("Retry-After", str(wait)))
        return request.render(
            f"icrm_internal.{template}",
            {
                "page_name": "icrm_complaint",
                "page_languages": request.env["res.lang"].get_installed(),
                "page_lang": request.env.context.get("lang") or "en_US",
                **values,
            },
            status=status,
            headers=headers,
        )
