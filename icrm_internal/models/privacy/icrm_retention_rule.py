# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..access import company_day
from ..access.actions import show_message
from ..access.jobs import run_batches, run_step
from ..access.kinds import get_kind
from ..access.personal import (
    ANONYMISE,
    ARCHIVE,
    KEEP,
    REMOVE,
    SWEEP,
    get_personal,
    get_retention,
    get_secret,
    get_tables,
)
from .eraser import ADDRESS_LEFT, GONE, Eraser, clear_column
from .person import Person

BATCH = 500


class IcrmRetentionRule(models.Model):
    """What is done with old records, and when: nothing before a rule is switched on.

    Each model says in its ``_icrm_retention`` what may be done with which records. Open
    cases and what a legal hold keeps are left out; figures do not change.
    """

    _name = "icrm.retention.rule"
    _inherit = "icrm.shared"
    _description = "Retention Rule"
    _order = "res_model, months, id"
    _rec_name = "res_model"

    active = fields.Boolean(
        default=False, help="Applied each night. Start a dry run first."
    )
    res_model = fields.Selection(
        selection="_get_models", string="Records", required=True
    )
    action = fields.Selection(
        [
            (ARCHIVE, "Archive"),
            (ANONYMISE, "Anonymize"),
            (REMOVE, "Delete"),
        ],
        required=True,
        default=ANONYMISE,
        help="Anonymize: texts, contact details and files are removed; figures stay.",
    )
    months = fields.Integer(
        required=True, default=36, help="Age of a record, from closing it on."
    )
    since_name = fields.Char(string="Counted from", compute="_compute_since_name")
    last_run_on = fields.Datetime(string="Last Applied", readonly=True, copy=False)
    last_count = fields.Integer(
        string="Records Last Time", readonly=True, copy=False, aggregator=None
    )

    _months_range = models.Constraint(
        "CHECK (months BETWEEN 1 AND 600)",
        "Enter a number of months from 1 to 600.",
    )
    _one_uniq = models.UniqueIndex(
        "(res_model, action, COALESCE(company_id, 0))",
        "There is a rule for these records and this action already.",
    )

    @api.model
    def _get_models(self):
        """Return the kinds of records that say how they may be put away."""
        return [
            (name, get_kind(self.env, name))
            for name in get_tables(self.env)
            if get_retention(self.env, name)
        ]

    @api.depends("res_model")
    def _compute_since_name(self):
        for rule in self:
            retention = rule._get_retention()
            rule.since_name = (
                self.env[rule.res_model]
                ._fields[retention.since]
                ._description_string(self.env)
                if retention
                else False
            )

    @api.constrains("res_model", "action")
    def _check_action(self):
        labels = dict(self._fields["action"]._description_selection(self.env))
        for rule in self:
            allowed = rule._get_retention().actions
            if rule.action not in allowed:
                raise ValidationError(
                    self.env._(
                        "%(records)s: possible actions are %(actions)s. Anything else "
                        "would change figures.",
                        records=get_kind(self.env, rule.res_model),
                        actions=", ".join(labels[action] for action in allowed),
                    )
                )

    def _get_retention(self):
        name = self.res_model
        return name and name in self.env and get_retention(self.env, name) or None

    # ------------------------------------------------------------------
    # Which records
    # ------------------------------------------------------------------

    def _get_model(self):
        # sudo: the rule looks at all records of its company
        return self.env[self.res_model].sudo().with_context(active_test=False)

    def _get_old_domain(self):
        """Return the records that are old enough, open cases and holds included."""
        self.ensure_one()
        model, retention = self._get_model(), self._get_retention()
        day = company_day.today(self) - relativedelta(months=self.months)
        before = day
        if model._fields[retention.since].type == "datetime":
            before = company_day.midnight(self, day)
        domain = Domain(retention.since, "<", before)
        if self.company_id:
            domain &= Domain(retention.company, "=", self.company_id.id)
        if self.action == ARCHIVE:
            domain &= Domain("active", "=", True)
        elif self.action == ANONYMISE:
            domain &= Domain.OR(
                Domain(field.name, "not in", [False, rest])
                for field, rest in self._get_columns(model)
            )
        return domain

    def _get_due_domain(self):
        """Return the records that the rule puts away now."""
        held = self.env["icrm.legal.hold"]._get_held_domain(self._get_model())
        return (
            self._get_old_domain() & Domain(list(self._get_retention().closed)) & ~held
        )

    @api.model
    def _get_columns(self, model):
        """Return ``[(field, what is left of it)]`` of a model whose rows are
        anonymised: its own texts, not the link to who it is about."""
        found = []
        for personal in get_personal(self.env, model._name):
            field = model._fields[personal.field]
            if (
                personal.of
                and personal.erased not in (KEEP, SWEEP)
                and field.column_type
                and field.type not in ("json", "properties")
            ):
                found.append((field, Eraser.get_rest(self.env, personal.erased)))
        return found

    def _is_secret(self):
        """Return whether nobody may know how many records there are."""
        return get_secret(self.env, self.res_model) is not None

    def _get_counts(self):
        """Return ``(due, open cases, held)``: numbers of records."""
        model = self._get_model()
        held = self.env["icrm.legal.hold"]._get_held_domain(model)
        closed = Domain(list(self._get_retention().closed))
        old = self._get_old_domain()
        return (
            model.search_count(old & closed & ~held),
            0 if closed.is_true() else model.search_count(old & ~closed),
            0 if held.is_false() else model.search_count(old & closed & held),
        )

    def action_dry_run(self):
        """Say how many records the rule would put away now; nothing is."""
        self.check_access("read")
        lines = []
        for rule in self:
            if rule._is_secret():
                lines.append(
                    self.env._(
                        "%(kind)s: confidential, numbers are not shown.",
                        kind=get_kind(self.env, rule.res_model),
                    )
                )
                continue
            due, open_cases, held = rule._get_counts()
            lines.append(
                self.env._(
                    "%(kind)s: %(due)s would be processed; left out: %(open)s open "
                    "cases, %(held)s on legal hold.",
                    kind=get_kind(self.env, rule.res_model),
                    due=due,
                    open=open_cases,
                    held=held,
                )
            )
        return show_message("\n".join(lines), "info", sticky=True)

    # ------------------------------------------------------------------
    # Applying
    # ------------------------------------------------------------------

    @api.model
    def _cron_apply(self):
        """Apply the rules that are switched on; then what waits for closed cases."""
        # sudo: the job
        for rule in self.sudo().search([("active", "=", True)]):
            run_step(self.env, f"retention rule {rule.id}", rule._apply)
        run_step(self.env, "late erasures", self._erase_late)
        run_step(self.env, "data dictionary", self.env["icrm.data.field"]._refresh)

    def _apply(self):
        """Put away what is due, a batch at a time, and log how many it were."""
        self.ensure_one()
        count = 0

        def put_away(records):
            nonlocal count
            count += len(records)
            self._put_away(records)

        run_batches(self._get_model(), self._get_due_domain(), put_away, BATCH)
        shown = 0 if self._is_secret() else count
        self.write({"last_run_on": fields.Datetime.now(), "last_count": shown})
        if count:
            labels = dict(self._fields["action"]._description_selection(self.env))
            self.env["icrm.access.log"]._record(
                "retention",
                self,
                self.env._(
                    "%(action)s: %(count)s records (%(kind)s)",
                    action=labels[self.action],
                    count=shown or "…",
                    kind=get_kind(self.env, self.res_model),
                ),
            )

    def _put_away(self, records):
        if self.action == REMOVE:
            records.unlink()
        elif self.action == ARCHIVE:
            records.with_context(tracking_disable=True).write({"active": False})
        else:
            self._anonymise(records)

    def _anonymise(self, records):
        """Remove texts, conversation and files; rows, links and figures stay."""
        self.env.flush_all()
        self._anonymise_rows(records)
        for name, field in self._get_retention().parts:
            # sudo: parts of what the rule puts away
            parts = self.env[name].sudo().with_context(active_test=False)
            self._anonymise_rows(parts.search([(field, "in", records.ids)]))
        self.env.invalidate_all()

    def _anonymise_rows(self, records):
        name = records._name
        for field, rest in self._get_columns(records):
            clear_column(records, field, rest, records.ids)
        for personal in get_personal(self.env, name):
            field = records._fields[personal.field]
            if field.type in ("json", "properties") and personal.erased != KEEP:
                clear_column(records, field, None, records.ids)
        if "message_ids" in records._fields:
            # sudo: as above
            messages = self.env["mail.message"].sudo()
            messages = messages.search(
                [("model", "=", name), ("res_id", "in", records.ids)]
            )
            for field, rest in (
                ("body", GONE),
                ("subject", GONE),
                ("email_from", ADDRESS_LEFT),
            ):
                clear_column(messages, messages._fields[field], rest, messages.ids)
            # sudo: as above
            self.env["ir.attachment"].sudo().search(
                [
                    ("res_model", "=", name),
                    ("res_id", "in", records.ids),
                    ("res_field", "=", False),
                ]
            ).unlink()

    @api.model
    def _erase_late(self):
        """Erase what was an open confidential case when its person was erased."""
        # sudo: the job
        customers_sudo = self.env["icrm.customer"].sudo()
        erased = customers_sudo.with_context(active_test=False).search(
            [("erased_on", "!=", False)]
        )
        if erased:
            Eraser(Person(erased)).erase_late()
