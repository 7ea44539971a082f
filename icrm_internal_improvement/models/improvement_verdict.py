# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What an improvement came to, in one line: a function of one improvement."""

from odoo.addons.icrm_internal.measures import rounding, trend


def get_verdict(improvement):
    """Return in words how far the new measurement got."""
    _ = improvement.env._
    if not improvement.is_measured:
        return _("Not measured again")
    format_figure = improvement._format_figure
    figures = {
        "before": format_figure(improvement.baseline_value),
        "after": format_figure(improvement.after_value),
        "target": format_figure(improvement.target_value),
        "share": int(rounding.half_up(100 * improvement.progress, 0)),
    }
    if is_chance(improvement):
        return _(
            "From %(before)s to %(after)s: not clear, too few cases "
            "(%(n_before)s before, %(n_after)s after).",
            n_before=improvement.baseline_case_count,
            n_after=improvement.after_case_count,
            **figures,
        )
    if improvement._is_reached():
        return _(
            "From %(before)s to %(after)s: target of %(target)s reached.",
            **figures,
        )
    if improvement._is_better(improvement.after_value, improvement.baseline_value):
        return _(
            "From %(before)s to %(after)s: %(share)s%% of the way to %(target)s.",
            **figures,
        )
    return _(
        "From %(before)s to %(after)s: no progress towards %(target)s.",
        **figures,
    )


def is_chance(improvement):
    """Return whether before and after rest on too few cases to tell them apart.

    Known of figures that an indicator computed: of a share the interval of the
    difference decides, of anything else the company's smallest number of ratings.
    """
    # sudo: who sees the improvement sees of what its figure is made.
    own = improvement.sudo()
    counts = own.baseline_case_count, own.after_case_count
    if not own.kpi_id.formula or not all(counts):
        return False
    if min(counts) < own.company_id.icrm_rating_min_count:
        return True
    if own.kpi_id.unit != "percent":
        return False
    moved = abs(own.after_value - own.baseline_value) >= trend.SAME
    return moved and trend.STILL == trend.compare(
        own.baseline_value,
        own.after_value,
        own.direction == "up",
        counts[1],
        counts[0],
    )
