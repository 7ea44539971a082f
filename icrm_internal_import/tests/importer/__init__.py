# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from importlib.util import find_spec

from . import test_columns, test_dates, test_timeline

# Of requirements-test.txt; an installation has no need of it.
if find_spec("hypothesis"):
    from . import test_generated
