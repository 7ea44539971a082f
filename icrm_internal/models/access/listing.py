# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Names one after the other, as the reader's language writes them.

Core exports no text of one sign for translation.
"""


def join_names(env, names):
    """Return *names* as one text: "A, B", in Chinese "A、B"."""
    return ("、" if (env.lang or "").startswith("zh") else ", ").join(names)
