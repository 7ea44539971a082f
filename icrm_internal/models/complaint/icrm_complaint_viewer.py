# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

DESK = "icrm_internal.group_icrm_desk"


class IcrmComplaint(models.Model):
    """What the current user is to a complaint, and may do with it."""

    _inherit = "icrm.complaint"

    is_mine = fields.Boolean(
        string="My Complaint", compute="_compute_viewer", search="_search_is_mine"
    )
    is_desk = fields.Boolean(compute="_compute_viewer")
    is_handler = fields.Boolean(compute="_compute_viewer")
    is_mediator = fields.Boolean(compute="_compute_viewer")
    sees_talk = fields.Boolean(
        compute="_compute_viewer",
        help="Heads of department read what a complaint says, not what is talked.",
    )
    complainant_text = fields.Char(
        string="Complainant Name", compute="_compute_complainant_text"
    )
    can_reveal = fields.Boolean(compute="_compute_complainant_text")
    can_confirm_link = fields.Boolean(compute="_compute_can_confirm_link")
    status_text = fields.Char(string="How It Stands", compute="_compute_status_text")

    @api.depends("handler_id", "mediator_id", "concerned_user_id")
    @api.depends_context("uid")
    def _compute_viewer(self):
        mine = self._get_mine()
        # sudo: whether it is about the reader himself, and nothing else
        about_me = self.sudo().search(
            [("id", "in", self._origin.ids), ("is_concerned", "=", True)]
        )
        in_desk = self.env.user.has_group(DESK)
        user = self.env.user
        for complaint in self:
            is_mine = complaint in mine
            complaint.is_mine = is_mine
            # Nobody is the desk of what he files, or of what is about him.
            complaint.is_desk = (
                in_desk
                and not is_mine
                and complaint._origin not in about_me.sudo(False)
            )
            complaint.is_handler = complaint.handler_id == user
            complaint.is_mediator = complaint.mediator_id == user
            complaint.sees_talk = (
                is_mine
                or complaint.is_desk
                or complaint.is_handler
                or complaint.is_mediator
            )

    @api.depends("handler_id", "mediator_id", "concerned_user_id")
    @api.depends_context("uid")
    def _compute_can_confirm_link(self):
        for complaint in self:
            # sudo: that somebody has another account is told to the desk, not who.
            identity_sudo = complaint.is_desk and complaint.sudo().identity_ids
            complaint.can_confirm_link = bool(
                identity_sudo
                and identity_sudo.customer_id.user_id
                and identity_sudo.customer_id.user_id != identity_sudo.user_id
            )

    def _get_mine(self):
        """Return those of *self* that the current user filed; one query."""
        # sudo: only the caller's own identities are looked at.
        identities_sudo = (
            self.env["icrm.complaint.identity"]
            .sudo()
            .search(
                [
                    ("complaint_id", "in", self._origin.ids),
                    ("user_id", "=", self.env.uid),
                ]
            )
        )
        return self & self.browse(identities_sudo.complaint_id.ids)

    @api.model
    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: only the caller's own identities are looked at.
        identities_sudo = self.env["icrm.complaint.identity"].sudo()
        own = identities_sudo._search([("user_id", "=", self.env.uid)])
        return [("id", "in", own.subselect("complaint_id"))]

    @api.depends("protection")
    @api.depends_context("uid", "lang")
    def _compute_complainant_text(self):
        # As the reader: the rules of the identity decide what is told.
        known = {
            identity.complaint_id.id: identity.customer_id
            for identity in self.env["icrm.complaint.identity"].search(
                [("complaint_id", "in", self._origin.ids)]
            )
        }
        for complaint in self:
            customer = known.get(complaint._origin.id)
            complaint.can_reveal = (
                complaint.protection == "confidential"
                and complaint.is_desk
                and not customer
            )
            if customer:
                # sudo: the public card of a customer, who is known to the reader
                complaint.complainant_text = customer.sudo().display_name
            elif complaint.protection == "anonymous":
                complaint.complainant_text = self.env._("Anonymous")
            else:
                complaint.complainant_text = self.env._("Confidential")

    @api.depends("state", "handler_id", "waits_for_complainant", "level")
    @api.depends_context("uid", "lang")
    def _compute_status_text(self):
        for complaint in self:
            complaint.status_text = complaint._get_status_text()

    def _get_status_text(self):
        """Return how it stands, said to the complainant in plain words."""
        self.ensure_one()
        _ = self.env._
        if self.waits_for_complainant and self.state in ("acknowledged", "in_progress"):
            return _("We have a question for you. Please answer below.")
        return {
            "filed": _(
                "Thank you for telling us. The complaint desk will confirm that it has "
                "read your complaint."
            ),
            "acknowledged": _(
                "We have read your complaint and are sorry that you had to write it. "
                "Somebody neutral will be asked to look into it."
            ),
            "in_progress": _("Somebody neutral is looking into it."),
            "decided": _(
                "It has been decided. Please tell us whether you are satisfied."
            ),
            "reopened": _(
                "You were not satisfied, and we are sorry. Others look at it now, one "
                "level higher."
            ),
            "closed": _("It is closed. Thank you for helping us to do better."),
        }.get(self.state, "")

    # -- decisions about access; every public method begins with one of them --
    def _check_reader(self):
        """Return this one complaint in sudo; refuse who may not read it."""
        self.ensure_one()
        self.check_access("read")
        return self.sudo()

    def _check_role(self, *roles):
        """Return this complaint in sudo if the caller is one of *roles* to it.

        :param roles: "mine", "desk", "handler", "mediator"
        """
        complaint_sudo = self._check_reader()
        if not any(self[f"is_{role}"] for role in roles):
            raise AccessError(
                self.env._("This is for others to do with this complaint.")
            )
        return complaint_sudo
