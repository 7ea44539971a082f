# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Runs the suites of the addons beside ours as they are, less what cannot pass.

``ICRM_PEERS_DESELECTED`` names a file with one test a line, as
``module::Class::method``, followed by ``#`` and the reason why it is left out.
A shorter name leaves out all below it.
"""

import os
from pathlib import Path


def _deselected():
    path = os.environ.get("ICRM_PEERS_DESELECTED")
    if not path or not Path(path).is_file():
        return set()
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return {name for line in lines if (name := line.split("#")[0].strip())}


def _names(item):
    """Yield the name of *item* and of all above it, without where it is installed."""
    _path, *rest = item.nodeid.split("::")
    parts = [item.module.__name__, *rest]
    for size in range(1, len(parts) + 1):
        yield "::".join(parts[:size])


def pytest_collection_modifyitems(config, items):
    deselected = _deselected()
    out = [item for item in items if deselected.intersection(_names(item))]
    if out:
        config.hook.pytest_deselected(items=out)
        left_out = set(map(id, out))
        items[:] = [item for item in items if id(item) not in left_out]
