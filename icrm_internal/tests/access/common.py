# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from odoo import Command, http
from odoo.tests import HttpCase

from ..request.common import RequestCommon


class AccessCommon(RequestCommon):
    """One request of each kind of relation that a role can have to one.

    ================  =============================================================
    ``own``           asked by ``staff`` (finance), served by the IT desk
    ``foreign``       asked by ``officer``'s employee (no department of ours), served
                      by procurement, in which none of the roles works
    ================  =============================================================
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # All that narrows plain tickets, as a company can choose.
        cls.env["res.company"].search([]).write(
            {
                "icrm_ticket_confidential": True,
                "icrm_ticket_no_team": True,
                "icrm_ticket_write": True,
                "icrm_ticket_portal": True,
                "icrm_complaint_anonymous": True,
            }
        )
        cls.procurement = cls.env["hr.department"].create({"name": "Procurement"})
        cls.buyer = cls._user(
            "buyer", cls.procurement, "icrm_internal.group_icrm_agent"
        )
        cls.victim = cls._user("victim", cls.procurement)
        cls.buying_team = cls.env["helpdesk.ticket.team"].create(
            {
                "name": "Buying",
                "icrm_department_id": cls.procurement.id,
                "icrm_calendar_id": cls.calendar.id,
                "user_ids": [Command.link(cls.buyer.id)],
            }
        )
        cls.buying = cls._service(
            "Purchase", department_id=cls.procurement.id, team_id=cls.buying_team.id
        )
        cls.own = cls._request(cls.staff, cls.service, name="My screen")
        cls.foreign = cls._request(cls.victim, cls.buying, name="SECRET chair")

    @classmethod
    def _request(cls, user, service, **values):
        return cls.env["helpdesk.ticket"].create(
            {
                "name": "Something",
                "description": "A SECRET reason",
                "icrm_service_id": service.id,
                "icrm_requester_id": cls._customer(user).id,
                **values,
            }
        )

    @classmethod
    def _plain_ticket(cls, **values):
        return cls.env["helpdesk.ticket"].create(
            {"name": "Plain", "description": "SECRET", **values}
        )

    @classmethod
    def _helpdesk_user(cls, name, level):
        """Return a user with a group of helpdesk_mgmt and none of ours."""
        return cls._user(name, None, f"helpdesk_mgmt.group_helpdesk_{level}")


class AccessHttpCommon(HttpCase, AccessCommon):
    """The entry points: JSON-2 with an API key, the web client's calls, pages."""

    def json2(self, user, model, method, **kwargs):
        """Call *model*.*method* over JSON-2 as *user*; return (status, answer)."""
        key = (
            self.env["res.users.apikeys"]
            .with_user(user)
            ._generate("rpc", "test", datetime.now() + timedelta(days=1))
        )
        response = self.url_open(
            f"/json/2/{model}/{method}",
            json=kwargs,
            headers={"Authorization": f"bearer {key}"},
        )
        return response.status_code, response.json()

    def login(self, user):
        self.authenticate(user.login, user.login)

    def csrf_token(self):
        return http.Request.csrf_token(self)

    def get(self, path):
        return self.url_open(path, allow_redirects=False)

    def post(self, path, **data):
        """Send a form with its CSRF token."""
        data["csrf_token"] = self.csrf_token()
        return self.url_open(path, data=data, allow_redirects=False)
