# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..access import company_day
from ..access.kinds import get_kind
from ..access.personal import get_retention, get_secret, get_tables
from .person import Person


class IcrmLegalHold(models.Model):
    """A person or a record that must stay as it is: a lawsuit, an audit.

    It stops retention and erasure until its last day, or until it is archived.
    """

    _name = "icrm.legal.hold"
    _description = "Legal Hold"
    _order = "until, id desc"
    _rec_name = "reason"

    active = fields.Boolean(default=True)
    reason = fields.Char(required=True)
    customer_id = fields.Many2one(
        "icrm.customer",
        string="Person",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('kind', '=', 'employee')]",
        context={"active_test": False},
    )
    record_ref = fields.Reference(selection="_get_models", string="Record")
    until = fields.Date(help="Included. Empty: until the hold is archived.")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )

    _subject = models.Constraint(
        "CHECK ((customer_id IS NULL) <> (record_ref IS NULL))",
        "Choose either a person or a record.",
    )

    @api.model
    def _get_models(self):
        """Return the kinds of records that retention rules put away."""
        return [
            (name, get_kind(self.env, name))
            for name in get_tables(self.env)
            if get_retention(self.env, name) and get_secret(self.env, name) is None
        ]

    @api.constrains("customer_id", "record_ref")
    def _check_subject(self):
        for hold in self:
            if bool(hold.customer_id) == bool(hold.record_ref):
                raise ValidationError(self.env._("Choose either a person or a record."))

    @api.model
    def _get_current(self):
        """Return the holds in force, in sudo."""
        # sudo: whoever is held, whatever the caller may see
        holds_sudo = self.sudo().search(
            Domain("until", "=", False) | Domain("until", ">=", company_day.earliest())
        )
        return holds_sudo.filtered(
            lambda hold: not hold.until or hold.until >= company_day.today(hold)
        )

    @api.model
    def _get_held_domain(self, model):
        """Return the records of *model* that a hold in force keeps, in sudo."""
        holds_sudo = self._get_current()
        ids = [
            hold.record_ref.id
            for hold in holds_sudo
            if hold.record_ref and hold.record_ref._name == model._name
        ]
        held = Domain("id", "in", ids) if ids else Domain.FALSE
        for customer in holds_sudo.customer_id:
            held |= Person.of_customer(customer).get_all_domain(model)
        return held

    @api.model
    def _is_person_held(self, person):
        """Return whether a hold keeps *person*, or a record of theirs."""
        for hold in self._get_current():
            if hold.customer_id & person.customers:
                return True
            record = hold.record_ref
            if record and record.exists().filtered_domain(
                person.get_all_domain(record.with_context(active_test=False))
            ):
                return True
        return False
