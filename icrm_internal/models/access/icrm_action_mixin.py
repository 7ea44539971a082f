# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple

from markupsafe import Markup

from odoo import models

from . import action_link


class ActionSpec(NamedTuple):
    """Texts of one action, and what its page asks for.

    ``asks`` is "", "reason" (required), "comment" (optional), "stars" (and a comment,
    required with 1 or 2) or "score" (stars, and a comment if they like).
    """

    label: str
    title: str
    button: str
    done: str
    style: str = "secondary"
    asks: str = ""


class IcrmActionMixin(models.AbstractModel):
    """For records on which people act by a link in a mail; see :mod:`.action_link`.

    The hooks are read in sudo unless they say otherwise; whoever performs an action is
    the person themselves, with their rights.
    """

    _name = "icrm.action.mixin"
    _description = "Actions by Link"

    # Whether people with a login act as their user, whose rights decide then.
    _icrm_acts_as_user = True

    # ------------------------------------------------------------------
    # For messages
    # ------------------------------------------------------------------

    def _icrm_get_action_links(self, event, partner=None):
        """Return the :class:`ActionButton` list of a message about *event*.

        :param event: as in ``_icrm_get_action_events``
        :param partner: to whom it is being sent at this moment; then the addresses are
            secrets that must not be stored. By default they are marks, for texts that
            are kept.
        """
        self.ensure_one()
        specs = self._icrm_get_actions()
        buttons = []
        for action, choice in self._icrm_get_action_events().get(event, ()):
            url = action_link.get_mark(self, action, choice)
            if partner:
                # sudo: decided as the person, not as who sends
                link = action_link.ActionLink(
                    self.sudo(), action, choice, partner.sudo()
                )
                if not link.get_obstacle():
                    url = action_link.get_link(self, action, partner, choice)
            label, style = specs[action].label, specs[action].style
            if choice:
                style = "star"
                label = self.env._("%(count)s of 5 stars", count=choice)
            buttons.append(action_link.ActionButton(action, label, url, style))
        return buttons

    def _icrm_render_action_links(self, event):
        """Return the buttons of a message about *event*, with marks: to be stored."""
        return action_link.render(self._icrm_get_action_links(event))

    # ------------------------------------------------------------------
    # Hooks
    # ------------------------------------------------------------------

    def _icrm_get_actions(self):
        """Return ``{action: ActionSpec}``, in the language of the environment."""
        return {}

    def _icrm_get_action_events(self):
        """Return ``{event: [(action, number of stars or 0)]}``."""
        return {}

    def _icrm_get_action_stamp(self, action):
        """Return what must not change between the mail and the click, as JSON.

        With what ``_icrm_get_action_obstacle`` reads, it makes a link good for once.
        """
        return []

    def _icrm_is_action_for(self, action, partner):
        """Return whether it is this person's to act."""
        return False

    def _icrm_get_acting_user(self, partner):
        """Return the user as whom *partner* acts; none if they have no login."""
        users = partner.user_ids.filtered("active")
        return users.sorted(lambda user: (user.share, user.id))[:1]

    def _icrm_get_action_obstacle(self, action):
        """Return in a sentence why there is nothing to decide any more, or "".

        Called as the user who acts, in sudo for people without a login. They may have
        lost the right to read the record.
        """
        return ""

    def _icrm_perform_action(self, action, text, stars, partner):
        """Do it; as the user who acts, in sudo for people without a login."""
        raise NotImplementedError

    def _icrm_get_action_record(self):
        """Return the record of the conversation that this belongs to."""
        return self

    def _icrm_get_action_company(self):
        return self._icrm_get_action_record().company_id

    def _icrm_get_action_details(self, action):
        """Return what the page shows: ``[(label, value)]``."""
        return []

    def _icrm_get_action_url(self, action):
        """Return the path of the screen where the same can be done after login, or ""
        where there is none for them."""
        return "/odoo"

    def _icrm_get_following_action(self, action, stars):
        """Return what could be done after this, or None."""
        return None

    # ------------------------------------------------------------------
    # Afterwards
    # ------------------------------------------------------------------

    def _icrm_log_action(self, action, partner):
        """Leave a note that it was done by link; in sudo."""
        self._icrm_get_action_record()._message_log(
            body=self.env._(
                "%(action)s: done by link by %(name)s",
                action=self._icrm_get_actions()[action].label,
                name=partner.name,
            ),
            author_id=partner.id,
        )

    def _icrm_notify_acted(self, action, partner):
        """Notify the person that somebody acted as them; in sudo.

        Without the record: its readers are not concerned.
        """
        record = self._icrm_get_action_record()
        label = self._icrm_get_actions()[action].label
        self.env["mail.thread"].with_user(
            self.env.ref("base.user_root")
        ).message_notify(
            partner_ids=partner.ids,
            author_id=self.env.ref("base.partner_root").id,
            subject=self.env._(
                "Done by link: %(action)s, %(request)s",
                action=label,
                request=record.display_name,
            ),
            body=Markup("<p>%s</p><p>%s</p>")
            % (
                self.env._(
                    "A link from an e-mail to you was used: %(action)s, %(request)s.",
                    action=label,
                    request=record.display_name,
                ),
                self.env._("If this was not you, inform your administrator."),
            ),
        )
