# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from ...models.voice import codes


class SurveyPortal(CustomerPortal):
    """The own surveys, for employees who have a portal user only."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "icrm_survey_count" in counters:
            values["icrm_survey_count"] = len(self._icrm_get_surveys("open"))
        return values

    @http.route("/my/surveys", type="http", auth="user", methods=["GET"], website=True)
    def icrm_my_surveys(self, **kw):
        """List the visitor's surveys and whether they have answered; never when."""
        open_sudo = self._icrm_get_surveys("open")
        return request.render(
            "icrm_internal.portal_my_surveys",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "icrm_surveys",
                "surveys_sudo": open_sudo + self._icrm_get_surveys("done", "closed"),
                "links": {
                    participant_sudo.id: codes.get_link(participant_sudo)
                    for participant_sudo in open_sudo
                },
            },
        )

    @http.route("/my/surveys/next", type="http", auth="user", methods=["GET"])
    def icrm_next_survey(self, **kw):
        """Open the visitor's next open survey, or the list if there is none."""
        waiting_sudo = self._icrm_get_surveys("open").sorted(
            lambda survey: str(survey.closes_on or "9")
        )
        if waiting_sudo and (code := codes.get_code(waiting_sudo[0])):
            return request.redirect(f"/survey/me#code={code}", code=303)
        if request.env.user._is_internal():
            return request.redirect("/odoo/internal-my-surveys", code=303)
        return request.redirect("/my/surveys", code=303)

    def _icrm_get_surveys(self, *states):
        # sudo: the visitor's own rows only, see _search_mine
        mine = request.env["icrm.campaign.participant"]._search_mine().sudo()
        return mine.filtered(lambda participant: participant.my_state in states)
