# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from .access import *
from .measures import *
from .value import *
from .account import *
from .plan import *
from .event import *
from .counsel import *
from .incident import *
