# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..access.groups import AUDITOR, MANAGER

READERS = f"{MANAGER},{AUDITOR}"


class IcrmService(models.Model):
    """What customers feel about a service, as the last published campaign found."""

    _inherit = "icrm.service"

    kano_class = fields.Selection(
        [
            ("M", "Must-be"),
            ("O", "Performance"),
            ("A", "Delighter"),
            ("I", "Indifferent"),
            ("R", "Unwanted"),
            ("Q", "Unclear"),
        ],
        string="KANO Class",
        readonly=True,
        copy=False,
        groups=READERS,
        help="Must-be services first; from the last published KANO campaign.",
    )
    kano_better = fields.Float(
        string="Better Coefficient",
        readonly=True,
        copy=False,
        groups=READERS,
        aggregator="avg",
        help="Satisfaction gained if present, 0 to 1.",
    )
    kano_worse = fields.Float(
        string="Worse Coefficient",
        readonly=True,
        copy=False,
        groups=READERS,
        aggregator="avg",
        help="Satisfaction lost if absent, 0 to -1.",
    )
    kano_campaign_id = fields.Many2one(
        "icrm.campaign",
        string="KANO Campaign",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        groups=READERS,
    )

    _kano_check = models.Constraint(
        "CHECK (kano_better BETWEEN 0 AND 1 AND kano_worse BETWEEN -1 AND 0)",
        "KANO coefficients must be between 0 and 1, and between -1 and 0.",
    )
