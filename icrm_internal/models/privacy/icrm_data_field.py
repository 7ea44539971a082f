# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.helpdesk_mgmt_hardening.models.guard import is_hardened

from ..access.actions import show_message
from ..access.groups import ADMIN, AUDITOR, OFFICER
from ..access.kinds import get_kind
from ..access.personal import (
    KEEP,
    PEOPLE,
    get_personal,
    get_tables,
    get_texts,
)
from ..customer.duty import Duty

PLUMBING = ("id", "display_name", *models.MAGIC_COLUMNS)


class IcrmDataField(models.Model):
    """The data dictionary: what is stored, what it means, who answers for it.

    Rows follow the models; meaning and owner are people's.
    """

    _name = "icrm.data.field"
    _description = "Data Dictionary"
    _order = "model, name"
    _rec_name = "label"
    _icrm_duties = (Duty("owner_id"),)

    model = fields.Char(string="Technical Model", required=True, readonly=True)
    name = fields.Char(string="Technical Field", required=True, readonly=True)
    model_name = fields.Char(
        string="Records", compute="_compute_description", search="_search_model_name"
    )
    label = fields.Char(
        string="Field", compute="_compute_description", search="_search_label"
    )
    kind = fields.Char(string="Type", readonly=True)
    help_text = fields.Text(string="Help", compute="_compute_description")
    meaning = fields.Text(
        help="What it means here: unit, source, who enters it. In your own words."
    )
    owner_id = fields.Many2one(
        "res.users",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        help="Who answers for what is in it.",
    )
    personal = fields.Selection(
        [
            ("no", "No"),
            ("link", "Names a person"),
            ("text", "May name people"),
            ("yes", "Personal"),
        ],
        string="Personal Data",
        required=True,
        readonly=True,
    )
    erased = fields.Selection(
        [
            ("keep", "Stays"),
            ("sweep", "Names are replaced"),
            ("gone", "Removed"),
        ],
        string="When a Person Is Erased",
        required=True,
        readonly=True,
    )
    retention = fields.Char(compute="_compute_retention")

    _field_uniq = models.Constraint(
        "UNIQUE (model, name)", "This field is in the dictionary already."
    )

    # ------------------------------------------------------------------
    # Descriptions, in the language of the reader
    # ------------------------------------------------------------------

    def _get_field(self):
        model = self.env.get(self.model or "")
        return None if model is None else model._fields.get(self.name)

    @api.depends("model", "name")
    @api.depends_context("lang")
    def _compute_description(self):
        for row in self:
            field = row._get_field()
            row.model_name = get_kind(self.env, row.model)
            row.label = field._description_string(self.env) if field else row.name
            row.help_text = field._description_help(self.env) if field else False

    @api.model
    def _search_model_name(self, operator, value):
        # sudo: the names of models
        found = self.env["ir.model"].sudo().search([("name", operator, value)])
        return [("model", "in", found.mapped("model"))]

    @api.model
    def _search_label(self, operator, value):
        # sudo: the names of fields
        found = (
            self.env["ir.model.fields"]
            .sudo()
            .search(
                [
                    ("field_description", operator, value),
                    ("model", "in", self._get_models()),
                ]
            )
        )
        rows = self.search([("name", "in", list(set(found.mapped("name"))))])
        pairs = {(field.model, field.name) for field in found}
        return [
            ("id", "in", [row.id for row in rows if (row.model, row.name) in pairs])
        ]

    @api.depends("model")
    @api.depends_context("lang")
    def _compute_retention(self):
        # sudo: rules are no secret of theirs
        rules_sudo = self.env["icrm.retention.rule"].sudo()
        rules = rules_sudo.search(
            [("active", "=", True), ("res_model", "in", self.mapped("model"))]
        )
        labels = dict(rules._fields["action"]._description_selection(self.env))
        by_model = rules.grouped("res_model")
        for row in self:
            row.retention = ", ".join(
                self.env._(
                    "%(action)s after %(months)s months",
                    action=labels[rule.action],
                    months=rule.months,
                )
                for rule in by_model.get(row.model, ())
            )

    # ------------------------------------------------------------------
    # Following the models
    # ------------------------------------------------------------------

    @api.model
    def _get_models(self):
        """Return the models in the dictionary: ours, and those that declare data."""
        return [
            name
            for name in get_tables(self.env)
            if not self.env.registry[name]._transient
            and (is_hardened(self.env, name) or get_personal(self.env, name))
        ]

    @api.model
    def _describe(self):
        """Return ``{(model, field): values}`` of all that is stored."""
        found = {}
        for name in self._get_models():
            declared = {one.field: one for one in get_personal(self.env, name)}
            texts = {field.name for field in get_texts(self.env, name)}
            ours = is_hardened(self.env, name)
            for field in self.env[name]._fields.values():
                if not field.store or field.name in PLUMBING:
                    continue
                if not ours and field.name not in declared:
                    continue
                personal, erased = "no", "keep"
                if field.comodel_name in PEOPLE:
                    personal = "link"
                if field.name in texts:
                    personal, erased = "text", "sweep"
                if one := declared.get(field.name):
                    personal = "yes" if one.of else "text"
                    erased = {KEEP: "keep", "sweep": "sweep"}.get(one.erased, "gone")
                found[name, field.name] = {
                    "kind": field.type,
                    "personal": personal,
                    "erased": erased,
                }
        return found

    @api.model
    def _refresh(self):
        """Add, change and remove rows so that they say what the models are."""
        # sudo: rows follow the models
        rows_sudo = self.sudo().search([])
        described = self._describe()
        rows_sudo.filtered(lambda row: (row.model, row.name) not in described).unlink()
        for row in rows_sudo.exists():
            values = described.pop((row.model, row.name))
            if any(row[key] != value for key, value in values.items()):
                row.write(values)
        rows_sudo.create(
            [
                {"model": model, "name": name, **values}
                for (model, name), values in described.items()
            ]
        )

    def action_refresh(self):
        """Bring the dictionary up to date with the installed addons."""
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only officers can update the dictionary."))
        self._refresh()
        reload = {"type": "ir.actions.client", "tag": "soft_reload"}
        return show_message(
            self.env._("The data dictionary is up to date."), then=reload
        )

    def action_export(self):
        """Download the dictionary as a workbook."""
        self._check_reader()
        return {
            "type": "ir.actions.act_url",
            "url": "/icrm/data-dictionary.xlsx",
            "target": "download",
        }

    @api.model
    def _check_reader(self):
        user = self.env.user
        if not any(map(user.has_group, (OFFICER, ADMIN, AUDITOR))):
            raise AccessError(
                self.env._("Only officers and auditors read the data dictionary.")
            )

    @api.model
    def _get_export(self):
        """Return ``(rows, sheets)`` of the whole dictionary, as the caller reads it."""
        self._check_reader()
        rows = self.search([])
        names = (
            "model_name",
            "model",
            "label",
            "name",
            "kind",
            "help_text",
            "meaning",
            "owner_id",
            "personal",
            "erased",
            "retention",
        )
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("personal", "erased")
        }
        table = [[self._fields[name]._description_string(self.env) for name in names]]
        for row in rows:
            # sudo: the name of the owner
            owner = row.sudo().owner_id.name
            values = {**{name: row[name] for name in names}, "owner_id": owner}
            for name, found in labels.items():
                values[name] = found[row[name]]
            table.append([values[name] or "" for name in names])
        return rows, [(self.env._("Data Dictionary"), table)]
