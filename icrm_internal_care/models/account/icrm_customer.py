# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.icrm_internal.models.access.actions import open_form, open_list
from odoo.addons.icrm_internal.models.access.groups import AGENT, AUDITOR, OFFICER

from .icrm_account_transfer import OPEN

# Of which it is remembered who entered them, and how
ENTERED = (
    "preferred_channel",
    "lang",
    "quiet_from",
    "quiet_to",
    "interest_ids",
    "account_manager_id",
    "other_emails",
)

# The column of a file by which customers are found
KEY = "icrm_import_email"

# What a file may change: preferences, interests, account manager
IMPORTED = {"id", ".id", KEY, *ENTERED}


class IcrmCustomer(models.Model):
    """Account manager and team of a customer."""

    _inherit = "icrm.customer"

    icrm_team_member_ids = fields.One2many(
        "icrm.customer.team.member", "customer_id", string="Customer Team"
    )
    icrm_transfer_count = fields.Integer(
        string="Open Transfers", compute="_compute_icrm_transfer_count"
    )
    icrm_is_account_manager = fields.Boolean(
        string="My Customer", compute="_compute_icrm_is_account_manager"
    )
    icrm_can_edit_team = fields.Boolean(
        string="Can Edit Team", compute="_compute_icrm_is_account_manager"
    )
    icrm_sources = fields.Json(
        string="Sources",
        readonly=True,
        copy=False,
        groups=f"{AGENT},{AUDITOR}",
        help="Who entered each value last, when, and how.",
    )
    # Of a file to import: nothing is written to it
    icrm_import_email = fields.Char(
        string="E-mail of the Customer",
        store=False,
        help="In a file to import: the customer whose values these are.",
    )
    icrm_source_text = fields.Html(
        string="Sources of Values",
        compute="_compute_icrm_source_text",
        sanitize=False,
        groups=f"{AGENT},{AUDITOR}",
    )

    @api.depends_context("uid")
    def _compute_icrm_transfer_count(self):
        """Count the open transfers that the reader may see; one query."""
        counts = dict(
            self.env["icrm.account.transfer"]._read_group(
                [("customer_id", "in", self.ids), ("state", "=", OPEN)],
                ["customer_id"],
                ["__count"],
            )
        )
        for customer in self:
            customer.icrm_transfer_count = counts.get(customer._origin, 0)

    @api.depends("account_manager_id")
    @api.depends_context("uid")
    def _compute_icrm_is_account_manager(self):
        user = self.env.user
        is_officer = user.has_group(OFFICER)
        for customer in self:
            mine = customer.account_manager_id == user
            customer.icrm_is_account_manager = mine
            customer.icrm_can_edit_team = is_officer or mine

    # ------------------------------------------------------------------
    # Sources
    # ------------------------------------------------------------------

    @api.depends("icrm_sources", "name", "email", *ENTERED)
    @api.depends_context("lang", "tz")
    def _compute_icrm_source_text(self):
        """Draw a table of values: who entered each, when and how."""
        people = self.env["res.users"].browse(
            {
                source["by"]
                for customer in self
                for source in (customer.icrm_sources or {}).values()
            }
        )
        # sudo: names of colleagues, for readers of the sources
        names = {user.id: user.name for user in people.exists().sudo()}
        for customer in self:
            customer.icrm_source_text = self.env["ir.qweb"]._render(
                "icrm_internal_care.icrm_customer_sources",
                {"rows": customer._get_source_rows(names)},
            )

    def _get_source_rows(self, names):
        """Return ``[(field, value, source, day)]`` of the screen.

        :param dict names: {id of a user: name}
        """
        _ = self.env._
        from_hr = _("Employees app")
        rows = [
            (self._fields[name]._description_string(self.env), value, from_hr, "")
            for name, value in (
                ("name", self.name),
                ("department_id", self.department_id.name),
                ("job_title", self.job_title),
                ("email", self.email),
                ("phone", self.phone),
            )
            if value
        ]
        sources = self.icrm_sources or {}
        for name in ENTERED:
            value = self._get_source_value(name)
            source = sources.get(name)
            if not value and not source:
                continue
            text, day = _("Default"), ""
            if source:
                text = self._describe_source(source, names)
                day = self._format_timeline_date(
                    fields.Datetime.to_datetime(source["at"])
                )
            label = self._fields[name]._description_string(self.env)
            rows.append((label, value or "–", text, day))
        return rows

    def _get_source_value(self, name):
        field, value = self._fields[name], self[name]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value)
        if field.relational:
            # sudo: names, for readers of the customer
            return ", ".join(value.sudo().mapped("display_name"))
        return value

    def _describe_source(self, source, names):
        _ = self.env._
        who = names.get(source["by"], "–")
        if source["how"] == "import":
            return _("Imported by %(name)s", name=who)
        # sudo: whose customer it is
        if source["by"] == self.sudo().user_id.id:
            return _("Entered by the customer")
        return _("Entered by %(name)s", name=who)

    def _remember_sources(self, names):
        """Note who enters these values; one statement for any number of customers."""
        how = "import" if self.env.context.get("import_file") else "entered"
        source = {"by": self.env.uid, "at": f"{fields.Datetime.now()}", "how": how}
        self.flush_recordset(["icrm_sources"])
        # SQL: merges into what each customer has, in one statement
        self.env.cr.execute(
            SQL(
                """
                UPDATE icrm_customer
                   SET icrm_sources = COALESCE(icrm_sources, '{}'::jsonb) || %s::jsonb
                 WHERE id = ANY(%s)
                """,
                json.dumps(dict.fromkeys(names, source)),
                self.ids,
            )
        )
        self.invalidate_recordset(["icrm_sources", "icrm_source_text"])

    def write(self, vals):
        """Remember sources; cancel requests to an account manager who was replaced."""
        result = super().write(vals)
        entered = sorted(vals.keys() & set(ENTERED))
        if entered and self:
            self._remember_sources(entered)
        if "account_manager_id" in vals:
            # sudo: what is open, whoever changed the account manager
            self.env["icrm.account.transfer"].sudo()._cancel_outdated(self)
        return result

    def _check_writable(self, names):
        """Account managers write the team; its own rules decide about the lines."""
        user = self.env.user
        if user.has_group(AGENT) and all(
            customer.account_manager_id == user for customer in self
        ):
            names = [name for name in names if name != "icrm_team_member_ids"]
        return super()._check_writable(names)

    # ------------------------------------------------------------------
    # Import
    # ------------------------------------------------------------------

    @api.model
    @api.private
    def load(self, fields, data):
        """Let a file name customers by their e-mail address; the rest is Odoo's.

        Called by Odoo's dialog of imports, and by no client.

        An import changes customers and creates none: those come from Employees. Each
        finding names its row and column; with *Test* nothing is written.
        """
        if self.env.su or not self.env.context.get("import_file"):
            return super().load(fields, data)
        _ = self.env._
        for name in fields:
            if name.partition("/")[0] not in IMPORTED:
                text = _("%(field)s: cannot be imported.", field=name[:100])
                return self._refuse_import([(0, name, text)])
        if KEY not in fields:
            if {"id", ".id"}.isdisjoint(fields):
                text = _("Add a column with e-mail addresses or IDs.")
                return self._refuse_import([(0, KEY, text)])
            return super().load(fields, data)
        place = fields.index(KEY)
        addresses = [(row[place] or "").strip().lower() for row in data]
        found = self._get_ids_by_email(addresses)
        problems = []
        for number, address in enumerate(addresses):
            count = len(found.get(address, ()))
            shown = address[:100]
            if not count:
                text = _("E-mail: no customer has “%(email)s”.", email=shown)
                problems.append((number, KEY, text))
            elif count > 1:
                text = _("E-mail: several customers have “%(email)s”.", email=shown)
                problems.append((number, KEY, text))
        if problems:
            return self._refuse_import(problems)
        names = [*fields[:place], ".id", *fields[place + 1 :]]
        rows = [
            [*row[:place], str(found[address][0]), *row[place + 1 :]]
            for row, address in zip(data, addresses, strict=True)
        ]
        return super().load(names, rows)

    @api.model
    def _get_ids_by_email(self, addresses):
        """Return {address: ids of customers the caller may read}; one query."""
        groups = self._read_group(
            Domain("kind", "=", "employee")
            & Domain("partner_id.email_normalized", "in", list(set(addresses))),
            ["partner_id"],
            ["id:array_agg"],
        )
        found = {}
        for partner, ids in groups:
            # sudo: the address is on the public card
            found.setdefault(partner.sudo().email_normalized, []).extend(ids)
        return found

    @api.model
    def _refuse_import(self, problems):
        """Return what ``load`` does when rows are wrong.

        :param problems: (row, column, message)
        """
        return {
            "ids": False,
            "nextrow": 0,
            "messages": [
                {
                    "type": "error",
                    "message": text,
                    "record": row,
                    "rows": {"from": row, "to": row},
                    "field": name,
                }
                for row, name, text in problems
            ],
        }

    def action_icrm_import(self):
        """Open Odoo's import of customers, with its test run; for officers."""
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only officers can import profiles."))
        return {
            "type": "ir.actions.client",
            "tag": "import",
            "name": self.env._("Import Customer Profiles"),
            "params": {"model": self._name, "active_model": self._name},
        }

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_icrm_ask_account(self):
        """Open the dialog in which an agent requests this customer."""
        self._icrm_check_agent()
        return self._icrm_open_new_transfer(
            self.env._("Ask to Take Over This Customer"), self.env.user.id
        )

    def action_icrm_hand_over_account(self):
        """Open the dialog in which the account manager offers this customer."""
        self._icrm_check_agent()
        return self._icrm_open_new_transfer(
            self.env._("Hand Over This Customer"), False
        )

    def _icrm_open_new_transfer(self, name, user_id):
        return open_form(
            self.env["icrm.account.transfer"],
            "icrm_internal_care.icrm_account_transfer_view_form_new",
            name=name,
            target="new",
            context={
                "default_customer_id": self.id,
                "default_to_user_id": user_id,
            },
        )

    def action_icrm_open_transfers(self):
        """Return the action that lists the transfers of these customers."""
        self.check_access("read")
        name = self.env._("Transfers")
        domain = [("customer_id", "in", self.ids)]
        return open_list(self.env["icrm.account.transfer"], name, domain)

    def _icrm_check_agent(self):
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group(AGENT):
            raise AccessError(self.env._("Only agents can be account managers."))

    # ------------------------------------------------------------------
    # Timeline
    # ------------------------------------------------------------------

    def _get_timeline_entries(self, limit):
        entries = super()._get_timeline_entries(limit)
        if not self or not self.has_access("read"):
            return entries
        return (
            entries
            + self._get_transfer_entries(limit)
            + self._get_survey_entries(limit)
            + self._get_complaint_entries(limit)
        )

    def _get_survey_entries(self, limit):
        """Return the surveys the customer was asked to answer; never whether or when.

        Rows are those the reader may see: one's own, and those of officers.
        """
        Participant = self.env["icrm.campaign.participant"]
        if not Participant.has_access("read"):
            return []
        participants = Participant.search(
            [("customer_id", "=", self.id), ("state", "in", ("invited", "handed"))],
            order="id desc",
            limit=limit,
        )
        # sudo: name and opening of a campaign, for readers of the participant
        campaigns_sudo = participants.sudo().campaign_id
        return [
            {
                "at": fields.Datetime.to_datetime(campaign.opened_on),
                "icon": "fa-list-ul",
                "title": self.env._("Asked in survey %(name)s", name=campaign.name),
            }
            for campaign in campaigns_sudo
            if campaign.opened_on
        ]

    def _get_complaint_entries(self, limit):
        """Return the customer's complaints by name, and all of the reader's own."""
        Identity = self.env["icrm.complaint.identity"]
        if not Identity.has_access("read"):
            return []
        identities = Identity.search(
            Domain("customer_id", "=", self.id)
            & (
                Domain("complaint_id.protection", "=", "identified")
                | Domain("user_id", "=", self.env.uid)
            ),
            order="id desc",
            limit=limit,
        )
        complaints = self.env["icrm.complaint"].search_fetch(
            [("id", "in", identities.complaint_id.ids)],
            ["number", "subject", "filed_on", "state"],
        )
        labels = dict(complaints._fields["state"]._description_selection(self.env))
        return [
            {
                "at": fields.Datetime.to_datetime(complaint.filed_on),
                "icon": "fa-exclamation-circle",
                "title": self.env._("Filed a complaint"),
                "text": f"{complaint.number} {complaint.subject}",
                "badge": labels.get(complaint.state),
                "tone": "warning",
            }
            for complaint in complaints
        ]

    def _get_transfer_entries(self, limit):
        Transfer = self.env["icrm.account.transfer"]
        if not Transfer.has_access("read"):
            return []
        transfers = Transfer.search(
            [("customer_id", "=", self.id)], order="id desc", limit=limit
        )
        labels = dict(Transfer._fields["state"]._description_selection(self.env))
        return [
            {
                "at": transfer.answered_at or transfer.asked_at,
                "icon": "fa-handshake-o",
                "title": self.env._(
                    "Transfer from %(former)s to %(user)s",
                    # sudo: the names of colleagues, for readers of the transfer
                    former=transfer.sudo().from_user_id.name or "-",
                    user=transfer.sudo().to_user_id.name,
                ),
                "text": transfer.reason,
                "badge": labels[transfer.state],
                "tone": "info" if transfer.state == OPEN else "secondary",
                "url": f"/odoo/internal-transfers/{transfer.id}",
            }
            for transfer in transfers
        ]
