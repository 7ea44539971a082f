# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter

from odoo import api, models
from odoo.tools import format_date

from .home_parts import block


class IcrmHome(models.AbstractModel):
    """The home page: what needs the reader, and the figures of the reader's roles.

    Each domain and addon adds its part: extend ``_get_tasks``, ``_get_blocks``,
    ``_get_department_figures``, ``_get_company_blocks``, ``_get_changes`` or
    ``_get_links``. All is read as the reader, in a constant number of queries.
    """

    _name = "icrm.home"
    _description = "Home"

    @api.model
    @api.readonly
    def get_home(self):
        """Return the home page of the caller in one answer.

        :return: dict: ``announcements``: what to know; ``tasks``: what needs the
            caller; ``requests``: the caller's open ones; ``services``: those most
            used; ``blocks``: figures and lines by role; ``links``: further screens;
            ``badges``: {menu: count}
        """
        if not self.env.user._is_internal():
            return {
                "announcements": [],
                "tasks": [],
                "requests": [],
                "services": [],
                "blocks": [],
                "links": [],
                "badges": {},
            }
        tasks = self._get_tasks()
        return {
            "announcements": self._get_announcements(),
            "tasks": tasks,
            "requests": self._get_requests(),
            "services": self._get_services(),
            "blocks": self._get_blocks(),
            "links": self._get_links(),
            "badges": self._count_badges(tasks),
        }

    @api.model
    @api.readonly
    def get_badges(self):
        """Return how much needs the caller, by menu entry: {xmlid: count}."""
        if not self.env.user._is_internal():
            return {}
        return self._count_badges(self._get_tasks())

    @api.model
    def _count_badges(self, tasks):
        counts = Counter(task.get("menu") for task in tasks)
        return {
            menu if "." in menu else f"icrm_internal.{menu}": count
            for menu, count in counts.items()
            if menu
        }

    # ------------------------------------------------------------------
    # What domains and addons add to
    # ------------------------------------------------------------------

    @api.model
    def _get_announcements(self):
        """Return what people are let know, the latest first."""
        return []

    @api.model
    def _get_services(self):
        """Return the services most used around the reader."""
        return []

    @api.model
    def _get_tasks(self):
        """Return what needs the reader, as ``home_parts.task`` returns it."""
        return []

    @api.model
    def _get_requests(self):
        """Return the reader's open requests."""
        return []

    @api.model
    def _get_blocks(self):
        """Return the blocks of the reader's roles, the daily work first."""
        return []

    @api.model
    def _get_department_figures(self, departments):
        """Return the figures of the departments that the reader heads."""
        return []

    @api.model
    def _get_department_rows(self, departments):
        """Return the lines below them: what is late, what moved the score."""
        return []

    @api.model
    def _get_company_blocks(self):
        """Return what officers and auditors steer by.

        The first is the company's own: add to its figures and rows what is read for
        both only once. Further blocks follow it.
        """
        return [block("company", self.env._("Company"))]

    @api.model
    def _get_changes(self, departments):
        """Return what is new since a week ago, as lines; only what there is.

        :param departments: those the reader heads; none: the whole company
        """
        return []

    @api.model
    def _get_progress_note(self, done, total, last_day):
        """Return how many of those asked have answered, and until when they may."""
        _ = self.env._
        parts = []
        if total:
            parts.append(_("%(done)s of %(total)s done", done=done, total=total))
        if last_day:
            parts.append(_("until %(day)s", day=format_date(self.env, last_day)))
        return ", ".join(parts)

    @api.model
    def _get_links(self):
        """Return the screens that staff reach from here only."""
        return []
