# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Repairs of the ticket pages of helpdesk_mgmt."""

import re

from werkzeug.exceptions import BadRequest

from odoo import fields, http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.main import HelpdeskTicketController
from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk

# What PostgreSQL stores neither as text nor as JSON
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
MAX_SUBJECT = 200
MAX_DESCRIPTION = 50_000


def _as_id(value):
    """Return the positive int that *value* spells, else 0."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class TicketController(HelpdeskTicketController):
    # Only POST: by GET, any page could make a visitor's browser close a ticket, for
    # Odoo asks for its CSRF token on POST alone.
    @http.route(methods=["POST"])
    def support_ticket_close(self, **kw):
        """Close a ticket of one's own.

        A foreign ticket and a missing one are answered alike.
        """
        ticket = request.env["helpdesk.ticket"].browse(_as_id(kw.get("ticket_id")))
        if not ticket.exists() or not ticket._hardening_may_close_from_portal():
            return request.redirect("/my", code=302)
        # sudo: the customer has no write access; ownership was checked above, and
        # that the stage is one that customers may choose is checked here.
        ticket_sudo = ticket.sudo()
        team_sudo = ticket_sudo.team_id.with_company(ticket_sudo.company_id)
        stage_sudo = team_sudo._get_applicable_stages().filtered(
            lambda stage: stage.id == _as_id(kw.get("stage_id"))
        )
        if stage_sudo.close_from_portal and not ticket_sudo.closed:
            ticket_sudo.stage_id = stage_sudo
        return request.redirect(f"/my/ticket/{ticket.id}", code=302)

    @http.route(methods=["POST"])
    def submit_ticket(self, **kw):
        """Check what helpdesk_mgmt leaves to the browser, then let it create."""
        if error := self._hardening_submission_error(kw):
            raise BadRequest(error)
        return super().submit_ticket(**{"description": "", **kw})

    def _hardening_uploads(self):
        return request.httprequest.files.getlist("attachment")

    def _hardening_submission_error(self, values):
        """Return what is wrong with a submitted form, in one sentence, or None."""
        env, company = request.env, request.env.company
        subject = (values.get("subject") or "").strip()
        description = values.get("description") or ""
        if not subject:
            return env._("Enter a subject.")
        if len(subject) > MAX_SUBJECT:
            return env._(
                "Subject: maximum %(limit)s characters.",
                limit=MAX_SUBJECT,
            )
        names = [upload.filename for upload in self._hardening_uploads()]
        if any(map(UNSTORABLE.search, [subject, description, *names])):
            return env._("The form contains a forbidden character.")
        if len(description) > MAX_DESCRIPTION:
            return env._(
                "Description: maximum %(limit)s characters.",
                limit=MAX_DESCRIPTION,
            )
        if values.get("category"):
            category = env["helpdesk.ticket.category"].search(
                [
                    ("id", "=", _as_id(values["category"])),
                    ("show_in_portal", "=", True),
                    ("company_id", "in", [False, company.id]),
                ]
            )
            if not category:
                return env._("Choose a category from the list.")
        elif (
            company.helpdesk_mgmt_portal_select_category
            and company.helpdesk_mgmt_portal_category_id_required
        ):
            return env._("Choose a category.")
        if values.get("team"):
            team = env["helpdesk.ticket.team"].search(
                [
                    ("id", "=", _as_id(values["team"])),
                    ("show_in_portal", "=", True),
                    ("company_id", "in", [False, company.id]),
                ]
            )
            if not team:
                return env._("Choose a team from the list.")
        elif (
            company.helpdesk_mgmt_portal_select_team
            and company.helpdesk_mgmt_portal_team_id_required
        ):
            return env._("Choose a team.")
        limit = env["ir.http"].session_info()["max_file_upload_size"]
        for upload in self._hardening_uploads():
            size = upload.stream.seek(0, 2)
            upload.stream.seek(0)
            if size > limit:
                return env._(
                    "File %(name)s is too large: maximum %(limit)s MB.",
                    name=upload.filename,
                    limit=limit // 1024**2,
                )
        return None


class TicketPortal(CustomerPortalHelpdesk):
    @http.route()
    def portal_my_tickets(
        self, sortby=None, groupby=None, date_begin=None, date_end=None, **kw
    ):
        """Ignore parameters that no link of ours contains."""
        if sortby not in self._ticket_get_searchbar_sortings():
            sortby = None
        if groupby not in self._ticket_get_searchbar_groupby():
            groupby = None
        try:
            fields.Datetime.to_datetime(date_begin)
            fields.Datetime.to_datetime(date_end)
        except ValueError:
            date_begin = date_end = None
        return super().portal_my_tickets(
            sortby=sortby,
            groupby=groupby,
            date_begin=date_begin,
            date_end=date_end,
            **kw,
        )

    @http.route()
    def portal_my_ticket(self, ticket_id, access_token=None, **kw):
        """Show a ticket, with the files that are meant for the customer.

        Not by super(): that gives every file of the ticket, those of internal notes
        included, a token by which anybody may fetch it without a login.
        """
        try:
            ticket_sudo = self._document_check_access(
                "helpdesk.ticket", ticket_id, access_token=access_token
            )
        except (AccessError, MissingError):
            return request.redirect("/my")
        ticket_sudo._hardening_portal_attachments().generate_access_token()
        values = self._ticket_get_page_view_values(ticket_sudo, access_token, **kw)
        return request.render("helpdesk_mgmt.portal_helpdesk_ticket_page", values)

    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        values["hardening_attachments"] = ticket._hardening_portal_attachments()
        if not ticket.with_user(request.env.user)._hardening_may_close_from_portal():
            # No button that would be refused.
            values["closed_stages"] = values["closed_stages"].browse()
        return values
