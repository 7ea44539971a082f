# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import value
from . import account
from . import plan
from . import event
from . import counsel
from . import incident
