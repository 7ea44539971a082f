# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Why people of the audience are not asked, in words.

All of it is known before anybody is invited, so nothing here says who answers.
"""

#: Shown by name for each reason; the others are counted.
MOST_NAMES = 50


def describe_left_out(campaign, counts, names=None):
    """Return the reasons for which people of the audience are not asked.

    :param counts: what :meth:`.AudienceQuery.count` returns
    :param names: {reason: [name, ...]}, of those who may read them
    :return: [{"reason", "count", "text", "names", "more"}], the commonest first
    """
    texts = _get_texts(campaign, counts["listed"])
    rows = []
    for reason, get_text in texts.items():
        count = counts[reason]
        if count:
            shown = (names or {}).get(reason, [])
            rows.append(
                {
                    "reason": reason,
                    "count": count,
                    "text": get_text(count),
                    "names": shown,
                    "more": count - len(shown) if shown else 0,
                }
            )
    return sorted(rows, key=lambda row: -row["count"])


def join_left_out(campaign, counts):
    """Return the reasons in one sentence, "" if all are asked."""
    rows = describe_left_out(campaign, counts)
    if not rows:
        return ""
    return campaign.env._(
        "Left out: %(reasons)s.", reasons="; ".join(row["text"] for row in rows)
    )


def _get_texts(campaign, listed):
    """Return {reason: function of the count}."""
    _ = campaign.env._

    def cooling(count):
        return _(
            "%(count)s of %(total)s by the cool-down of %(days)s days",
            count=count,
            total=listed,
            days=campaign.cooldown_days,
        )

    def unconcerned(count):
        if campaign.subject_choice == "all":
            return _(
                "%(count)s of %(total)s because they would rate their own department",
                count=count,
                total=listed,
            )
        return _(
            "%(count)s of %(total)s without a request to the rated subjects in the "
            "last %(days)s days",
            count=count,
            total=listed,
            days=campaign.contact_days,
        )

    def left_out(count):
        return _(
            "%(count)s of %(total)s by the sample of %(share)s %%",
            count=count,
            total=listed,
            share=campaign.sample_share,
        )

    return {"cooling": cooling, "unconcerned": unconcerned, "left_out": left_out}
