# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..access import caller_values, company_day
from ..access.actions import open_form
from ..access.icrm_reason_mixin import ReasonStep
from ..access.jobs import run_each, run_step
from ..access.number_formatter import NumberFormatter
from ..access.personal import NAME, Personal
from ..access.safe_html import SafeHtml
from ..customer import department_names
from ..customer.duty import Duty
from . import agreement_changes
from .outcome_table import render_table
from .releasing import end
from .simulation_ledger import QUARTER_DAYS

# What is agreed on: fixed from the proposal on.
CONTENT_FIELDS = frozenset(
    {
        "name",
        "relationship_id",
        "date_from",
        "date_to",
        "provider_duties",
        "customer_duties",
        "reporting",
        "review_months",
        "line_ids",
    }
)

# A hand-over is typical of a service when one request in so many goes that way.
TYPICAL = 20


IN_FORCE = [("state", "in", ("proposed", "signed"))]


class IcrmAgreement(models.Model):
    """A signed, versioned set of promises on a relationship."""

    _name = "icrm.agreement"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "icrm.reminder",
        "icrm.editable",
        "icrm.reason.mixin",
    ]
    _description = "Service Agreement"
    _icrm_personal = (
        Personal("provider_signed_name", "provider_signed_by_id", NAME),
        Personal("customer_signed_name", "customer_signed_by_id", NAME),
    )
    _order = "relationship_id, version desc"
    _icrm_duties = (
        Duty("provider_department_id", IN_FORCE, release=end),
        Duty("customer_department_id", IN_FORCE, release=end),
    )

    name = fields.Char(required=True, default=lambda self: self.env._("Agreement"))
    relationship_id = fields.Many2one(
        "icrm.relationship", required=True, ondelete="restrict", index=True
    )
    provider_department_id = fields.Many2one(
        related="relationship_id.provider_department_id", store=True
    )
    customer_department_id = fields.Many2one(
        related="relationship_id.customer_department_id", store=True
    )
    company_id = fields.Many2one(related="relationship_id.company_id", store=True)
    version = fields.Integer(default=1, readonly=True, copy=False)
    previous_id = fields.Many2one(
        "icrm.agreement",
        ondelete="restrict",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("proposed", "Proposed"),
            ("signed", "Signed"),
            ("superseded", "Superseded"),
            ("ended", "Ended"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    date_from = fields.Date(
        string="Valid from", required=True, default=company_day.today
    )
    date_to = fields.Date(string="Valid to")
    provider_duties = SafeHtml(string="Provider Duties", translate=True)
    customer_duties = SafeHtml(string="Customer Duties", translate=True)
    reporting = SafeHtml(translate=True, help="Reports, recipients and frequency.")
    review_months = fields.Integer(string="Review every (months)", default=6)
    line_ids = fields.One2many(
        "icrm.agreement.line", "agreement_id", string="Promises", copy=True
    )

    # Signatures
    provider_signed_by_id = fields.Many2one(
        "res.users", ondelete="restrict", readonly=True, copy=False
    )
    provider_signed_name = fields.Char(readonly=True, copy=False)
    provider_signed_at = fields.Datetime(readonly=True, copy=False)
    customer_signed_by_id = fields.Many2one(
        "res.users", ondelete="restrict", readonly=True, copy=False
    )
    customer_signed_name = fields.Char(readonly=True, copy=False)
    customer_signed_at = fields.Datetime(readonly=True, copy=False)
    provider_name = fields.Char(
        string="Provider's Name",
        translate=True,
        readonly=True,
        copy=False,
        help="When signed.",
    )
    customer_name = fields.Char(
        string="Customer's Name",
        translate=True,
        readonly=True,
        copy=False,
        help="When signed.",
    )
    provider_signer_id = fields.Many2one(
        "res.users",
        string="Signs for the Provider",
        compute="_compute_signers",
        compute_sudo=True,
    )
    customer_signer_id = fields.Many2one(
        "res.users",
        string="Signs for the Customer",
        compute="_compute_signers",
        compute_sudo=True,
    )
    can_sign = fields.Boolean(compute="_compute_can_sign")
    can_return = fields.Boolean(compute="_compute_can_sign")
    can_counter = fields.Boolean(compute="_compute_can_sign")

    # What changed
    proposed_by_id = fields.Many2one(
        "res.users", ondelete="set null", readonly=True, copy=False
    )
    proposal_count = fields.Integer(
        string="Proposals", readonly=True, copy=False, help="How often it was proposed."
    )
    last_proposal = fields.Json(readonly=True, copy=False, groups=fields.NO_ACCESS)
    has_changes = fields.Boolean(compute="_compute_has_changes")
    changes = fields.Html(compute="_compute_changes", sanitize=False)
    signed_at = fields.Datetime(
        string="Signed",
        readonly=True,
        copy=False,
    )
    budget_warning = fields.Html(
        string="Time Warning",
        compute="_compute_budget_warning",
        sanitize=False,
        help="Promises shorter than the usual hand-overs.",
    )

    # What was forecast of these promises
    simulation_id = fields.Many2one(
        "icrm.promise.simulation",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    reality = fields.Html(
        string="Forecast and Reality", compute="_compute_reality", sanitize=False
    )

    _date_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The agreement must end after it starts.",
    )
    _review_range = models.Constraint(
        "CHECK (review_months BETWEEN 1 AND 60)",
        "The review interval must be 1 to 60 months.",
    )

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------

    @api.depends("name", "version")
    def _compute_display_name(self):
        for agreement in self:
            agreement.display_name = self.env._(
                "%(name)s, version %(version)s",
                name=agreement.name or "",
                version=agreement.version,
            )

    @api.depends(
        "relationship_id.provider_department_id.manager_id.icrm_user_id",
        "relationship_id.customer_department_id.manager_id.icrm_user_id",
    )
    def _compute_signers(self):
        for agreement in self:
            relationship = agreement.relationship_id
            for side in ("provider", "customer"):
                department = relationship[f"{side}_department_id"]
                agreement[f"{side}_signer_id"] = department._icrm_get_head()

    @api.depends_context("uid")
    @api.depends(
        "state",
        "provider_signer_id",
        "customer_signer_id",
        "provider_signed_at",
        "customer_signed_at",
    )
    def _compute_can_sign(self):
        user = self.env.user
        for agreement in self:
            agreement.can_sign = bool(agreement._get_sides(user))
            agreement.can_return = (
                agreement.state == "proposed" and user in agreement._get_heads()
            )
            agreement.can_counter = (
                agreement.can_return and user != agreement.proposed_by_id
            )

    def _get_heads(self):
        """Return the heads of both sides, and those above them, in sudo."""
        # sudo: who heads a department is no secret of an agreement's readers.
        agreement_sudo = self.sudo()
        return (
            agreement_sudo.provider_department_id.icrm_head_user_ids
            | agreement_sudo.customer_department_id.icrm_head_user_ids
        )

    @api.depends("previous_id", "last_proposal")
    def _compute_has_changes(self):
        for agreement in self:
            # sudo: whether there is something to compare with
            agreement_sudo = agreement.sudo()
            agreement.has_changes = bool(
                agreement_sudo.previous_id or agreement_sudo.last_proposal
            )

    @api.depends_context("lang")
    def _compute_changes(self):
        """Compare with the last proposal, and with the version before this one."""
        _ = self.env._
        for agreement in self:
            # sudo: readers of a version read the one before, which has the same sides.
            agreement_sudo = agreement.sudo()
            content = agreement_changes.get_content(agreement_sudo)
            now = _("Version %(version)s", version=agreement.version)
            tables = []
            if proposal := agreement_sudo.last_proposal:
                tables.append((proposal, _("Proposed before"), _("Now")))
            if previous := agreement_sudo.previous_id:
                tables.append(
                    (
                        agreement_changes.get_content(previous),
                        _("Version %(version)s", version=previous.version),
                        now,
                    )
                )
            agreement.changes = Markup().join(
                agreement_changes.render(agreement_sudo, old, content, title, other)
                or Markup("<p>%s</p>")
                % _("Nothing changed since: %(what)s", what=title)
                for old, title, other in tables
            )

    def _get_sides(self, user):
        """Return the sides ("provider", "customer") for which *user* is to sign."""
        self.ensure_one()
        if self.state != "proposed":
            return []
        return [
            side
            for side in ("provider", "customer")
            if self[f"{side}_signer_id"] == user and not self[f"{side}_signed_at"]
        ]

    # ------------------------------------------------------------------
    # Forecast and reality
    # ------------------------------------------------------------------

    @api.depends("simulation_id", "state", "date_from")
    @api.depends_context("lang", "uid")
    def _compute_reality(self):
        for agreement in self:
            agreement.reality = agreement._render_reality()

    def _render_reality(self):
        # sudo: sums of the relationship, for who reads its agreement
        simulation_sudo = self.sudo().simulation_id
        if not simulation_sudo or self.state not in ("signed", "superseded", "ended"):
            return ""
        _ = self.env._
        first_day = self.date_from + timedelta(days=QUARTER_DAYS)
        if self._get_today() < first_day:
            return Markup("<p class='text-muted'>%s</p>") % _(
                "The forecast is compared with what happened from %(date)s on.",
                date=format_date(self.env, first_day),
            )
        since, until = company_day.midnight(self, self.date_from), None
        if self.date_to:
            until = company_day.midnight(self, self.date_to + timedelta(days=1))
        found = simulation_sudo._get_reality(since, until)
        shares = NumberFormatter(self.env)
        rows = []
        for key, name, source in [
            (None, _("All"), simulation_sudo),
            *(
                ((line.service_id.id, line.priority), line.service_id.name, line)
                for line in simulation_sudo.line_ids
            ),
        ]:
            met, count = found.get(key, (0, 0))
            if not count or not source.request_count:
                continue
            share = met / count
            inside = source.met_low <= share <= source.met_high
            rows.append(
                [
                    name,
                    source._format_forecast(shares),
                    _(
                        "%(share)s of %(count)s",
                        share=shares.format_percent(share),
                        count=count,
                    ),
                    _("as forecast") if inside else _("not as forecast"),
                ]
            )
        return render_table([_("Service"), _("Forecast"), _("Reality"), ""], rows)

    # ------------------------------------------------------------------
    # What was proposed is fixed
    # ------------------------------------------------------------------

    @api.model
    def _get_content_names(self):
        """Return the fields that are fixed from the proposal on."""
        return CONTENT_FIELDS

    @api.model
    def _get_compared_names(self):
        """Return those shown as values, not as texts, where versions are compared."""
        return ["name", "date_from", "date_to", "review_months"]

    def write(self, vals):
        if not self._get_content_names().isdisjoint(vals):
            self._check_draft()
        return super().write(vals)

    def _store(self, vals):
        """Write workflow fields; callers have checked the right."""
        return super().write(vals)  # pylint: disable=super-method-mismatch

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        """A translation of what was signed is what was signed."""
        if field_name in self._get_content_names():
            self._check_draft()
        return super()._update_field_translations(
            field_name, translations, digest=digest, source_lang=source_lang
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proposed(self):
        self._check_draft()

    def _check_draft(self):
        """Lock these agreements; raise UserError unless all are still drafts."""
        self._icrm_lock()
        for agreement in self:
            if agreement.state != "draft":
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(agreement)s is “%(state)s” and cannot be changed. Create "
                        "a new version.",
                        agreement=agreement.display_name,
                        state=labels[agreement.state],
                    )
                )

    # ------------------------------------------------------------------
    # Checks before signing
    # ------------------------------------------------------------------

    def _check_complete(self):
        """Raise UserError if something is missing that both are to sign."""
        self.ensure_one()
        _ = self.env._
        if not self.line_ids:
            raise UserError(
                _(
                    "%(agreement)s: add at least one promise with service and hours.",
                    agreement=self.display_name,
                )
            )
        # sudo: the version before and both heads count, visible to the signer or not.
        agreement_sudo = self.sudo()
        previous = agreement_sudo.previous_id
        if previous and self.date_from <= previous.date_from:
            raise UserError(
                _(
                    "Valid from: version %(version)s must start after %(date)s, the "
                    "start of the previous version.",
                    version=self.version,
                    date=previous.date_from,
                )
            )
        for side in ("provider", "customer"):
            department = agreement_sudo[f"{side}_department_id"]
            signer = agreement_sudo[f"{side}_signer_id"]
            if not signer:
                raise UserError(
                    _(
                        "%(department)s has no head who can sign. Set the "
                        "department's manager in Employees.",
                        department=department.name,
                    )
                )
            if not self.with_user(signer).sudo(False).has_access("read"):
                raise UserError(
                    _(
                        "%(name)s heads %(department)s but cannot open agreements. "
                        "Ask an administrator for the Department Manager role.",
                        name=signer.name,
                        department=department.name,
                    )
                )

    def _check_overlap(self):
        """Raise UserError if a signed agreement promises the same for the same days.

        The version before this one does not count: it ends when this one begins. Nor
        is anything agreed on for days that are over.
        """
        self.ensure_one()
        if self.date_to and self.date_to < self._get_today():
            raise UserError(
                self.env._(
                    "Valid to: %(date)s is in the past. Choose today or a later day.",
                    date=self.date_to,
                )
            )
        # sudo: what was signed counts, visible to the signer or not.
        agreement_sudo = self.sudo()
        others_sudo = agreement_sudo.search(
            [
                ("relationship_id", "=", agreement_sudo.relationship_id.id),
                ("state", "=", "signed"),
                ("id", "not in", (self.id, agreement_sudo.previous_id.id)),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", self.date_from),
                ("date_from", "<=", self.date_to or "9999-12-31"),
            ]
        )
        own = {(line.service_id, line.priority) for line in agreement_sudo.line_ids}
        for line_sudo in others_sudo.line_ids:
            if (line_sudo.service_id, line_sudo.priority) in own:
                raise UserError(
                    self.env._(
                        "%(other)s already covers %(service)s in this period. Create "
                        "a new version of it, or remove the service.",
                        other=line_sudo.agreement_id.display_name,
                        service=line_sudo.service_id.name,
                    )
                )

    @api.depends("line_ids.service_id", "line_ids.resolution_hours")
    def _compute_budget_warning(self):
        """Flag promises shorter than the hand-over budgets inside; three queries.

        The budget inside a service is the sum of the hours in which each team that the
        work typically passes through has to acknowledge it: teams to which at least one
        request in twenty was handed over in the last twelve months, and those of other
        departments that the service's responsibility table makes responsible or
        consults.
        """
        _ = self.env._
        # sudo: the teams of the signing heads.
        agreements_sudo = self.sudo()
        inside = self._get_inside(agreements_sudo.line_ids.service_id)
        for agreement, agreement_sudo in zip(self, agreements_sudo, strict=True):
            warnings = []
            for line in agreement_sudo.line_ids:
                teams = inside.get(line.service_id._origin, [])
                budget = sum(team.icrm_handover_hours for team in teams)
                if line.resolution_hours and budget > line.resolution_hours:
                    warnings.append(
                        _(
                            "%(service)s: %(promised)s h promised, hand-overs may "
                            "take %(budget)s h (%(teams)s).",
                            service=line.service_id.name,
                            promised=f"{line.resolution_hours:g}",
                            budget=f"{budget:g}",
                            teams=", ".join(
                                f"{team.name} {team.icrm_handover_hours:g} h"
                                for team in teams
                            ),
                        )
                    )
            agreement.budget_warning = warnings and Markup(
                "<ul class='mb-0 ps-3'>%s</ul>"
            ) % Markup().join(
                Markup("<li>%s</li>") % warning for warning in dict.fromkeys(warnings)
            )

    @api.model
    def _get_inside(self, services):
        """Return {service: the teams its requests typically pass through}."""
        # sudo: the names of teams are shown; of requests only how many passed through.
        Team = self.env["helpdesk.ticket.team"].sudo()
        inside = {service._origin: Team for service in services}
        if not any(inside):
            return {}
        env = Team.with_context(active_test=False).env
        since = fields.Datetime.now() - relativedelta(months=12)
        known = [service.id for service in inside if service]
        lately = Domain("icrm_submitted_at", ">=", since) & Domain(
            "icrm_service_id", "in", known
        )
        asked = dict(
            env["helpdesk.ticket"]._read_group(lately, ["icrm_service_id"], ["__count"])
        )
        for service, team, passed in env["icrm.handover"]._read_group(
            Domain("ticket_id", "any", lately),
            ["ticket_id.icrm_service_id", "to_team_id"],
            ["ticket_id:count_distinct"],
        ):
            if passed * TYPICAL >= asked[service]:
                inside[service] |= team
        departments = {
            service: service.role_ids.filtered(
                lambda role: role.responsibility in ("responsible", "consulted")
            ).department_id
            - service.department_id
            for service in inside
        }
        involved = self.env["hr.department"].union(*departments.values())
        by_department = {}
        for team in Team.search([("icrm_department_id", "in", involved.ids)]):
            by_department.setdefault(team.icrm_department_id, team)
        for service, others in departments.items():
            for department in others:
                inside[service] |= by_department.get(department, Team)
            inside[service] -= service.team_id
        return inside

    # ------------------------------------------------------------------
    # Workflow
    # ------------------------------------------------------------------

    def action_propose(self):
        """Fix the draft and ask both heads to sign it."""
        self.check_access("write")
        self._check_state("draft")
        for agreement in self:
            agreement._check_complete()
            agreement._check_overlap()
            agreement_sudo = agreement.sudo()
            agreement_sudo._store(
                {
                    "state": "proposed",
                    "proposed_by_id": self.env.uid,
                    "proposal_count": agreement_sudo.proposal_count + 1,
                }
            )
            if agreement_sudo.last_proposal:
                agreement._notify_heads("agreement_proposed_again")
            for side in ("provider", "customer"):
                agreement_sudo.activity_schedule(
                    "icrm_internal.mail_activity_type_sign",
                    summary=self.env._("Review and sign"),
                    user_id=agreement_sudo[f"{side}_signer_id"].id,
                )
            if agreement.budget_warning:
                agreement_sudo._message_log(body=agreement.budget_warning)
        return True

    def action_draft(self, reason: str):
        """Take a proposal back to draft; signatures given so far are void.

        The heads of both sides may, with a reason that the other side gets.
        """
        self._return_with_reason(reason, "agreement_returned")

    def action_counter(self, reason: str):
        """Take the other side's proposal back to draft, to change it oneself."""
        self.check_access("write")
        for agreement in self:
            if agreement.sudo().proposed_by_id == self.env.user:
                raise AccessError(
                    self.env._(
                        "%(agreement)s is your own proposal: take it back to draft.",
                        agreement=agreement.display_name,
                    )
                )
        self._return_with_reason(reason, "agreement_countered")

    def _return_with_reason(self, reason, event):
        self.check_access("write")
        reason = caller_values.reason_of(self.env, reason)
        for agreement in self:
            if self.env.user not in agreement._get_heads():
                raise AccessError(
                    self.env._(
                        "Only the heads of %(provider)s and %(customer)s can take "
                        "%(agreement)s back to draft.",
                        agreement=agreement.display_name,
                        provider=agreement.sudo().provider_department_id.name,
                        customer=agreement.sudo().customer_department_id.name,
                    )
                )
        self._return_to_draft()
        for agreement in self:
            agreement.sudo()._message_log(
                body=self.env._(
                    "Back to draft by %(name)s: %(reason)s",
                    name=self.env.user.name,
                    reason=reason,
                )
            )
            agreement._notify_heads(event, reason)

    def _notify_heads(self, event, reason=""):
        """Notify who signs for the other side, or for both if an officer acts."""
        for agreement_sudo in self.sudo():  # sudo: who signs
            signers = agreement_sudo.provider_signer_id
            signers |= agreement_sudo.customer_signer_id
            self.env["icrm.message"]._enqueue(
                event,
                signers - self.env.user,
                agreement_sudo,
                values={"by": self.env.user.name, "reason": reason},
                occasion=str(self.env.cr.now()),
            )

    def _return_to_draft(self):
        """Open proposals to changes, and remember what was proposed."""
        self._check_state("proposed")
        agreements_sudo = self.sudo()
        for agreement_sudo in agreements_sudo:
            agreement_sudo._store(
                {"last_proposal": agreement_changes.get_content(agreement_sudo)}
            )
        agreements_sudo._store(
            {
                "state": "draft",
                **{
                    f"{side}_signed_{what}": False
                    for side in ("provider", "customer")
                    for what in ("by_id", "name", "at")
                },
            }
        )
        agreements_sudo.activity_unlink(["icrm_internal.mail_activity_type_sign"])

    @api.model
    def _icrm_reason_steps(self):
        _ = self.env._
        return super()._icrm_reason_steps() | {
            "action_draft": ReasonStep(
                title=_("Back to Draft"),
                button=_("Back to Draft"),
                hint=_("Signatures become void. The other side gets your reason."),
            ),
            "action_counter": ReasonStep(
                title=_("Counter-Proposal"),
                button=_("Change the Proposal"),
                hint=_(
                    "Say what you want instead, then change the draft and propose it. "
                    "The other side gets your reason."
                ),
            ),
        }

    def action_open_changes(self):
        """Open the dialog that compares this version with what was before it."""
        self.ensure_one()
        self.check_access("read")
        return open_form(
            self,
            "icrm_internal.icrm_agreement_view_form_changes",
            name=self.env._("What Changed"),
            target="new",
        )

    def action_sign(self):
        """Sign as the current user, for the side or sides they head.

        Users sign only for themselves. With the second signature
        the agreement holds, from the day it is valid.

        :raise AccessError: the caller heads neither side
        """
        self.check_access("read")
        user = self.env.user
        for agreement in self:
            # Users without a role in it do not see the state, either.
            if user not in agreement.provider_signer_id | agreement.customer_signer_id:
                raise AccessError(
                    self.env._(
                        "Only the heads of %(provider)s and %(customer)s can sign "
                        "%(agreement)s.",
                        agreement=agreement.display_name,
                        provider=agreement.sudo().provider_signer_id.name or "",
                        customer=agreement.sudo().customer_signer_id.name or "",
                    )
                )
            agreement._check_state("proposed")
            # The form sends which proposal it shows.
            seen = self.env.context.get("icrm_proposal_seen")
            if seen and seen != agreement.proposal_count:
                raise UserError(
                    self.env._(
                        "%(agreement)s was proposed again. Reload the page before "
                        "signing.",
                        agreement=agreement.display_name,
                    )
                )
            sides = agreement._get_sides(user)
            if not sides:
                raise UserError(
                    self.env._(
                        "You have already signed %(agreement)s.",
                        agreement=agreement.display_name,
                    )
                )
            agreement_sudo = agreement.sudo()
            # Two agreements that exclude each other are not signed at the same moment.
            agreement_sudo.relationship_id._icrm_lock()
            agreement._check_overlap()
            now = fields.Datetime.now()
            values = {}
            for side in sides:
                values[f"{side}_signed_by_id"] = user.id
                values[f"{side}_signed_name"] = user.name
                values[f"{side}_signed_at"] = now
            agreement_sudo._store(values)
            agreement_sudo.activity_feedback(
                ["icrm_internal.mail_activity_type_sign"], user_id=user.id
            )
            agreement_sudo._message_log(
                body=self.env._("Signed by %(name)s.", name=user.name)
            )
            if agreement_sudo.provider_signed_at and agreement_sudo.customer_signed_at:
                agreement_sudo._activate(now)
        return True

    def _activate(self, now):
        """Both have signed: the agreement holds, and the one before it ends."""
        self.ensure_one()
        self._store({"state": "signed", "signed_at": now})
        for side in ("provider", "customer"):
            department_names.freeze(self, f"{side}_name", f"{side}_department_id")
        today = self._get_today()
        self.relationship_id.next_review_date = fields.Date.add(
            max(self.date_from, today), months=self.review_months
        )
        previous = self.previous_id
        if previous.state == "signed":
            # The old one stays valid for earlier requests; the later signature wins.
            last_day = max(self.date_from - timedelta(days=1), today)
            if previous.date_to:
                last_day = min(last_day, previous.date_to)
            previous._store({"date_to": max(last_day, previous.date_from)})
            # sudo: reasons stay published; both heads have signed the hours.
            self.env["icrm.segment.promise"].sudo().search(
                [("agreement_line_id", "in", previous.line_ids.ids)]
            )._follow(self.sudo())
            if self.date_from <= today:
                previous._store({"state": "superseded"})

    @api.model
    def _sql_in_force(self):
        """Return the condition for ``agreement`` to be in force for ``ask``.

        From the second signature on, on the days it is valid; on the first day of its
        next version until both heads have signed that, so that one of them counts.
        """
        return SQL(
            """
                agreement.state IN ('signed', 'superseded', 'ended')
            AND agreement.signed_at <= ask.at
            AND agreement.date_from <= ask.day
            AND COALESCE(agreement.date_to, 'infinity') >= ask.day
            AND NOT EXISTS (
                    SELECT
                      FROM icrm_agreement AS later
                     WHERE later.previous_id = agreement.id
                       AND later.state IN ('signed', 'superseded', 'ended')
                       AND later.signed_at <= ask.at
                       AND later.date_from <= ask.day
                )
            """
        )

    def action_new_version(self):
        """Draft the next version of a signed agreement; this one holds until both
        heads have signed that."""
        self.ensure_one()
        self.check_access("write")
        self._check_state("signed", "ended")
        draft = self.search([("previous_id", "=", self.id)], limit=1)
        if not draft:
            tomorrow = self.sudo()._get_today() + timedelta(days=1)
            # sudo: the number of the version is counted here, and the caller may write.
            draft = (
                self.sudo()
                .copy(
                    {
                        "version": self.version + 1,
                        "previous_id": self.id,
                        "date_from": tomorrow,
                        "date_to": False,
                    }
                )
                .sudo(False)
            )
        return draft.action_open()

    def action_end(self):
        """End a signed agreement today: then the catalogue's promises count."""
        self.check_access("write")
        self._check_state("signed")
        for agreement_sudo in self.sudo():
            today = agreement_sudo._get_today()
            last_day = max(today, agreement_sudo.date_from)
            if agreement_sudo.date_to:
                # What was over already is not prolonged, whether a job noticed or not.
                last_day = min(last_day, agreement_sudo.date_to)
            agreement_sudo._store({"state": "ended", "date_to": last_day})
        return True

    def action_open(self):
        """Open this agreement's form."""
        self.ensure_one()
        return open_form(self)

    def _get_today(self):
        """Return the date where the company works."""
        self.ensure_one()
        return company_day.today(self)

    def _check_state(self, *states):
        """Lock these agreements; raise unless each is in one of *states*."""
        self._icrm_lock()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for agreement in self:
            if agreement.state not in states:
                raise UserError(
                    self.env._(
                        "%(agreement)s is “%(state)s”, not “%(wanted)s”.",
                        agreement=agreement.display_name,
                        wanted=" / ".join(labels[state] for state in states),
                        state=labels[agreement.state],
                    )
                )

    # ------------------------------------------------------------------
    # Time passes
    # ------------------------------------------------------------------

    @api.model
    def _cron_advance(self):
        """Close agreements that have expired, and send reminders.

        Idempotent; a few searches over agreements, relationships and expectations.
        """
        run_each(
            self.search(
                [("state", "=", "signed"), ("date_to", "<", company_day.latest())]
            ),
            lambda agreement: agreement._end_if_over(),
            alone=False,
        )
        self._remind(
            "date_to",
            [("state", "=", "signed")],
            30,
            self.env._("Agreement ends soon: create a new version?"),
        )
        self.env["icrm.relationship"]._remind(
            "next_review_date",
            [],
            7,
            self.env._("Review results with the other department"),
        )
        self.env["icrm.expectation"]._remind(
            "review_date",
            [("state", "in", ("stated", "agreed"))],
            7,
            self.env._("Is this expectation met?"),
        )
        run_step(
            self.env,
            "icrm.relationship: new pairs",
            self.env["icrm.relationship"]._ensure_all,
        )

    def _end_if_over(self):
        if self.state != "signed" or self.date_to >= self._get_today():
            return
        replaced = self.search_count(
            [
                ("previous_id", "=", self.id),
                ("state", "in", ("signed", "superseded", "ended")),
            ],
            limit=1,
        )
        self._store({"state": "superseded" if replaced else "ended"})

    def _get_reminded(self):
        return self.relationship_id._get_reminded() or self.provider_signer_id
