# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    access,
    catalogue,
    complaint,
    customer,
    evaluation,
    history,
    importer,
    improvement,
    measures,
    promise,
    request,
    test_common,
    test_glossary,
    test_menus,
    test_translations,
    voice,
)
