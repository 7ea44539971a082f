# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmServiceTerm(models.Model):
    """The index of the catalogue: what a service may be found by.

    Written by ``search_index`` when a service or the thesaurus changes, read by
    ``relevance``; nobody has a right to it.
    """

    _name = "icrm.service.term"
    _description = "Search Index of Services"
    _log_access = False
    _order = "id"

    service_id = fields.Many2one(
        "icrm.service", required=True, ondelete="cascade", index=True
    )
    term = fields.Char(required=True)
    weight = fields.Float(required=True)
    word = fields.Char(help="As written in the service.")

    # Compared as bytes: beginnings of words are found by the same index
    _term_idx = models.Index('(term COLLATE "C") INCLUDE (service_id, weight)')
