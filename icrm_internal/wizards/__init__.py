# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# From the ground up, as in models/.
from . import (  # isort: skip
    access,
    customer,
    messaging,
    catalogue,
    request,
    promise,
    fulfilment,
    external,
    complaint,
    voice,
    evaluation,
)
