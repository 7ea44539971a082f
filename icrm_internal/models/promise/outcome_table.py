# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Tables of simulated promises, as HTML."""

from markupsafe import Markup

TABLE = Markup(
    '<div class="table-responsive"><table class="table table-sm align-top">'
    "<thead><tr>%s</tr></thead><tbody>%s</tbody></table></div>"
)
# Else a phone breaks names after each sign.
CELL = Markup('<td style="min-width: 6rem">%s</td>')


def render_table(titles, rows):
    """Return a table; what is no markup is escaped."""
    return TABLE % (
        Markup().join(Markup("<th>%s</th>") % title for title in titles),
        Markup().join(
            Markup("<tr>%s</tr>") % Markup().join(CELL % cell for cell in row)
            for row in rows
        ),
    )
