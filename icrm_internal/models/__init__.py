# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# The order is the architecture: a domain may use those above it, never below.
from . import (  # isort: skip
    access,
    customer,
    messaging,
    catalogue,
    request,
    promise,
    fulfilment,
    foresight,
    external,
    complaint,
    voice,
    evaluation,
    privacy,
)
