# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The pages on which surveys are answered: they need no login, and do not use one.

They have ``auth="icrm_nobody"`` (see models/complaint/ir_http.py): the session's user
is never looked at. Anyone who has the code of an invitation is the participant.

No address carries a code. The link of an invitation has it behind the #, which browsers
do not send: the page's script posts it and shows what comes back. Without a script the
code is typed in. From then on it travels in the bodies of forms, where it proves a
CSRF token, too. No cookie is set: two tabs may have two surveys, and the next person at
the same computer finds nothing.

Previews and interviews are for officers, who are logged in.
"""

import hashlib
import json

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import Forbidden, NotFound

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request
from odoo.tools import is_html_empty

from ...models.access.groups import OFFICER
from ...models.complaint.ir_http import NOBODY
from ...models.voice import drafts
from ..access.attempt_limiter import AttemptLimiter
from ..access.recent_attempts import get_address
from .survey_form import SurveyForm

# What a browser must not keep of these pages, or show inside of others.
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "X-Frame-Options": "SAMEORIGIN",
}

wrong_codes = AttemptLimiter()


class SurveyPage(http.Controller):
    @http.route("/survey/me", type="http", auth=NOBODY, methods=["GET"])
    def survey_code(self, lang=None, **kw):
        """Ask for the code; a script sends the one behind the # of the address."""
        self._set_language(lang)
        return self._render("survey_page_code", error=None)

    @http.route("/survey/me", type="http", auth=NOBODY, methods=["POST"], csrf=False)
    def survey_send(self, **kw):
        """Put an answer in; show the page again in another language or with problems.

        Nothing typed is lost, whatever happens. The page's script sends each answer of
        identified and confidential campaigns as ``draft``, to the same address: no log
        shows which of them it was.
        """
        typed = request.httprequest.form
        return self._show(typed.get("code"), self._get_lang(typed), typed)

    @http.route("/survey/thanks", type="http", auth=NOBODY, methods=["GET"])
    def survey_thanks(self, lang=None, **kw):
        """Say thank you: an address that can be loaded again and reveals nothing."""
        self._set_language(lang)
        return self._render("survey_page_thanks", next_survey=None, did_sudo=None)

    @http.route(
        "/survey/preview/<int:survey_id>",
        type="http",
        auth="user",
        methods=["GET", "POST"],
    )
    def survey_preview(self, survey_id, lang=None, **kw):
        """Show a survey to an officer as it will be asked; nothing is ever stored."""
        self._check_officer()
        typed = request.httprequest.form or None
        self._set_language(self._get_lang(typed) if typed else lang)
        survey = request.env["survey.survey"].browse(survey_id).exists()
        if not survey or survey.survey_type != "icrm":
            raise NotFound()
        self._check_read(survey)
        example = request.env._("An example department")
        form = SurveyForm(survey.sudo(), [(1, example, True)], typed)
        done = False
        if typed and "send" in typed:
            raw = form.values()
            if set(raw) - {1}:
                form.problems = {(0, 0): request.env._("You are not asked about this.")}
            elif raw[1] is not None:
                wrong = survey.sudo()._icrm_read_response(raw[1])[2]
                form.problems = {(1, key): text for key, text in wrong.items()}
            done = not form.problems
        return self._render(
            "survey_page_form",
            form=form,
            title=survey.title,
            action=f"/survey/preview/{survey.id}",
            mode="preview",
            code=None,
            draft=None,
            store=None,
            resumed=False,
            accepted=done,
        )

    @http.route(
        "/survey/interview/<int:participant_id>",
        type="http",
        auth="user",
        methods=["GET", "POST"],
    )
    def survey_interview(self, participant_id, lang=None, **kw):
        """Let an officer enter what a participant answers on the phone, in campaigns
        with names."""
        self._check_officer()
        typed = request.httprequest.form or None
        participant = request.env["icrm.campaign.participant"].browse(participant_id)
        participant = participant.exists()
        if not participant:
            raise NotFound()
        self._check_read(participant)
        participant = participant.sudo()
        self._set_language(self._get_lang(typed) if typed else lang, participant)
        participant = participant.with_env(request.env).sudo()
        if participant.campaign_id.protection == "anonymous":
            return self._render(
                "survey_page_said",
                sentence=request.env._(
                    "This campaign is anonymous: no one can answer for another "
                    "person; give them their link or code."
                ),
                form=None,
                campaign=participant.campaign_id,
                draft=None,
                next_survey=None,
            )
        return self._answer(
            participant, typed, f"/survey/interview/{participant.id}", "interview"
        )

    # -- within --
    def _show(self, code, lang, typed):
        """Show or take the answer of whom *code* belongs to."""
        participant = request.env["icrm.campaign.participant"]._find_by_code(code)
        if not participant:
            # Right codes are served at any time: colleagues share an address.
            self._set_language(lang)
            blocked = wrong_codes.refuse(get_address())
            return self._render(
                "survey_page_code",
                status=429 if blocked else 404,
                error=request.env._(
                    "Too many wrong codes from your network. A correct code "
                    "still works."
                )
                if blocked
                else request.env._("Unknown code. Check it letter by letter."),
            )
        self._set_language(lang, participant)
        # sudo: the holder of the code answers for themselves.
        participant = participant.with_env(request.env).sudo()
        if "draft" in typed:
            return self._save_draft(participant, code, typed["draft"])
        if "forget" in typed:
            drafts.delete(participant)
            typed = None
        return self._answer(participant, typed, "/survey/me", "own", code)

    def _save_draft(self, participant, code, changes):
        """Store changed answers; 409 tells the script that they are not stored."""
        stored = False
        if drafts.is_stored(participant) and not participant._get_obstacle():
            try:
                form = self._make_form(participant, None)
                given = form.read_changes(json.loads(changes))
                drafts.save(participant, code, given, form.drop_unasked)
                stored = True
            except (ValueError, RecursionError):
                stored = False
        return request.make_response(
            "", headers=list(HEADERS.items()), status=204 if stored else 409
        )

    def _make_form(self, participant, typed):
        subjects = participant._get_subjects()
        return SurveyForm(
            participant.campaign_id.survey_id,
            [
                (
                    subject.id,
                    subject.display_name,
                    bool(subject.department_id) or len(subjects) > 1,
                )
                for subject in subjects
            ],
            typed,
        )

    def _answer(self, participant, typed, action, mode, code=None):
        campaign = participant.campaign_id
        obstacle = participant._get_obstacle()
        resumed = False
        if mode == "own" and not obstacle and not self._has_answers(typed):
            draft = drafts.load(participant, code)
            resumed = bool(draft)
            typed = MultiDict(draft) if draft else typed
        form = self._make_form(participant, typed)
        if not obstacle and typed and "send" in typed:
            values = form.values()
            form.problems = participant._read_answers(values)[2]
            if not form.problems:
                try:
                    with request.env.cr.savepoint():
                        participant._submit(values, by_hand=mode == "interview")
                except UserError as error:
                    obstacle = error.args[0]
                else:
                    if "script" in typed:
                        return self._render_thanks(participant, mode)
                    lang = request.env.context.get("lang") or ""
                    return request.redirect(f"/survey/thanks?lang={lang}", code=303)
        if obstacle:
            return self._render(
                "survey_page_said",
                sentence=obstacle,
                form=form,
                campaign=campaign,
                draft=self._get_draft_name(participant),
                next_survey=self._get_next(participant, mode),
            )
        return self._render(
            "survey_page_form",
            form=form,
            title=campaign.name,
            campaign=campaign,
            participant=participant,
            action=action,
            mode=mode,
            code=code,
            draft=self._get_draft_name(participant),
            store=self._get_store(participant, mode),
            resumed=resumed,
            accepted=False,
        )

    def _has_answers(self, typed):
        """Return whether a form was posted, rather than opened by its code alone."""
        return any(name.startswith(("a-", "skip-")) for name in typed or ()) or (
            typed is not None and "send" in typed
        )

    def _get_store(self, participant, mode):
        """Return where the script stores what is not sent yet.

        What an officer enters for others stays in the tab; what is anonymous on the
        device, readable by the code; the rest on the server.
        """
        if mode != "own":
            return "tab"
        return "server" if drafts.is_stored(participant) else "device"

    def _get_draft_name(self, participant):
        """Return the name of a draft on the device, which is not the code."""
        name = f"draft {participant.code_digest}"
        return hashlib.sha256(name.encode()).hexdigest()[:16]

    def _render_thanks(self, participant, mode):
        """Say thank you in the place of the form; nothing of it is in an address."""
        campaign = participant.campaign_id
        # sudo: what everybody in the company reads
        answers_sudo = request.env["icrm.public.answer"].sudo()
        return self._render(
            "survey_page_thanks",
            campaign=campaign,
            next_survey=self._get_next(participant, mode),
            did_sudo=answers_sudo.search(
                [
                    ("state", "=", "published"),
                    ("company_id", "=", campaign.company_id.id),
                ],
                limit=2,
            ),
        )

    def _get_next(self, participant, mode):
        """Return the name of the participant's next open survey, or None.

        Not its link: who holds one code does not get another; a login opens it.
        """
        customer = participant.customer_id
        if mode != "own" or not customer.user_id or participant.state == "handed":
            return None
        others = participant.search(
            [
                ("customer_id", "=", customer.id),
                ("campaign_id.state", "=", "open"),
                ("id", "!=", participant.id),
            ]
        )
        waiting = others - others._get_answered()
        for other in waiting.sorted(lambda other: str(other.closes_on or "9")):
            if not other._get_obstacle():
                return other.campaign_id.name
        return None

    def _get_lang(self, typed):
        """Return the language of the page, or the one just chosen by its button."""
        return typed.get("speak") or typed.get("lang")

    def _set_language(self, lang=None, participant=None):
        """Choose the language: the one asked for, the participant's, the browser's."""
        languages = dict(request.env["res.lang"].get_installed())
        wanted = [lang]
        if participant:
            # sudo: the language to write to them in
            wanted.append(participant.sudo().customer_id.lang)
        wanted += [request.env.context.get("lang"), request.best_lang, "en_US"]
        chosen = next((lang for lang in wanted if lang in languages), None)
        request.update_context(lang=chosen or next(iter(languages)))

    def _check_officer(self):
        if not request.env.user.has_group(OFFICER):
            raise Forbidden()

    def _check_read(self, record):
        try:
            record.check_access("read")
        except AccessError:
            raise NotFound() from None

    def _render(self, template, status=200, campaign=None, **values):
        env = request.env
        lang = env.context["lang"]
        return request.render(
            f"icrm_internal.{template}",
            {
                "languages": env["res.lang"].get_installed(),
                "lang": lang,
                "html_data": {"lang": lang.replace("_", "-")},
                "is_html_empty": is_html_empty,
                # sudo: its name and logo
                "company": (campaign.company_id if campaign else env.company).sudo(),
                "campaign": campaign,
                **values,
            },
            status=status,
            headers=list(HEADERS.items()),
        )
