# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..access.safe_html import SafeHtml

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
# What proposing and signing write; no user may write it directly.
COURSE_FIELDS = frozenset(
    {
        "state",
        "version",
        "previous_id",
        "signed_at",
        "reminded_date",
        *(
            f"{side}_signed_{what}"
            for side in ("provider", "customer")
            for what in ("by_id", "name", "at")
        ),
    }
)


class IcrmAgreement(models.Model):
    """A signed, versioned set of promises on a relationship."""

    _name = "icrm.agreement"
    _description = "Service Agreement"
    _inherit = ["mail.thread", "mail.activity.mixin", "icrm.reminder"]
    _order = "relationship_id, version desc"

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
        "icrm.agreement", ondelete="restrict", readonly=True, copy=False
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
        string="Valid from", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(string="Valid to")
    provider_duties = SafeHtml(string="Duties of the Provider", translate=True)
    customer_duties = SafeHtml(string="Duties of the Customer", translate=True)
    reporting = SafeHtml(
        translate=True, help="Which figures are reported to whom, and how often."
    )
    review_months = fields.Integer(string="Review every (months)", default=6)
    line_ids = fields.One2many(
        "icrm.agreement.line", "agreement_id", string="Promises", copy=True
    )
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
    can_edit = fields.Boolean(compute="_compute_can_edit")
    signed_at = fields.Datetime(
        string="Signed",
        readonly=True,
        copy=False,
        help="When the second of both heads signed: from then on it counts.",
    )

    _date_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "An agreement cannot end before it starts.",
    )
    _review_range = models.Constraint(
        "CHECK (review_months BETWEEN 1 AND 60)",
        "An agreement is reviewed every 1 to 60 months.",
    )

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
            agreement.provider_signer_id = self._get_head(
                relationship.provider_department_id
            )
            agreement.customer_signer_id = self._get_head(
                relationship.customer_department_id
            )

    @api.model
    def _get_head(self, department):
        """Return the user who heads a department, else who heads the nearest above."""
        while department:
            head = department.manager_id
            if head.active and head.icrm_user_id.active:
                return head.icrm_user_id
            department = department.parent_id
        return self.env["res.users"]

    @api.depends_context("uid")
    @api.depends(
        "state",
        "provider_signer_id",
        "customer_signer_id",
        "provider_signed_at",
        "customer_signed_at",
    )
    def _compute_can_sign(self):
        for agreement in self:
            agreement.can_sign = bool(agreement._get_sides(self.env.user))

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_can_edit(self):
        editable = self._origin._filtered_access("write")
        for agreement in self:
            agreement.can_edit = not agreement._origin or agreement._origin in editable

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

    # -- what was proposed stands ------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        defaults = {key[8:] for key in self.env.context if key.startswith("default_")}
        self._refuse_course(defaults.union(*vals_list))
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_course(vals)
        if not CONTENT_FIELDS.isdisjoint(vals):
            self._check_draft()
        return super().write(vals)

    def _store(self, vals):
        """Write what the course of an agreement says; who may was decided before."""
        return super().write(vals)  # pylint: disable=super-method-mismatch

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        """A translation of what was signed is what was signed."""
        if field_name in CONTENT_FIELDS:
            self._check_draft()
        return super()._update_field_translations(
            field_name, translations, digest=digest, source_lang=source_lang
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proposed(self):
        self._check_draft()

    def _refuse_course(self, names):
        if self.env.su:
            return
        labels = [
            self._fields[name].get_description(self.env, ["string"])["string"]
            for name in sorted(COURSE_FIELDS & set(names))
        ]
        if labels:
            raise AccessError(
                self.env._(
                    "An agreement is proposed and signed with its buttons; these "
                    "cannot be set by hand: %(fields)s",
                    fields=", ".join(labels),
                )
            )

    def _check_draft(self):
        """Lock these agreements; raise UserError unless all are still drafts."""
        self._icrm_lock()
        for agreement in self:
            if agreement.state != "draft":
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(agreement)s is no draft any more (%(state)s) and stays as "
                        "it is. To change what was agreed, make a new version.",
                        agreement=agreement.display_name,
                        state=labels[agreement.state],
                    )
                )
