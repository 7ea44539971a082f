# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

import psycopg2.errors

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError

from ..access import company_day
from ..access.actions import open_dialog, open_form
from . import progress
from .icrm_external_commitment import STANDINGS

INSIDE = (
    "icrm_inside_standing",
    "icrm_inside_line",
    "icrm_inside_progress",
    "icrm_can_open_commitment",
)
ONE_A_DOCUMENT = "icrm_external_commitment_document_uniq"


class IcrmExternalDocument(models.AbstractModel):
    """A document of an external customer, for which people ask inside: an order, a
    lead, a ticket.

    Bridges inherit it, implement :meth:`_icrm_prepare_commitment`, and name in
    ``_icrm_commitment_triggers`` what it depends on. Who may change the document may
    ask for it; staff who read it read how far the requests are, nothing written in
    them.
    """

    _name = "icrm.external.document"
    _description = "Document of an External Customer"

    # Fields of the document that its commitment follows
    _icrm_commitment_triggers = frozenset()
    # Fields of the commitment that are changed on the document
    _icrm_commitment_follows = frozenset({"name", "partner_id", "customer_date"})
    # Whether the customer may be asked how satisfied he is once it is delivered: he
    # reads its name, and has got something.
    _icrm_is_rated = True

    icrm_inside_standing = fields.Selection(
        STANDINGS, string="Inside", compute="_compute_icrm_inside"
    )
    icrm_inside_line = fields.Char(
        string="Requests Inside", compute="_compute_icrm_inside"
    )
    icrm_inside_progress = fields.Html(
        string="Progress Inside", compute="_compute_icrm_inside", sanitize=False
    )
    icrm_can_open_commitment = fields.Boolean(compute="_compute_icrm_inside")
    icrm_can_ask_inside = fields.Boolean(compute="_compute_icrm_can_ask_inside")
    icrm_can_deliver = fields.Boolean(compute="_compute_icrm_can_ask_inside")

    def _icrm_find_commitments(self):
        """Return {id of the document: commitment}, in sudo; one query."""
        # sudo: of documents that the caller may read, or the system follows
        found_sudo = self.env["icrm.external.commitment"].sudo()
        ids = [id_ for id_ in self._origin.ids if id_]
        if ids:
            found_sudo = found_sudo.search(
                [("document_model", "=", self._name), ("document_id", "in", ids)]
            )
        return {row.document_id: row for row in found_sudo}

    @api.depends_context("uid", "lang", "tz")
    def _compute_icrm_inside(self):
        # Customers read their orders and tickets in the portal, nothing of the inside.
        is_inside = self.env.user._is_internal()
        found_sudo = self._icrm_find_commitments() if is_inside else {}
        rows = self.env["icrm.external.commitment"].browse(
            [row_sudo.id for row_sudo in found_sudo.values()]
        )
        readable = set(rows._filtered_access("read")._ids)
        for document in self:
            row_sudo = found_sudo.get(document._origin.id)
            document.icrm_can_open_commitment = row_sudo and row_sudo.id in readable
            document.icrm_inside_standing = row_sudo and row_sudo.standing
            document.icrm_inside_line = row_sudo and progress.get_line(row_sudo)
            document.icrm_inside_progress = row_sudo and progress.render(row_sudo)

    @api.depends_context("uid")
    def _compute_icrm_can_ask_inside(self):
        editable = self._origin._filtered_access("write")
        found_sudo = self._icrm_find_commitments()
        for document in self:
            known = document._origin in editable
            row_sudo = found_sudo.get(document._origin.id)
            is_open = not row_sudo or row_sudo.state == "open"
            document.icrm_can_ask_inside = (
                known and is_open and document._icrm_is_external()
            )
            document.icrm_can_deliver = known and row_sudo and is_open

    def _icrm_is_external(self):
        """Return whether the document is one of an external customer."""
        return True

    @api.model
    def _get_document_models(self):
        """Return the names of the models that are documents: those of the bridges."""
        return sorted(
            name
            for name, model in self.env.registry.items()
            if not model._abstract and hasattr(model, "_icrm_take_commitment")
        )

    # ------------------------------------------------------------------
    # Its commitment
    # ------------------------------------------------------------------

    def _icrm_prepare_commitment(self):
        """Return the values of the commitment: ``name``, ``partner_id``,
        ``customer_date``, and what there is of ``user_id``, ``department_id``,
        ``company_id`` and ``delivered_at``; and ``state``."""
        raise NotImplementedError

    def _icrm_prepare_follow(self):
        """Return those values that a commitment of this document takes over later."""
        return {
            name: value
            for name, value in self._icrm_prepare_commitment().items()
            if value and name != "department_id"
        }

    def _icrm_end_of_day(self, day, company):
        """Return the last second of *day* where the company is, naive UTC; or False."""
        if not day:
            return False
        until = company_day.midnight(company, day + timedelta(days=1))
        return until - timedelta(seconds=1)

    def _icrm_take_commitment(self, **values):
        """Return the commitment of this document in sudo, made if there is none.

        :param values: where the document says nothing
        """
        self.ensure_one()
        self.check_access("write")
        # sudo: who may change the document answers for what it promises
        document_sudo = self.sudo()
        if row_sudo := document_sudo._icrm_find_commitments().get(self.id):
            return row_sudo
        vals = {"user_id": self.env.uid, **values}
        prepared = document_sudo._icrm_prepare_commitment()
        vals |= {name: value for name, value in prepared.items() if value}
        self._icrm_check_prepared(vals)
        # sudo: which department the responsible person belongs to
        user_sudo = self.env["res.users"].sudo().browse(vals["user_id"])
        user_sudo = user_sudo.with_company(vals.get("company_id"))
        vals["document_state"] = vals.pop("state")
        # Whoever asks for it now has something to deliver.
        vals.pop("delivered_at", None)
        # sudo: see above
        commitment_sudo = self.env["icrm.external.commitment"].sudo()
        try:
            return commitment_sudo.create(
                {
                    "department_id": user_sudo.employee_id.department_id.id,
                    **vals,
                    "document_model": self._name,
                    "document_id": self.id,
                }
            )
        except psycopg2.errors.UniqueViolation as error:
            if error.diag.constraint_name != ONE_A_DOCUMENT:
                raise
            # Somebody else asked at the same time: a new transaction sees it.
            raise ConcurrencyError("asked inside at the same time") from error

    def _icrm_check_prepared(self, vals):
        _ = self.env._
        self._icrm_check_external()
        if not vals.get("partner_id"):
            raise UserError(
                _("%(document)s: enter the customer first.", document=self.display_name)
            )
        if not vals.get("customer_date"):
            raise UserError(
                _(
                    "%(document)s: enter the customer's date first.",
                    document=self.display_name,
                )
            )

    def _icrm_check_external(self):
        if not self._icrm_is_external():
            raise UserError(
                self.env._(
                    "%(document)s is not of an external customer.",
                    document=self.display_name,
                )
            )

    def write(self, vals):
        result = super().write(vals)
        if not self._icrm_commitment_triggers.isdisjoint(vals):
            self._icrm_follow()
        return result

    @api.ondelete(at_uninstall=False)
    def _icrm_cancel_commitments(self):
        for row_sudo in self._icrm_find_commitments().values():
            if row_sudo.state == "open":
                row_sudo._cancel()

    def _icrm_follow(self):
        """Bring the commitments of these documents up to date."""
        for document_id, row_sudo in self._icrm_find_commitments().items():
            # sudo: the same whoever changed the document
            document_sudo = self.browse(document_id).sudo()
            row_sudo._follow(document_sudo._icrm_prepare_follow())
        self.invalidate_recordset(INSIDE, flush=False)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_icrm_ask_inside(self):
        """Choose a service of another department for this document."""
        self.ensure_one()
        self.check_access("write")
        self._icrm_check_external()
        # sudo: the date of a document that the caller may change
        prepared = self.sudo()._icrm_prepare_commitment()
        row_sudo = self._icrm_find_commitments().get(self.id)
        date = row_sudo.customer_date if row_sudo else prepared.get("customer_date")
        return open_dialog(
            self.env["icrm.external.ask"],
            self.env._("Ask Inside"),
            document_model=self._name,
            document_id=self.id,
            customer_date=date,
        )

    def action_icrm_open_commitment(self):
        """Open the commitment of this document."""
        self.ensure_one()
        self.check_access("read")
        row_sudo = self._icrm_find_commitments().get(self.id)
        if not row_sudo:
            raise UserError(
                self.env._(
                    "%(document)s: nothing asked inside yet.",
                    document=self.display_name,
                )
            )
        commitment = row_sudo.sudo(False)
        commitment.check_access("read")
        return open_form(commitment)

    def action_icrm_deliver(self):
        """Record that the customer has got what was promised."""
        self.ensure_one()
        self.check_access("write")
        row_sudo = self._icrm_find_commitments().get(self.id)
        # A second click is no second delivery, a later one moves no date.
        if row_sudo and row_sudo.state == "open":
            row_sudo._deliver()
        return True
