# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One's own requests in the portal: list, page, and what one can do with them."""

from datetime import timedelta

from markupsafe import Markup

from odoo import fields, http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.helpdesk_mgmt_hardening.controllers.ticket_portal import TicketPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ...importer import strict
from ...models.catalogue.form_answers import FormError
from ...models.request.undo import is_open
from .portal_form import PortalForm, get_draft_owner

HISTORY = "icrm_requests_history"
UNDO = "icrm_undo"


class RequestPortal(TicketPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        Ticket = request.env["helpdesk.ticket"]
        if "icrm_request_count" in counters:
            values["icrm_request_count"] = Ticket.search_count(self._icrm_own_domain())
        if "ticket_count" in counters:
            # Requests are counted as requests.
            values["ticket_count"] = (
                Ticket.search_count([("icrm_service_id", "=", False)])
                if Ticket.has_access("read")
                else 0
            )
        return values

    def _prepare_portal_layout_values(self):
        """Show the door to plain tickets to whoever has one."""
        Ticket = request.env["helpdesk.ticket"]
        return {
            **super()._prepare_portal_layout_values(),
            "icrm_shows_tickets": Ticket.has_access("read")
            and bool(Ticket.search_count([("icrm_service_id", "=", False)], limit=1)),
        }

    def _icrm_own_domain(self):
        return Domain("icrm_is_mine", "=", True)

    # ------------------------------------------------------------------
    # List
    # ------------------------------------------------------------------
    def _icrm_sortings(self):
        env = request.env
        return {
            "date": {
                "label": env._("Newest"),
                "order": "icrm_submitted_at desc, id desc",
            },
            "due": {"label": env._("Next due"), "order": "icrm_due_at, id desc"},
            "name": {"label": env._("Subject"), "order": "name, id desc"},
        }

    def _icrm_filters(self):
        env = request.env
        closed = Domain("icrm_state", "in", ("withdrawn", "rejected")) | Domain(
            "icrm_confirmed_at", "!=", False
        )
        # What was declined stays in sight for a week, with the reason.
        week_ago = fields.Datetime.now() - timedelta(days=7)
        declined = Domain("icrm_state", "=", "rejected") & Domain(
            "closed_date", ">=", week_ago
        )
        return {
            "open": {"label": env._("Open"), "domain": ~closed | declined},
            "waiting": {
                "label": env._("Waiting for me"),
                "domain": Domain("icrm_state", "=", "waiting")
                & Domain("icrm_holder", "=", "customer"),
            },
            "confirm": {
                "label": env._("Done, to confirm"),
                "domain": Domain("icrm_state", "=", "resolved")
                & Domain("icrm_confirmed_at", "=", False),
            },
            "closed": {"label": env._("Closed"), "domain": closed},
            "all": {"label": env._("All"), "domain": Domain.TRUE},
        }

    @http.route(
        ["/my/requests", "/my/requests/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_requests(self, page=1, sortby=None, filterby=None, search="", **kw):
        """List the user's requests; parameters that make no sense are ignored."""
        sortings, filters = self._icrm_sortings(), self._icrm_filters()
        sortby = sortby if sortby in sortings else "date"
        filterby = filterby if filterby in filters else "open"
        Ticket = request.env["helpdesk.ticket"]
        domain = self._icrm_own_domain() & filters[filterby]["domain"]
        search = strict.UNSTORABLE.sub("", search or "").strip()[:200]
        if search:
            # Whatever became of it: one looks for a request, not for its state.
            domain = self._icrm_own_domain() & Domain.OR(
                Domain(name, "ilike", search)
                for name in ("number", "name", "description", "icrm_service_id.name")
            )
        pager = portal_pager(
            url="/my/requests",
            url_args={"sortby": sortby, "filterby": filterby, "search": search},
            total=Ticket.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        tickets = Ticket.search(
            domain,
            order=sortings[sortby]["order"],
            limit=self._items_per_page,
            offset=pager["offset"],
        )
        request.session[HISTORY] = tickets.ids[:100]
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="icrm_requests",
            # sudo: service and department are named, which portal users may not read;
            # the rules decided above which requests are theirs.
            tickets=tickets.sudo(),
            pager=pager,
            default_url="/my/requests",
            searchbar_sortings=sortings,
            sortby=sortby,
            searchbar_filters=filters,
            filterby=filterby,
            searchbar_inputs={
                "all": {"input": "all", "label": request.env._("Search requests")}
            },
            search_in="all",
            search=search,
        )
        return request.render("icrm_internal.portal_my_requests", values)

    # ------------------------------------------------------------------
    # Page
    # ------------------------------------------------------------------
    @http.route(
        "/my/requests/<int:request_id>", type="http", auth="public", website=True
    )
    def portal_my_request(self, request_id, access_token=None, sent=None, **kw):
        """Show one request to who may read it, or has its link with the token."""
        try:
            document_sudo = self._document_check_access(
                "helpdesk.ticket", request_id, access_token=access_token
            )
        except (AccessError, MissingError):
            return request.redirect("/my/requests")
        if not document_sudo.icrm_service_id:
            return request.redirect(document_sudo.get_portal_url())
        # sudo: checked above. As the visitor, so that what is shown as possible is
        # possible for the visitor; _document_check_access answers as the superuser.
        ticket_sudo = request.env["helpdesk.ticket"].sudo().browse(document_sudo.id)
        # Not kw: URL parameters must not become values of the page.
        return self._icrm_render_request(ticket_sudo, access_token, sent=bool(sent))

    def _icrm_render_request(self, ticket_sudo, access_token=None, **values):
        attachments_sudo = ticket_sudo._hardening_portal_attachments()
        attachments_sudo.generate_access_token()
        values = self._get_page_view_values(
            ticket_sudo,
            access_token,
            {
                "page_name": "icrm_request",
                "icrm_request": ticket_sudo,
                "answers": ticket_sudo._icrm_format_answers(),
                "attachments": attachments_sudo,
                # Sanitized when it was posted
                "question": Markup(ticket_sudo.icrm_task["question"]),
                "draft_owner": get_draft_owner(request.env),
                "can_undo": ticket_sudo.icrm_state == "withdrawn"
                and is_open(request.env, self._icrm_get_step(ticket_sudo)),
                **values,
            },
            HISTORY,
            False,
            **values,
        )
        return request.render("icrm_internal.portal_my_request", values)

    @http.route()
    def portal_my_ticket(self, ticket_id, access_token=None, **kw):
        """Lead who opens a request by a ticket's address to the request's page."""
        try:
            ticket_sudo = self._document_check_access(
                "helpdesk.ticket", ticket_id, access_token=access_token
            )
        except (AccessError, MissingError):
            return request.redirect("/my")
        if ticket_sudo.icrm_service_id:
            query = f"?access_token={access_token}" if access_token else ""
            return request.redirect(f"/my/requests/{ticket_sudo.id}{query}")
        return super().portal_my_ticket(ticket_id, access_token=access_token, **kw)

    # ------------------------------------------------------------------
    # What one can do
    # ------------------------------------------------------------------
    @http.route(
        "/my/requests/<int:request_id>/"
        "<any(withdraw,confirm,reopen,rate,reply,finish,undo):deed>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_act_on_request(self, request_id, deed, **kw):
        """Withdraw, answer, confirm, reopen or rate one's own request.

        The methods called check that the user may; a foreign request and a missing
        one are answered alike.
        """
        ticket = request.env["helpdesk.ticket"].search(
            Domain("id", "=", request_id) & self._icrm_own_domain()
        )
        if not ticket:
            return request.redirect("/my/requests")
        # Not files
        kw = {name: value for name, value in kw.items() if isinstance(value, str)}
        try:
            getattr(self, f"_icrm_{deed}")(ticket, kw)
        except (UserError, AccessError) as error:
            # sudo: found above as the visitor
            return self._icrm_render_request(
                ticket.sudo(), act_error=error.args[0], act=deed, typed=kw
            )
        return request.redirect(f"/my/requests/{ticket.id}", code=303)

    @http.route(
        "/my/requests/<int:request_id>/questions",
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
    )
    def portal_answer_questions(self, request_id, **kw):
        """Show the compulsory questions that a request by mail left open; take
        the answers."""
        ticket = request.env["helpdesk.ticket"].search(
            Domain("id", "=", request_id) & self._icrm_own_domain()
        )
        if not ticket:
            return request.redirect("/my/requests")
        missing = ticket._icrm_get_missing_questions()
        if not missing or not ticket.icrm_can_withdraw:
            return request.redirect(f"/my/requests/{ticket.id}")
        typed = None
        if request.httprequest.method == "POST":
            typed = request.httprequest.form
        # sudo: the service of a request of the visitor's own
        service = ticket.sudo().icrm_service_id.sudo(False)
        form = PortalForm(service, typed, missing)
        if typed is not None:
            try:
                ticket.action_icrm_answer(form.read_answers())
                return request.redirect(f"/my/requests/{ticket.id}", code=303)
            except FormError as error:
                form.errors.update(error.problems)
            except (UserError, AccessError) as error:
                form.errors["form"] = error.args[0]
        values = self._prepare_portal_layout_values()
        # sudo: found above as the visitor
        values.update(page_name="icrm_request", icrm_request=ticket.sudo(), form=form)
        return request.render("icrm_internal.portal_request_questions", values)

    def _icrm_withdraw(self, ticket, typed):
        reason = (typed.get("reason") or "").strip()
        action = ticket.action_icrm_withdraw(reason)
        request.session[UNDO] = [ticket.id, action["params"]["step"]]

    def _icrm_undo(self, ticket, typed):
        step = self._icrm_get_step(ticket)
        request.session.pop(UNDO, None)
        ticket.action_icrm_undo(step)

    def _icrm_get_step(self, ticket):
        """Return the step of this session that can be undone, or 0."""
        ticket_id, step = request.session.get(UNDO) or (0, 0)
        return step if ticket_id == ticket.id else 0

    def _icrm_confirm(self, ticket, typed):
        ticket.action_icrm_confirm()

    def _icrm_reply(self, ticket, typed):
        ticket.action_icrm_comment((typed.get("text") or "").strip())

    def _icrm_finish(self, ticket, typed):
        score = typed.get("score") or ""
        ticket.action_icrm_finish(
            int(score) if score in ("1", "2", "3", "4", "5") else None,
            (typed.get("comment") or "").strip(),
        )

    def _icrm_reopen(self, ticket, typed):
        ticket.action_icrm_reopen((typed.get("reason") or "").strip())

    def _icrm_rate(self, ticket, typed):
        score = typed.get("score") or ""
        ticket.action_icrm_rate(
            int(score) if score in ("1", "2", "3", "4", "5") else 0,
            (typed.get("comment") or "").strip(),
        )
