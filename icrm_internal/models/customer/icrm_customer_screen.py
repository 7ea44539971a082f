# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext
from odoo.tools.mail import is_html_empty

TIMELINE_LENGTH = 30


class IcrmCustomer(models.Model):
    """What the customer's screens show and do."""

    _inherit = "icrm.customer"

    timeline = fields.Html(
        compute="_compute_timeline",
        sanitize=False,
        help="What happened with this customer, as far as you may see it.",
    )

    may_edit = fields.Boolean(
        compute="_compute_may_edit", help="Whether you look after customer files."
    )

    head_id = fields.Many2one(related="department_id.manager_id", string="Head")
    people_count = fields.Integer(
        compute="_compute_people_count", help="Active employees of a department."
    )

    @api.depends("kind", "department_id")
    def _compute_people_count(self):
        """One query for any number of customers."""
        departments = self.filtered(lambda customer: customer.kind == "department")
        counts = dict(
            self._read_group(
                [
                    ("kind", "=", "employee"),
                    ("active", "=", True),
                    ("department_id", "in", departments.department_id.ids),
                ],
                ["department_id"],
                ["__count"],
            )
        )
        for customer in self:
            customer.people_count = (
                counts.get(customer.department_id, 0) if customer in departments else 0
            )

    @api.depends_context("uid")
    def _compute_may_edit(self):
        self.may_edit = self.env.user.has_group("icrm_internal.group_icrm_officer")

    @api.depends_context("uid", "lang", "tz")
    def _compute_timeline(self):
        """Draw the latest entries; a constant number of queries a customer."""
        for customer in self:
            entries = customer._origin._get_timeline_entries(TIMELINE_LENGTH)
            entries.sort(key=lambda entry: entry["at"], reverse=True)
            customer.timeline = self.env["ir.qweb"]._render(
                "icrm_internal.icrm_customer_timeline",
                {
                    "entries": entries[:TIMELINE_LENGTH],
                    "format_at": self._format_timeline_date,
                },
            )

    def _format_timeline_date(self, instant):
        """Return *instant* (naive UTC) as a day in the reader's time zone."""
        local = fields.Datetime.context_timestamp(self, instant)
        return self.env["ir.qweb.field.date"].value_to_html(local.date(), {})

    def _get_timeline_entries(self, limit):
        """Return up to *limit* latest entries of each sort, as the current user.

        Searches run with the caller's rights, so an entry is shown to those only who
        may open what it tells of.

        :return: list of dicts: ``at`` (naive UTC), ``icon``, ``title``, and if any
            ``text``, ``badge``, ``tone`` (a Bootstrap colour), ``url``
        """
        if not self or not self.has_access("read"):
            return []
        return self._get_note_entries(limit) + self._get_segment_entries(limit)

    def _get_note_entries(self, limit):
        messages = self.env["mail.message"].search(
            Domain("model", "=", self._name)
            & Domain("res_id", "=", self.id)
            & Domain("message_type", "in", ("comment", "email")),
            order="date desc, id desc",
            limit=limit,
        )
        return [
            {
                "at": message.date,
                "icon": "fa-sticky-note-o",
                "title": self.env._("Note by %(author)s", author=message.author_id.name)
                if message.author_id
                else self.env._("Note"),
                "text": html2plaintext(message.body).strip()[:280],
            }
            for message in messages
            if not is_html_empty(message.body)
        ]

    def _get_segment_entries(self, limit):
        Membership = self.env["icrm.segment.membership"]
        if not Membership.has_access("read"):
            return []
        entries = []
        for membership in Membership.search(
            [("customer_id", "=", self.id)], limit=limit
        ):
            name = membership.segment_id.name
            entries.append(
                {
                    "at": fields.Datetime.to_datetime(membership.joined_on),
                    "icon": "fa-users",
                    "title": self.env._("Joined the segment %(name)s", name=name),
                }
            )
            if membership.left_on:
                entries.append(
                    {
                        "at": fields.Datetime.to_datetime(membership.left_on),
                        "icon": "fa-users",
                        "title": self.env._("Left the segment %(name)s", name=name),
                    }
                )
        return entries

    def action_mark_reviewed(self):
        """Note that the current user has checked these files today.

        The chatter says who did (reviewed_on is tracked).
        """
        self.check_access("read")
        if not self.env.user.has_group("icrm_internal.group_icrm_agent"):
            raise AccessError(
                self.env._("Agents, managers and officers review customer files.")
            )
        self.sudo().reviewed_on = fields.Date.context_today(self)

    @api.model
    def action_open_my_profile(self):
        """Return the action that opens the current user's own customer file."""
        customer = self._from_user()
        if not customer:
            raise UserError(
                self.env._(
                    "You have no profile in %(company)s: your user is not linked to an "
                    "employee there. Ask HR to link it in Employees.",
                    company=self.env.company.name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("My Profile"),
            "res_model": self._name,
            "res_id": customer.id,
            "views": [
                (
                    self.env.ref("icrm_internal.icrm_customer_view_form_profile").id,
                    "form",
                )
            ],
        }

    def action_open_people(self):
        """Return the action that lists the employees of this department."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "icrm_internal.icrm_customer_action"
        )
        action.pop("path", None)
        return {
            **action,
            "name": self.display_name,
            "domain": [
                ("kind", "=", "employee"),
                ("department_id", "=", self.department_id.id),
            ],
            "context": {},
        }

    def action_open_hr(self):
        """Return the action that opens the employee or department in Employees."""
        self.ensure_one()
        record = self.employee_id or self.department_id
        return record.get_formview_action()

    @api.model
    def _get_open_action(self, domain):
        """Return the action that opens the one customer *domain* finds, if any."""
        customer = self.with_context(active_test=False).search(domain, limit=1)
        if not customer:
            raise UserError(
                self.env._("There is no internal customer here that you may see.")
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": customer.id,
            "views": [(False, "form")],
        }
