# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Links in mails with which one person acts once, on a page without login.

A stored text carries marks: plain addresses that open the record after login. As a mail
goes out to one person its marks become signed links of theirs (:func:`personalize`), if
they may act. So no message, no queue and no log has a link that acts, and who reads a
conversation finds none. What comes back in the quotation of an answer is turned into
a plain address again (:func:`strip_body`).

No table lists the links. One holds the record, the action, the person, when it was
written and a fingerprint of the record's state, and is signed with the secret of the
database. It is good for one decision because the decision changes that state.
"""

import hashlib
import json
import re
from datetime import timedelta
from typing import NamedTuple

from markupsafe import Markup

from odoo import fields
from odoo.fields import Domain
from odoo.tools import format_date, hash_sign, verify_hash_signed

SCOPE = "icrm_internal.action_link"
PAGE = "/internal-action"
# Longer than any link of ours
TOKEN_LIMIT = 1000

# Before the quotation mark: only addresses to click, as a link and as nothing else.
MARK = re.compile(
    rf'(?<=\shref=")(?P<base>[^"\s<>]*){PAGE}/'
    r"(?P<model>[a-z][a-z_.]{1,60})/(?P<id>\d{1,9})/(?P<action>[a-z_]{1,30})"
    r'(?:-(?P<choice>\d))?(?=")'
)
# Also as programs write it that wrap every address of a mail into one of theirs.
SIGNED = re.compile(r"((?:/|%2F)internal-action)(?:#|%23)[\w-]+", re.I)


class ActionButton(NamedTuple):
    """A button of a message."""

    action: str
    label: str
    url: str
    style: str


def get_mark(record, action, choice=0):
    """Return the address that opens the record after login."""
    name = f"{action}-{choice}" if choice else action
    return f"{record.get_base_url()}{PAGE}/{record._name}/{record.id}/{name}"


def get_link(record, action, partner, choice=0):
    """Return the signed link of *partner*: a secret, no one else gets it.

    The part after the # stays in the browser and is in no server's log.
    """
    token = hash_sign(
        record.sudo().env,  # sudo: the key that signs
        SCOPE,
        [
            record._name,
            record.id,
            action,
            choice,
            partner.id,
            _get_fingerprint(record, action, partner),
            fields.Datetime.to_string(fields.Datetime.now()),
        ],
    )
    return f"{record.get_base_url()}{PAGE}#{token}"


def personalize(env, html, partner):
    """Return *html* with the marks replaced by the links of *partner*.

    For the moment of sending to one person. Do not store the result.
    """

    def replace(match):
        model, action = match["model"], match["action"]
        if not is_actionable(env, model):
            return match[0]
        # sudo: whether this person may act is decided as them below
        record_sudo = env[model].sudo().browse(int(match["id"])).exists()
        if not record_sudo or action not in record_sudo._icrm_get_actions():
            return match[0]
        # The address of another site stays what it is.
        if match["base"] != record_sudo.get_base_url():
            return match[0]
        choice = int(match["choice"] or 0)
        # sudo: their address is part of what is signed
        link = ActionLink(record_sudo, action, choice, partner.sudo())
        if link.get_obstacle():
            return match[0]
        return get_link(record_sudo, action, partner, choice)

    return MARK.sub(replace, html)


def strip_body(body):
    """Return the text of a message without signed links: its readers must not act.

    What was ``Markup`` stays so.
    """
    if not isinstance(body, str) or "internal-action" not in body.lower():
        return body
    return type(body)(SIGNED.sub(r"\1", body))


def is_actionable(env, model):
    """Return whether *model* names a model whose records can be acted on by links."""
    return (
        model in env
        and not env[model]._abstract
        and hasattr(env[model], "_icrm_get_action_stamp")
    )


def read(env, token):
    """Return the :class:`ActionLink` of a token; None for one that is not ours.

    :param env: of the page, in sudo
    """
    if not isinstance(token, str) or not 0 < len(token) <= TOKEN_LIMIT:
        return None
    try:
        values = verify_hash_signed(env, SCOPE, token)
    except (ValueError, IndexError):  # no base64, no text, too short, another version
        return None
    if not values:
        return None
    model, record_id, action, choice, partner_id, fingerprint, issued = values
    if not is_actionable(env, model):
        return None
    return ActionLink(
        env[model].browse(record_id),
        action,
        choice,
        env["res.partner"].browse(partner_id),
        fingerprint,
        fields.Datetime.to_datetime(issued),
    )


def _get_fingerprint(record, action, partner):
    """Return the state in which the link is good, and the address it was sent to."""
    stamp = [record._icrm_get_action_stamp(action), partner.email_normalized or ""]
    text = json.dumps(stamp, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class ActionLink:
    """What one link does: who acts on which record, and what is in the way.

    Nothing here changes anything but :meth:`perform`, which repeats every check.

    :param record_sudo: existing or not
    :param fingerprint: as the link has it; None before it is written
    """

    def __init__(
        self, record_sudo, action, choice, partner_sudo, fingerprint=None, issued=None
    ):
        self.action, self.choice = action, choice
        self.partner = partner_sudo.exists()
        self.fingerprint, self.issued = fingerprint, issued
        exists = record_sudo.exists()
        self.user = None
        if exists and exists._icrm_acts_as_user:
            self.user = exists._icrm_get_acting_user(self.partner)
        lang = (self.user or self.partner).lang or record_sudo.env.lang
        # Nobody is logged in: without a time zone of their own, the company's.
        tz = self.partner.tz or (
            exists and exists._icrm_get_action_company().resource_calendar_id.tz
        )
        context = {"lang": lang, "tz": tz or None}
        # sudo: the page's own reading; what the person does is done as their user
        self.record = record_sudo.with_env(record_sudo.env(context=context, su=True))
        self.record = self.record.exists()

    @property
    def env(self):
        return self.record.env

    def get_spec(self):
        """Return the texts of the action."""
        return self.record._icrm_get_actions()[self.action]

    def get_record(self):
        """Return the record as the person who acts: the user's rules decide.

        People without a login act in sudo: there is no user whose rights could be
        asked; that it is their record is checked by ``_icrm_is_action_for``.
        """
        if self.user:
            return self.record.with_env(self.env(user=self.user.id, su=False))
        return self.record

    def get_obstacle(self):
        """Return in a sentence why this link does nothing, or ""."""
        record, partner = self.record, self.partner
        _ = record.env._
        if not record or self.action not in record._icrm_get_actions():
            return _("This request no longer exists.")
        logins = (
            record._icrm_acts_as_user
            and partner.with_context(active_test=False).user_ids
        )
        if not partner.active or (logins and not self.user):
            return _("%(name)s no longer has access.", name=partner.name or "")
        if self._is_shared():
            return _(
                "Several people use %(email)s. Log in to act.", email=partner.email
            )
        days = record._icrm_get_action_company().icrm_link_days
        if not days:
            return _("Links in e-mails are switched off.")
        if self.issued:
            until = self.issued + timedelta(days=days)
            if fields.Datetime.now() >= until:
                return _(
                    "This link expired on %(date)s.",
                    date=format_date(record.env, until),
                )
        acting = self.get_record()
        if not record._icrm_is_action_for(self.action, partner):
            return _("This request is no longer yours to answer.")
        if obstacle := acting._icrm_get_action_obstacle(self.action):
            return obstacle
        if self.user and not acting.has_access("read"):
            return _("You no longer have access to this request.")
        if self.fingerprint and self.fingerprint != _get_fingerprint(
            record, self.action, partner
        ):
            return _(
                "The request has changed since this e-mail was sent. Use the latest "
                "e-mail."
            )
        return ""

    def _is_shared(self):
        """Return whether others read the mails of this person: a shared mailbox."""
        email = self.partner.email_normalized
        people = Domain("user_ids", "!=", False) | Domain("employee_ids", "!=", False)
        others = (
            Domain("email_normalized", "=", email)
            & Domain("id", "!=", self.partner.id)
            & people
        )
        return bool(email and self.partner.search_count(others, limit=1))

    def has_screen(self):
        """Return whether the person can do the same after login."""
        return not self.record or bool(self.record._icrm_get_action_url(self.action))

    def get_record_url(self):
        """Return the address that opens the record after login."""
        return get_mark(self.record, self.action) if self.record else "/odoo"

    def perform(self, text, stars):
        """Do it as the person, log it, and notify them.

        :raise UserError: as the action of the record does
        """
        record = self.get_record()
        record._icrm_perform_action(self.action, text, stars, self.partner)
        self.record._icrm_log_action(self.action, self.partner)
        self.record._icrm_notify_acted(self.action, self.partner)

    def get_following(self, stars):
        """Return the link of what could be done next, or None."""
        action = self.record._icrm_get_following_action(self.action, stars)
        if not action:
            return None
        link = ActionLink(self.record, action, 0, self.partner)
        return None if link.get_obstacle() else link

    def get_token(self):
        """Return the token of a link that is on its way to the page."""
        url = get_link(self.record, self.action, self.partner, self.choice)
        return url.partition("#")[2]


def render(buttons):
    """Return buttons for the text of a mail, readable in any mail program."""
    styles = {
        "primary": "background-color:#714B67;color:#FFFFFF;",
        "secondary": "background-color:#E7E9ED;color:#374151;",
        "star": "color:#D97706;font-size:24px;padding:4px;",
    }
    base = (
        "display:inline-block;padding:8px 14px;margin:0 6px 6px 0;border-radius:4px;"
        "text-decoration:none;font-weight:bold;"
    )
    plain, stars = [], []
    for button in buttons:
        link = Markup('<a href="%s" style="%s" title="%s">%s</a>') % (
            button.url,
            base + styles[button.style],
            button.label,
            "★" if button.style == "star" else button.label,
        )
        (stars if button.style == "star" else plain).append(link)
    rows = [
        Markup('<p style="margin:12px 0 0 0;">%s</p>') % Markup("").join(row)
        for row in (plain, stars)
        if row
    ]
    return Markup("").join(rows)
