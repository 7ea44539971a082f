# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from odoo.addons.icrm_internal.tests.menu_budget import MenuBudgetCommon


@tagged("post_install", "-at_install")
class TestMenuBudgetAll(MenuBudgetCommon):
    """The budget holds where the addons that install themselves are there, too."""

    def test_budget(self):
        self._check_budget()
