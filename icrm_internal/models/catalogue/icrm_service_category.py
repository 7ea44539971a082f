# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..customer.duty import Duty
from .translations import read_texts


class IcrmServiceCategory(models.Model):
    """A shelf of the catalogue; shelves may hold shelves."""

    _name = "icrm.service.category"
    _inherit = "icrm.shared"
    _description = "Service Category"
    _parent_store = True
    _order = "sequence, name, id"
    _icrm_duties = (Duty("specialist_ids"),)

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(
        string="Full Name", compute="_compute_complete_name", recursive=True
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one(
        "icrm.service.category", ondelete="restrict", index=True
    )
    parent_path = fields.Char(index=True)
    icon = fields.Char(
        default="fa-cube", help="A Font Awesome icon, such as fa-laptop."
    )
    color = fields.Integer()
    service_ids = fields.One2many("icrm.service", "category_id")
    search_text = fields.Text(
        compute="_compute_search_text", store=True, recursive=True
    )
    specialist_ids = fields.Many2many(
        "res.users",
        "icrm_service_category_specialist_rel",
        "category_id",
        "user_id",
        string="Specialists",
        domain="[('share', '=', False)]",
        help="Get requests first in teams that assign by competence, for this category "
        "and those below it.",
    )

    @api.depends("name", "parent_id.complete_name")
    @api.depends_context("lang")
    def _compute_complete_name(self):
        for category in self:
            parent = category.parent_id
            category.complete_name = (
                f"{parent.complete_name} / {category.name}" if parent else category.name
            )

    @api.depends("complete_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for category in self:
            category.display_name = category.complete_name

    @api.depends("name", "parent_id.search_text")
    def _compute_search_text(self):
        """The names of the category and those above it, in every language."""
        texts = read_texts(self, ["name"])
        for category in self:
            category.search_text = " ".join(
                filter(None, [*texts[category.id], category.parent_id.search_text])
            )

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A category cannot be its own parent."))

    @api.constrains("icon")
    def _check_icon(self):
        for category in self:
            # The icon becomes a class of an element on a page.
            name = (category.icon or "fa-cube").removeprefix("fa-").replace("-", "")
            if not (category.icon or "fa-").startswith("fa-") or not (
                name.isascii() and name.isalnum()
            ):
                raise ValidationError(
                    self.env._(
                        "Category %(name)s: the icon must be a Font Awesome name, "
                        "e.g. fa-laptop.",
                        name=category.name,
                    )
                )

    # ------------------------------------------------------------------
    # Competence
    # ------------------------------------------------------------------

    @api.model
    def _sql_competence(self, user_id):
        """Return the query of the categories a user is a specialist of.

        :param SQL user_id: the user's id in the query around it
        """
        field = self._fields["specialist_ids"]
        return SQL(
            "SELECT %s FROM %s WHERE %s = %s",
            SQL.identifier(field.relation, field.column1),
            SQL.identifier(field.relation),
            SQL.identifier(field.relation, field.column2, to_flush=field),
            user_id,
        )

    @api.model
    def _get_specialties(self, user):
        """Return the categories that *user* is a specialist of, with those below."""
        # SQL: the query by which assignees are chosen, so that both find the same
        rows = self.env.execute_query(self._sql_competence(SQL("%s", user.id)))
        return self.search([("id", "child_of", [id_ for (id_,) in rows])])
