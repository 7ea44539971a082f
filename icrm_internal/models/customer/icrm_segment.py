# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import ast
import logging

from psycopg2 import Error as PostgresError

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, mute_logger

from ..access.actions import open_action
from ..access.groups import AGENT, AUDITOR
from ..access.jobs import run_each
from ..access.rule_paths import find_forbidden_path
from .duty import Duty

_logger = logging.getLogger(__name__)

MEMBER_GROUPS = f"{AGENT},{AUDITOR}"


class IcrmSegment(models.Model):
    """A named group of customers: picked by hand, or by a rule.

    The members are in ``customer_ids``; the history of membership in the ledger
    icrm.segment.membership.
    """

    _name = "icrm.segment"
    _inherit = "icrm.shared"
    _description = "Customer Segment"
    _order = "sequence, id"
    _icrm_duties = (Duty("customer_ids", [("kind", "=", "manual")], reassign=False),)

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    note = fields.Text(translate=True)
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        index=True,
        help="Empty: all companies.",
    )
    kind = fields.Selection(
        [("manual", "Manual"), ("rule", "By rule")],
        default="manual",
        required=True,
    )
    domain = fields.Char(
        string="Rule",
        default="[]",
        help="Matching customers become members; updated every night.",
    )
    customer_ids = fields.Many2many(
        "icrm.customer",
        relation="icrm_segment_customer_rel",
        string="Members",
        groups=MEMBER_GROUPS,
    )
    member_count = fields.Integer(
        compute="_compute_member_count", string="Current Members", groups=MEMBER_GROUPS
    )
    membership_ids = fields.One2many(
        "icrm.segment.membership", "segment_id", groups=MEMBER_GROUPS
    )
    refreshed_at = fields.Datetime(string="Last Updated", readonly=True, copy=False)
    rule_error = fields.Char(
        readonly=True,
        copy=False,
    )

    @api.depends("customer_ids")
    def _compute_member_count(self):
        counts = dict(
            self.env["icrm.customer"]._read_group(
                [("segment_ids", "in", self.ids)], ["segment_ids"], ["__count"]
            )
        )
        for segment in self:
            segment.member_count = counts.get(segment._origin, 0)

    @api.constrains("kind", "domain")
    def _check_rule(self):
        """Refuse a rule that cannot be applied, or that asks what the author may not.

        At night the rule runs with all rights; so it may use only fields that need no
        right (rule_paths), and its author must be allowed to search by each of them.
        Constraints run as superuser; this check as the user.
        """
        for segment in self.sudo(False).filtered(
            lambda segment: segment.kind == "rule"
        ):
            error = segment._find_rule_error()
            if error:
                raise ValidationError(
                    self.env._(
                        "Segment %(name)s: %(error)s",
                        name=segment.name,
                        error=error,
                    )
                )

    def _find_rule_error(self):
        """Return what is wrong with the rule for the current user, or None."""
        try:
            domain = self._get_rule_domain()
            with self.env.cr.savepoint(flush=False), mute_logger("odoo.sql_db"):
                self.env["icrm.customer"].search(domain, limit=1)
        except AccessError:
            return self.env._("the rule uses a field you cannot read.")
        except (PostgresError, UserError, ValueError, TypeError, KeyError) as error:
            return str(error).strip().splitlines()[0] if str(error) else repr(error)
        return None

    def _get_rule_domain(self):
        """Return the rule as a Domain, narrowed to the segment's company.

        :raise ValueError: it is not a list of conditions, or uses a forbidden field
        """
        self.ensure_one()
        try:
            conditions = ast.literal_eval(self.domain or "[]")
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise ValueError(
                self.env._(
                    "the rule must be a list of conditions with fixed values, e.g. "
                    "[('kind', '=', 'department')]."
                )
            ) from error
        if not isinstance(conditions, list):
            raise ValueError(self.env._("the rule must be a list of conditions."))
        domain = Domain(conditions)
        path = find_forbidden_path(self.env["icrm.customer"], domain)
        if path:
            raise ValueError(self.env._("the rule cannot use “%(path)s”.", path=path))
        if self.company_id:
            domain &= Domain("company_id", "in", [self.company_id.id, False])
        return domain

    @api.model_create_multi
    def create(self, vals_list):
        segments = super().create(vals_list)
        segments._refresh_members()
        return segments

    def write(self, vals):
        result = super().write(vals)
        if not {"kind", "domain", "company_id", "customer_ids"}.isdisjoint(vals):
            self._refresh_members()
        return result

    def _refresh_members(self):
        """Apply the rules and keep the ledger; four statements a segment at most.

        A rule that has become impossible (a field is gone) leaves the members alone
        and shows that on the form.
        """
        self.env.flush_all()
        # sudo: a rule finds the same members for any user.
        for segment in self.sudo().filtered(lambda segment: segment.kind == "rule"):
            error = segment._find_rule_error()
            segment.write(
                {
                    "rule_error": error,
                    "refreshed_at": error
                    and segment.refreshed_at
                    or fields.Datetime.now(),
                }
            )
            if error:
                _logger.warning("Segment %s left as it is: %s", segment.name, error)
            else:
                segment._apply_rule()
        self.env["icrm.segment.membership"]._record(self)
        self.env["icrm.customer"].invalidate_model(["segment_ids"])
        self.invalidate_recordset(["customer_ids", "member_count", "membership_ids"])

    def _apply_rule(self):
        """Make the members exactly those whom the rule finds."""
        found = self.env["icrm.customer"]._search(self._get_rule_domain()).subselect()
        # SQL: members leave without being read, and the segment keeps its date.
        self.env.execute_query(
            SQL(
                """
                DELETE FROM icrm_segment_customer_rel
                 WHERE icrm_segment_id = %s AND icrm_customer_id NOT IN %s
             RETURNING 1
                """,
                self.id,
                found,
            )
        )
        # SQL: as above
        self.env.execute_query(
            SQL(
                """
                INSERT INTO icrm_segment_customer_rel (
                    icrm_segment_id, icrm_customer_id
                )
                SELECT %s, id FROM icrm_customer WHERE id IN %s
           ON CONFLICT DO NOTHING
             RETURNING 1
                """,
                self.id,
                found,
            )
        )

    @api.model
    def _cron_refresh_members(self):
        run_each(
            self.search([("kind", "=", "rule")]),
            lambda segment: segment._refresh_members(),
        )

    def action_refresh(self):
        """Apply the rule now rather than tonight."""
        self.check_access("write")
        self._refresh_members()

    def action_open_members(self):
        self.ensure_one()
        return open_action(
            self.env,
            "icrm_internal.icrm_customer_action",
            self.name,
            domain=[("segment_ids", "in", self.ids)],
            context={},
        )

    def action_open_history(self):
        self.ensure_one()
        return open_action(
            self.env,
            "icrm_internal.icrm_segment_membership_action",
            domain=[("segment_id", "=", self.id)],
        )
