# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

# Fields that working time is computed from, beside those of other models
HOURS_FIELDS = frozenset(
    {
        "attendance_ids",
        "company_id",
        "flexible_hours",
        "full_time_required_hours",
        "hours_per_day",
        "schedule_type",
        "two_weeks_calendar",
        "tz",
    }
)
# So many names are listed of each kind.
NAMED = 5


class ResourceCalendar(models.Model):
    """Hours that promises rest on: changed ones move dates, and they must open."""

    _inherit = "resource.calendar"

    icrm_changed = fields.Boolean(
        string="Has Changes",
        readonly=True,
        copy=False,
        help="Promised dates will be recalculated by the next job.",
    )

    def write(self, vals):
        if "active" in vals and not vals["active"]:
            self.filtered("active")._icrm_check_archive()
        result = super().write(vals)
        if not HOURS_FIELDS.isdisjoint(vals):
            self._icrm_mark_changed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_promised(self):
        self._icrm_check_archive()
        # sudo: whether there are clocks, of whichever company.
        clock_sudo = (
            self.env["icrm.clock"]
            .sudo()
            .search([("calendar_id", "in", self.ids)], limit=1)
        )
        if clock_sudo:
            raise UserError(
                self.env._(
                    "Promises were made in working hours “%(calendar)s”, and can no "
                    "longer be explained without them. Archive them instead.",
                    calendar=clock_sudo.calendar_id.name,
                )
            )

    # ------------------------------------------------------------------
    # Changes
    # ------------------------------------------------------------------

    def _icrm_mark_changed(self):
        """Mark these calendars, so that their promises are computed again."""
        # sudo: users who may change hours change the promises too. The hours of a
        # company are the full time of its flexible ones.
        calendars_sudo = self.sudo() | self.sudo().search(
            [
                ("flexible_hours", "=", True),
                ("company_id.resource_calendar_id", "in", self.ids),
            ]
        )
        calendars_sudo._icrm_check_later()
        calendars_sudo = calendars_sudo.filtered(
            lambda calendar: not calendar.icrm_changed
        )
        # sudo: whether there are clocks, of whichever company.
        if calendars_sudo and self.env["icrm.clock"].sudo().search_count(
            [("calendar_id", "in", calendars_sudo.ids), ("state", "=", "running")],
            limit=1,
        ):
            calendars_sudo.icrm_changed = True
            # sudo: a job is woken by the system.
            self.env.ref("icrm_internal.ir_cron_clock_reckon").sudo()._trigger()

    # ------------------------------------------------------------------
    # What rests on them
    # ------------------------------------------------------------------

    def _icrm_check_later(self):
        """Check at the end of the transaction that these calendars, if used, open.

        Not at once: replacing hours, a form or a button deletes the old ones first.
        """
        precommit = self.env.cr.precommit
        if "icrm_calendars" not in precommit.data:
            precommit.data["icrm_calendars"] = set()
            precommit.add(self.browse()._icrm_check_changed)
        precommit.data["icrm_calendars"].update(self.ids)

    @api.model
    def _icrm_check_changed(self):
        ids = self.env.cr.precommit.data.pop("icrm_calendars", ())
        # sudo: what uses the hours counts, visible to the writer or not.
        for calendar in self.sudo().browse(ids).exists():
            companies, uses = calendar._icrm_get_uses()
            try:
                for company in companies:
                    calendar._icrm_check_opens(company)
            except ValidationError as error:
                raise ValidationError(
                    self.env._(
                        "%(problem)s\n\nThese working hours are used by:\n%(uses)s",
                        problem=error,
                        uses="\n".join(f"• {use}" for use in uses),
                    )
                ) from error

    def _icrm_check_archive(self):
        """Raise if anything would go on using these calendars."""
        # sudo: as above
        for calendar in self.sudo():
            _companies, uses = calendar._icrm_get_uses(clocks=False)
            if uses:
                raise UserError(
                    self.env._(
                        "Working hours “%(calendar)s” are in use. Choose others for "
                        "these first:\n%(uses)s",
                        calendar=calendar.name,
                        uses="\n".join(f"• {use}" for use in uses),
                    )
                )

    def _icrm_get_uses(self, clocks=True):
        """Return what uses this calendar for promises, in sudo.

        :param bool clocks: whether running promises count, too
        :return: (companies, list of sentences)
        """
        self.ensure_one()
        published = Domain("state", "=", "published") & Domain(
            "promise_ids", "!=", False
        )
        services = self.env["icrm.service"].search(
            Domain("calendar_id", "=", self.id)
            | (
                published
                & Domain("calendar_id", "=", False)
                & (
                    Domain("team_id.icrm_calendar_id", "=", self.id)
                    | (
                        Domain("team_id.icrm_calendar_id", "=", False)
                        & Domain("company_id.resource_calendar_id", "=", self.id)
                    )
                )
            )
        )
        teams = self.env["helpdesk.ticket.team"].search(
            [("icrm_calendar_id", "=", self.id)]
        )
        companies = services.company_id | teams.company_id
        uses = []
        if services:
            names = self._icrm_format_names(services)
            uses.append(self.env._("services: %(names)s", names=names))
        if teams:
            names = self._icrm_format_names(teams)
            uses.append(self.env._("teams: %(names)s", names=names))
            if not teams.company_id:
                companies |= self.company_id or self.env.company
        if clocks:
            running = self.env["icrm.clock"]._read_group(
                [
                    ("calendar_id", "=", self.id),
                    ("state", "in", ("running", "paused")),
                    ("ticket_id", "!=", False),
                ],
                ["company_id"],
                ["__count"],
            )
            if running:
                companies = companies.union(*(company for company, _count in running))
                count = sum(count for _company, count in running)
                uses.append(self.env._("running promises: %(count)s", count=count))
        return companies, uses

    def _icrm_format_names(self, records):
        names = records[:NAMED].mapped("name")
        if len(records) > NAMED:
            names.append(self.env._("%(count)s more", count=len(records) - NAMED))
        return ", ".join(names)
