# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from lxml import html

from odoo import http
from odoo.tests import HttpCase

from .staff_common import StaffCommon


class PortalCommon(HttpCase, StaffCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # An employee without a user of the company's own: a portal account.
        cls.env["hr.employee"].create(
            {
                "name": "Portal Employee",
                "department_id": cls.finance.id,
                "work_contact_id": cls.portal_user.partner_id.id,
            }
        )
        cls.hidden = cls._service("Server room", portal_published=False)
        cls.stranger = cls.env["res.users"].create(
            {
                "name": "Stranger",
                "login": "icrm_stranger",
                "password": "icrm_stranger",
                "group_ids": [(6, 0, cls.env.ref("base.group_portal").ids)],
            }
        )

    def login(self, user):
        self.authenticate(user.login, user.login)

    def page(self, path, status=200):
        response = self.url_open(path, allow_redirects=False)
        self.assertEqual(response.status_code, status, path)
        return html.fromstring(response.content) if status == 200 else response

    def send(self, path, files=None, csrf=True, **data):
        if csrf:
            data["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open(path, data=data, files=files, allow_redirects=False)

    def post_form(self, service=None, files=None, **data):
        service = service or self.reset
        return self.send(f"/my/services/{service.id}", files=files, **data)

    def props(self, page):
        """Return what a page hands to the component that draws the questions."""
        (component,) = page.xpath(
            "//form//owl-component[@name='icrm_internal.portal_service_form']"
        )
        return json.loads(component.get("props"))

    def posted(self, service=None, **answers):
        """Return answers as the component posts them."""
        form = (service or self.laptop).get_form()["digest"]
        return json.dumps({"form": form, "answers": answers})

    def requests(self, name):
        return self.env["helpdesk.ticket"].search([("name", "=", name)])
