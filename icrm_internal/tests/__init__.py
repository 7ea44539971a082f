# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_axe
from . import test_buttons
from . import test_common
from . import test_glossary
from . import test_home
from . import test_js
from . import test_js_contract
from . import test_menus
from . import test_translations
from .access import *
from .catalogue import *
from .complaint import *
from .customer import *
from .evaluation import *
from .external import *
from .fulfilment import *
from .foresight import *
from .importer import *
from .measures import *
from .messaging import *
from .privacy import *
from .promise import *
from .request import *
from .voice import *
