# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# Odoo's loader takes the modules named test_* that it finds in this namespace and looks
# into no folder: each folder's modules come up here by its star. A file that no list
# names, or two of one name, fail tests/test_odoo_runner.py.
from . import test_common, test_menus, test_translations
from .access import *
from .catalogue import *
from .complaint import *
from .customer import *
from .evaluation import *
from .history import *
from .importer import *
from .improvement import *
from .measures import *
from .promise import *
from .request import *
from .voice import *
