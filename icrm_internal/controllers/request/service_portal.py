# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The catalogue in the portal: find and request a service."""

import time
from uuid import uuid4

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request
from odoo.tools import groupby

from odoo.addons.portal.controllers.portal import CustomerPortal

from ...models.access.number_formatter import NumberFormatter
from ...models.request.ask_anyway import get_contacts
from ...models.request.replying import UPLOAD_MODELS
from .portal_form import PortalForm, get_draft_owner

SEARCH_LIMIT = 200

# A search that found nothing, until a service is chosen
MISSED = "icrm_missed_search"
MISSED_SECONDS = 15 * 60


def remember_missed(session, query):
    """Remember in the *session* a search that found nothing."""
    session[MISSED] = [query, time.time()]


def take_missed(session):
    """Return the search that found nothing shortly before, and forget it."""
    query, at = session.pop(MISSED, None) or ("", 0)
    return query if time.time() - at < MISSED_SECONDS else ""


class ServicePortal(CustomerPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "icrm_service_count" in counters:
            values["icrm_service_count"] = len(
                request.env["icrm.service"].search_catalogue(limit=SEARCH_LIMIT)
            )
        return values

    @http.route("/my/services", type="http", auth="user", website=True, readonly=True)
    def portal_my_services(self, search="", **kw):
        """List the services for the user: by category, or best match first."""
        search = (search or "").strip()[:200]
        services = request.env["icrm.service"].search_catalogue(
            search, limit=SEARCH_LIMIT
        )
        # sudo: the cards name the department, which portal users may not read. That
        # they may see the service was decided by the search above.
        services_sudo = services.sudo()
        if search:
            groups = [(None, services_sudo)] if services_sudo else []
        else:
            by_category = services_sudo.sorted(
                lambda service: (service.category_id.sequence, service.category_id.name)
            )
            groups = [
                (category, services_sudo.browse().concat(*members))
                for category, members in groupby(
                    by_category, lambda service: service.category_id
                )
            ]
        fallback = not groups and request.env["icrm.service"]._get_fallback_service()
        if search and not groups:
            remember_missed(request.session, search)
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="icrm_services",
            search=search,
            groups=groups,
            fallback=fallback,
            contacts=not groups and not fallback and get_contacts(request.env),
            written=NumberFormatter(request.env),
        )
        return request.render("icrm_internal.portal_my_services", values)

    @http.route(
        "/my/services/<int:service_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def portal_my_service(self, service_id, **kw):
        """Show one service with its request form."""
        service = self._icrm_get_service(service_id)
        if not service:
            return request.redirect("/my/services")
        missed = take_missed(request.session)
        if missed and service != service._get_fallback_service():
            service._learn_missed(missed)
        return self._icrm_render_form(PortalForm(service))

    @http.route(
        "/my/services/<int:service_id>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_ask_for_service(self, service_id, **kw):
        """Submit the form; on errors show them at the fields and keep the input."""
        service = self._icrm_get_service(service_id)
        if not service:
            return request.redirect("/my/services")
        form = PortalForm(service, request.httprequest.form)
        if not form.check():
            return self._icrm_render_form(form)
        try:
            # Files are stored before the request is: they go with it if it is refused.
            with request.env.cr.savepoint():
                ticket = self._icrm_submit(form)
        except (UserError, AccessError) as error:
            form.errors["form"] = error.args[0]
            return self._icrm_render_form(form)
        return request.redirect(f"/my/requests/{ticket.id}?sent=1", code=303)

    @http.route(
        "/my/articles/<int:article_id>/read",
        type="jsonrpc",
        auth="user",
        methods=["POST"],
    )
    def portal_article_read(self, article_id):
        """Count that the user opened an article; nothing tells whether there is one."""
        request.env["icrm.service.article"].search(
            [("id", "=", article_id), ("state", "=", "published")]
        )._record_reading()

    def _icrm_get_service(self, service_id):
        """Return the service if the user may request it, else an empty recordset.

        One answer for what does not exist and what is not for the user.
        """
        return request.env["icrm.service"].search(
            [
                ("id", "=", service_id),
                ("state", "=", "published"),
                ("is_in_audience", "=", True),
            ]
        )

    def _icrm_submit(self, form):
        """Create the request of a checked form, as the user."""
        # sudo: portal users may not create attachments. These are loose uploads that
        # submit_request ties to the request, or refuses.
        Attachment_sudo = request.env["ir.attachment"].sudo()
        attachments_sudo = Attachment_sudo.create(
            [
                {
                    "name": upload.filename,
                    "raw": upload.read(),
                    "res_model": UPLOAD_MODELS[0],
                    "res_id": 0,
                }
                for upload in form.files
            ]
        )
        return form.service.submit_request(
            {
                "name": form.text("subject"),
                "description": form.text("description"),
                "beneficiary_email": form.text("beneficiary_email"),
                "answers": form.answers,
                "attachment_ids": attachments_sudo.ids,
                "form_key": form.text("form_key"),
                "origin": "portal",
            }
        )

    def _icrm_render_form(self, form):
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="icrm_service",
            form=form,
            # sudo: see portal_my_services; the service itself was checked.
            service=form.service.sudo(),
            articles=form.service.article_ids.filtered(
                lambda article: article.state == "published"
            ),
            words=form.service._icrm_format_promise(),
            customer=request.env["icrm.customer"]._from_user(),
            form_key=form.text("form_key") or uuid4().hex,
            draft=f"{get_draft_owner(request.env)}|service-{form.service.id}",
        )
        return request.render("icrm_internal.portal_my_service", values)
