# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""This addon's part of the tables of ``icrm_internal/tests/access``; see there."""

from odoo.addons.icrm_internal.tests.access.entry_points_external import DOCUMENT

METHODS = {"sale.order": DOCUMENT}
