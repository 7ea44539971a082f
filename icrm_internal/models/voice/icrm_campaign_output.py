# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class IcrmCampaign(models.Model):
    """What leaves the screen of results: comments, paper, a workbook."""

    _inherit = "icrm.campaign"

    def action_open_comments(self):
        """Return the action that lists the comments the caller may read."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "icrm_internal.icrm_comment_action"
        )
        action.pop("path", None)
        return {**action, "domain": [("campaign_id", "=", self.id)]}

    def action_print_results(self):
        """Return the action that prints the results, in the caller's language."""
        self.ensure_one()
        self.check_access("read")
        return self.env.ref("icrm_internal.icrm_campaign_report").report_action(self)

    def action_export_results(self):
        """Return the action that downloads the results as a workbook."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/icrm/campaign/{self.id}/results.xlsx",
            "target": "download",
        }

    def _get_export(self):
        """Return the results as sheets: [(name, [row, ...])], heads first.

        Made of :meth:`get_results`, as the caller: nothing more than the screen shows.
        """
        _ = self.env._
        found = self.get_results()
        campaign = found["campaign"]
        asked = found["participation"]
        summary = [
            [_("Campaign"), campaign["name"]],
            [_("Opened"), campaign["date_open"] or ""],
            [_("Closed"), campaign["date_close"] or ""],
            [_("People Asked"), asked["invited"]],
            [_("Answered"), asked["answered"]],
            [_("Smallest group shown"), campaign["min_group"]],
            [],
            [_("Figure"), "n", _("Value"), _("Low"), _("High"), _("Wave before")],
        ]
        for key, label in (
            ("servqual", _("Service quality (SERVQUAL)")),
            ("csat", _("Satisfied, %")),
            ("nps", _("Willingness to recommend (NPS)")),
            ("ces", _("Ease (CES)")),
        ):
            one = found["overall"][key]
            if one:
                before = (one["previous"] or {}).get("value")
                summary.append(
                    [label, one["n"], one["value"], one["low"], one["high"], before]
                )
        dimensions = [
            [
                _("Dimension"),
                _("Question"),
                "n",
                _("Expected"),
                _("Perceived"),
                _("Gap"),
                _("Mean"),
                _("Standard deviation"),
                _("Alpha"),
                _("Score"),
                _("Weight"),
            ]
        ]
        for one in found["dimensions"]:
            dimensions.append(
                [
                    one["name"],
                    "",
                    one["n"],
                    one["expectation"],
                    one["perception"],
                    one["gap"],
                    one["mean"],
                    one["sd"],
                    one["alpha"],
                    one["score"],
                    one["weight"],
                ]
            )
            dimensions += [
                [
                    one["name"],
                    item["title"],
                    item["n"],
                    item["expectation"],
                    item["perception"],
                    item["gap"],
                    item["mean"],
                ]
                for item in one["items"]
            ]
        sheets = [
            (_("Summary"), summary),
            (_("Dimensions"), dimensions),
            (
                _("Participation"),
                [
                    [_("Department"), _("People Asked"), _("Answered")],
                    *(
                        [one["name"], one["invited"], one["answered"]]
                        for one in asked["departments"]
                    ),
                ],
            ),
            (
                _("Comparison"),
                [
                    [_("About, or answered by"), "n", _("Score")],
                    *(
                        [one["name"], one["n"], one["score"]]
                        for one in found["comparison"]
                    ),
                ],
            ),
        ]
        if found["kano"]:
            rows = [
                [one["name"], one["kind"], one["n"], one["better"], one["worse"]]
                for one in found["kano"]
            ]
            heads = [
                _("Attribute"),
                _("Class"),
                "n",
                _("Better Coefficient"),
                _("Worse Coefficient"),
            ]
            sheets.append(("KANO", [heads, *rows]))
        if found["items"]:
            rows = [
                [item["title"], count["label"], count["n"]]
                for item in found["items"]
                for count in item["counts"]
            ]
            sheets.append((_("Questions"), [[_("Question"), _("Answer"), "n"], *rows]))
        return sheets
