# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.fields import Domain

from .icrm_search import MAX_TEXT


class IcrmRequestFindMixin(models.AbstractModel):
    """What is typed on the desk: a number, words of the subject, a person, a phone."""

    _name = "icrm.request.find.mixin"
    _description = "Requests by What Is Typed"

    icrm_find = fields.Char(
        string="Request or Customer",
        compute="_compute_icrm_find",
        search="_search_icrm_find",
        exportable=False,
        help="Searched only: number, subject, name or phone number of the customer.",
    )

    def _compute_icrm_find(self):
        self.icrm_find = False

    def _search_icrm_find(self, operator, value):
        """Find requests by number, subject or customer; by telephone where allowed.

        People are found first, and few: the indexes then serve each part.
        """
        if operator not in ("ilike", "=ilike", "=") or not isinstance(value, str):
            return NotImplemented
        text = value[:MAX_TEXT].strip()
        if not text:
            return Domain.TRUE
        Search = self.env["icrm.search"]
        domain = Domain("name", "ilike", text)
        if any(char.isdigit() for char in text):
            domain |= Domain("number", "ilike", text)
            domain |= Search._number_domain(text) or Domain.FALSE
        people = Search._find_people(text)
        if people:
            domain |= Search._of_people(people)
        return domain
