# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The page on which a link from a mail acts, without login.

No address carries a link: it stands behind the #, which browsers do not send. The
page's script posts it and shows what it is for. Only the form of that page, with its
button, changes anything: programs that open every link of a mail change nothing, nor
do those that run the script.

The link is the proof of who acts, so these forms need no CSRF token: who has no link
can make nobody's browser send one. A session is looked at only to refuse: whoever is
logged in as somebody else has been forwarded the mail.
"""

from urllib.parse import urlsplit

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from ...models.access import action_link
from ...models.access.caller_values import id_of
from .attempt_limiter import AttemptLimiter
from .recent_attempts import RateLimiter, get_address

# What a browser must not keep of these pages, or show inside of others.
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
# Longer than any text the actions take; they say so in their own words.
TEXT_LIMIT = 20_000
# An hour, of one person: more than anybody decides by hand.
ACTS = 120

wrong_links = AttemptLimiter()
acts = RateLimiter()


def local_path(url):
    """Return the path of one of our addresses: it leads to this server only."""
    parts = urlsplit(url)
    return "/" + parts.path.lstrip("/") + (f"?{parts.query}" if parts.query else "")


class ActionPage(http.Controller):
    @http.route(
        action_link.PAGE,
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def action_entry(self, **kw):
        """Show a page whose script sends what stands behind the # of its address."""
        self._set_language()
        return self._render("action_page_entry")

    @http.route(
        action_link.PAGE,
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        sitemap=False,
    )
    def action_act(self, token=None, deed=None, text=None, stars=None, **kw):
        """Show what a link is for; act, if its button was pressed."""
        self._set_language()
        # sudo: the link is read before it is known who acts
        token, text, stars = (
            value if isinstance(value, str) else ""  # it may be a file
            for value in (token, text, stars)
        )
        token = token.rpartition("#")[2].strip()
        link = action_link.read(request.env(su=True), token)
        if not link:
            blocked = wrong_links.refuse(get_address())
            return self._render(
                "action_page_said",
                status=429 if blocked else 404,
                sentence=request.env._(
                    "Too many wrong links from your network. A correct link still "
                    "works."
                )
                if blocked
                else request.env._("This link is incomplete. Open it from the e-mail."),
            )
        request.update_context(lang=link.env.lang)
        if obstacle := self._get_stranger(link) or link.get_obstacle():
            return self._refuse(link, obstacle)
        error = None
        if deed == "act":
            if seconds := acts.take(f"{request.env.cr.dbname} {link.partner.id}", ACTS):
                return self._refuse(
                    link,
                    request.env._(
                        "Too many attempts. Try again in %(seconds)s seconds.",
                        seconds=seconds,
                    ),
                    status=429,
                )
            try:
                return self._act(link, text, stars)
            except (AccessError, UserError) as refusal:
                error = refusal.args[0]
                link.record.invalidate_recordset()
                # Decided meanwhile: there is nothing to try again.
                if obstacle := link.get_obstacle():
                    return self._refuse(link, obstacle)
        return self._render(
            "action_page_form",
            status=400 if error else 200,
            link=link,
            spec=link.get_spec(),
            acting=request.env._("You act as %(name)s.", name=link.partner.name),
            details=link.record._icrm_get_action_details(link.action),
            token=token,
            text=text[:TEXT_LIMIT],
            stars=self._read_stars(stars) or link.choice,
            error=error,
        )

    @http.route(
        f"{action_link.PAGE}/<string:model>/<int:record_id>/<string:action>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def action_login(self, model, record_id, action, **kw):
        """Open the record after login; for readers of the text, whom no link is for."""
        url = "/odoo" if request.env.user._is_internal() else "/my"
        if action_link.is_actionable(request.env, model):
            record = request.env[model].browse(id_of(record_id) or None).exists()
            if record and record.has_access("read"):
                # sudo: the address of a record that they may read
                url = record.sudo()._icrm_get_action_url(action.partition("-")[0])
        return request.redirect(local_path(url))

    # -- within --
    def _act(self, link, text, stars):
        text, stars = text.strip()[:TEXT_LIMIT], self._read_stars(stars)
        with request.env.cr.savepoint():
            link.perform(text, stars)
        following = link.get_following(stars)
        return self._render(
            "action_page_done",
            link=link,
            sentence=link.get_spec().done,
            following=following,
        )

    def _refuse(self, link, sentence, status=200):
        return self._render(
            "action_page_said", status=status, sentence=sentence, link=link
        )

    def _get_stranger(self, link):
        """Return a sentence if somebody else than the link's person is logged in."""
        user = request.env.user
        if user._is_public() or user == link.user or user.partner_id == link.partner:
            return ""
        return request.env._(
            "This link is for %(name)s. You are logged in as %(user)s.",
            name=link.partner.name or "",
            user=user.name,
        )

    def _read_stars(self, stars):
        return int(stars) if stars in ("1", "2", "3", "4", "5") else 0

    def _set_language(self):
        """Choose the browser's language, until it is known who acts."""
        languages = dict(request.env["res.lang"].get_installed())
        wanted = (request.best_lang, request.env.context.get("lang"), "en_US")
        chosen = next((lang for lang in wanted if lang in languages), None)
        request.update_context(lang=chosen or next(iter(languages)))

    def _render(self, template, status=200, link=None, **values):
        env = request.env
        company = env.company
        if link and link.record:
            company = link.record._icrm_get_action_company() or company
        return request.render(
            f"icrm_internal.{template}",
            {
                "html_data": {"lang": env.context["lang"].replace("_", "-")},
                # sudo: its name and logo
                "company": company.sudo(),
                "page": action_link.PAGE,
                "link": link,
                **values,
            },
            status=status,
            headers=list(HEADERS.items()),
        )
