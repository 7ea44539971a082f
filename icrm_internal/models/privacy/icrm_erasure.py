# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..access.actions import show_message
from ..access.groups import ADMIN, OFFICER
from ..access.jobs import run_each
from ..access.kinds import get_kind
from ..access.personal import get_personal_models, get_retention, get_secret
from .eraser import Eraser
from .person import Person

# With more messages than this the texts are searched by a job.
SMALL = 200_000


class IcrmErasure(models.Model):
    """The personal data of somebody who has left, put away for good.

    An officer proposes, an administrator who is somebody else carries it out. All
    records and figures stay; who they were about is a "Former colleague".
    """

    _name = "icrm.erasure"
    _description = "Erasure of a Person"
    _order = "id desc"
    _rec_name = "customer_id"

    customer_id = fields.Many2one(
        "icrm.customer",
        string="Person",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('kind', '=', 'employee'), ('active', '=', False)]",
        context={"active_test": False},
    )
    reason = fields.Char(required=True, help="E.g. request of the person, or a rule.")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("proposed", "Proposed"),
            ("approved", "In Progress"),
            ("done", "Erased"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    proposed_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )
    executed_by_id = fields.Many2one(
        "res.users",
        string="Carried Out by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    executed_on = fields.Datetime(string="Erased On", readonly=True, copy=False)
    # {"counts": [[model, number]], "shared": [text], "longer": [name], "left": how many
    # such names}; once it is done never what was erased
    findings = fields.Json(readonly=True, copy=False, groups=fields.NO_ACCESS)
    findings_html = fields.Html(
        string="Records", compute="_compute_findings_html", sanitize=False
    )
    obstacles = fields.Text(
        string="Not Possible Yet",
        compute="_compute_obstacles",
        help="What must be settled first.",
    )
    can_execute = fields.Boolean(compute="_compute_can_execute")
    company_id = fields.Many2one(
        related="customer_id.company_id", store=True, index=True
    )

    _one_uniq = models.UniqueIndex(
        "(customer_id) WHERE state != 'cancelled'",
        "There is an erasure of this person already.",
    )

    @api.depends("findings")
    @api.depends_context("lang")
    def _compute_findings_html(self):
        for erasure in self:
            findings = erasure.sudo().findings or {}  # sudo: shown to its readers
            rows = sorted(
                (get_kind(self.env, model), number)
                for model, number in findings.get("counts", ())
                if model in self.env
            )
            erasure.findings_html = self.env["ir.qweb"]._render(
                "icrm_internal.icrm_erasure_findings",
                {
                    "rows": rows,
                    "shared": findings.get("shared", ()),
                    "longer": findings.get("longer", ()),
                    "left": findings.get("left", 0),
                },
            )

    @api.depends("customer_id", "state")
    @api.depends_context("lang")
    def _compute_obstacles(self):
        for erasure in self:
            waits = erasure.customer_id and erasure.state in ("draft", "proposed")
            erasure.obstacles = "\n".join(erasure._get_obstacles()) if waits else False

    @api.depends("state", "proposed_by_id")
    @api.depends_context("uid")
    def _compute_can_execute(self):
        is_admin = self.env.user.has_group(ADMIN)
        for erasure in self:
            erasure.can_execute = (
                is_admin
                and erasure.state == "proposed"
                and erasure.proposed_by_id != self.env.user
            )

    def write(self, vals):
        """What was proposed is carried out as it was proposed."""
        if not self.env.su and any(erasure.state != "draft" for erasure in self):
            self.check_access("write")
            raise UserError(
                self.env._("Only a draft can be changed: withdraw it, and start again.")
            )
        return super().write(vals)

    # ------------------------------------------------------------------
    # What stands against it
    # ------------------------------------------------------------------

    def _get_person(self):
        self.ensure_one()
        return Person.of_customer(self.customer_id)

    def _get_obstacles(self):
        """Return sentences: what must be settled before the person can be erased.

        Never that there is a complaint: what is confidential is put away later.
        """
        person, _ = self._get_person(), self.env._
        found = []
        if self.customer_id.kind != "employee":
            found.append(_("Only people can be erased, not departments."))
        if any(person.employees.mapped("active")):
            found.append(_("Still employed: archive the employee first."))
        protected = person.users & (
            self.env.ref("base.user_root") | self.env.ref("base.public_user")
        )
        # sudo: whether a company uses the contact
        companies_sudo = self.env["res.company"].sudo()
        if protected or companies_sudo.search_count(
            [("partner_id", "in", person.partners.ids)], limit=1
        ):
            found.append(_("The user or contact belongs to the system."))
        if self.env["icrm.legal.hold"]._is_person_held(person):
            found.append(_("A legal hold keeps the person or one of their records."))
        for name in get_personal_models(self.env):
            retention = get_retention(self.env, name)
            if not (retention and retention.is_case and retention.closed):
                continue
            if get_secret(self.env, name) is not None:
                continue
            # sudo: open cases count, visible to the caller or not
            model = self.env[name].sudo().with_context(active_test=False)
            domain = person.get_all_domain(model)
            if domain.is_false():
                continue
            if number := model.search_count(domain & ~Domain(list(retention.closed))):
                found.append(
                    _(
                        "Open cases: %(count)s (%(kind)s). Close them first.",
                        count=number,
                        kind=get_kind(self.env, name),
                    )
                )
        return found

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def _check_role(self, group, text):
        self.check_access("write")
        if not self.env.user.has_group(group):
            raise AccessError(text)

    def action_dry_run(self):
        """Count what would be erased; nothing is."""
        self._check_role(
            OFFICER, self.env._("Only officers can propose to erase a person.")
        )
        for erasure in self:
            if erasure.state not in ("draft", "proposed"):
                raise UserError(self.env._("This erasure is closed."))
            erasure._store_findings()
        return True

    def _store_findings(self):
        eraser = Eraser(self._get_person())
        counts = eraser.count(self.env.user, named=self._is_small())
        # sudo: written by the application
        self.sudo().findings = {
            "counts": sorted(counts.items()),
            "shared": eraser.shared,
            "longer": eraser.longer,
        }

    def action_propose(self):
        """Propose the erasure to the administrators, with the numbers of a dry run."""
        self._check_role(
            OFFICER, self.env._("Only officers can propose to erase a person.")
        )
        self._icrm_lock()
        for erasure in self:
            if erasure.state != "draft":
                raise UserError(self.env._("This erasure is not a draft."))
            erasure._check_possible()
            erasure._store_findings()
            # sudo: steps are written by the application
            erasure.sudo().write({"state": "proposed", "proposed_by_id": self.env.uid})
        return True

    def action_cancel(self):
        """Withdraw the erasure before it is carried out."""
        self._check_role(
            OFFICER, self.env._("Only officers can propose to erase a person.")
        )
        self._icrm_lock()
        for erasure in self:
            if erasure.state not in ("draft", "proposed"):
                raise UserError(self.env._("This erasure is closed."))
            # sudo: steps are written by the application
            erasure.sudo().state = "cancelled"
        return True

    def action_execute(self):
        """Erase the person: an administrator who did not propose it.

        :return: a notification where a job does it
        """
        self._check_role(
            ADMIN, self.env._("Only administrators can carry out an erasure.")
        )
        self._icrm_lock()
        for erasure in self:
            if erasure.state != "proposed":
                raise UserError(self.env._("This erasure is not proposed."))
            if erasure.proposed_by_id == self.env.user:
                raise AccessError(
                    self.env._("Someone else must carry out what you have proposed.")
                )
            erasure._check_possible()
            # sudo: steps are written by the application
            erasure.sudo().write({"state": "approved", "executed_by_id": self.env.uid})
        if self._is_small():
            for erasure in self:
                erasure._execute()
            return True
        # sudo: administrators may have it done
        self.env.ref("icrm_internal.ir_cron_erasure").sudo()._trigger()
        return show_message(
            self.env._("The person is being erased. This may take some minutes.")
        )

    def _check_possible(self):
        obstacles = self._get_obstacles()
        if obstacles:
            raise UserError("\n".join(obstacles))

    @api.model
    def _is_small(self):
        """Return whether all texts can be searched while somebody waits."""
        # SQL: an estimate, without counting
        rows = self.env.execute_query(
            SQL("SELECT reltuples FROM pg_class WHERE oid = 'mail_message'::regclass")
        )
        return rows[0][0] < SMALL

    def _execute(self):
        """Erase the person; in one transaction, so that nothing is half done."""
        self.ensure_one()
        # sudo: decided by action_execute
        self_sudo = self.sudo()
        self_sudo._check_possible()
        eraser = Eraser(self._get_person())
        customers = eraser.person.customers
        if "icrm.access.key" in self.env:
            # sudo: as above
            self.env["icrm.access.key"].sudo()._erase(eraser.person.users, eraser.trace)
        executor = self_sudo.executed_by_id
        # Not of what was done: part of that is nobody's to know.
        counts = eraser.count(executor, named=self._is_small())
        eraser.erase()
        now = fields.Datetime.now()
        customers.with_context(tracking_disable=True).erased_on = now
        self_sudo.write(
            {
                "state": "done",
                "executed_on": now,
                "findings": {
                    "counts": sorted(counts.items()),
                    "left": len(eraser.longer),
                },
            }
        )
        self.with_user(executor).env["icrm.access.log"]._record(
            "erasure",
            self.with_user(executor),
            self.env._("%(count)s records", count=sum(counts.values())),
        )

    @api.model
    def _cron_execute(self):
        """Erase who is to be erased, and finish what was an open case then."""
        # sudo: the job does what was decided.
        run_each(
            self.sudo().search([("state", "=", "approved")], order="id"),
            lambda erasure: erasure._execute(),
            domain=[("state", "=", "approved")],
        )
