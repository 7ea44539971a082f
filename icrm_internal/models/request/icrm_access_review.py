# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..access import company_day
from ..access.actions import open_form
from ..access.groups import ADMIN, AGENT, EXPORT, MANAGER
from ..access.jobs import run_each, run_step
from ..access.role_changes import get_holders, get_roles

#: Of their own people; what reads the secrets of others, or all, administrators decide.
HEAD_ROLES = (AGENT, MANAGER, EXPORT)
#: Days there are to decide
DAYS = 30
#: Days before the last one on which those who have not decided are reminded
REMINDER_DAYS = 7
#: Days after which the next review starts
YEAR = 365
EVENT = "access_review"


class IcrmAccessReview(models.Model):
    """Once a year: who has which role, and why.

    Heads confirm or withdraw the roles of their people, administrators the others;
    nobody their own. The first is started by an administrator, the next ones by a job.
    """

    _name = "icrm.access.review"
    _description = "Access Review"
    _order = "started_on desc, id desc"

    name = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict", index=True
    )
    started_on = fields.Date(required=True, readonly=True)
    due_on = fields.Date(string="Decide By", required=True, readonly=True)
    closed_on = fields.Date(readonly=True)
    started_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        ondelete="restrict",
        help="Empty: started automatically, a year after the last one.",
    )
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")],
        required=True,
        readonly=True,
        default="open",
    )
    line_ids = fields.One2many("icrm.access.review.line", "review_id", string="Roles")
    open_count = fields.Integer("Open Roles", compute="_compute_counts")
    confirmed_count = fields.Integer("Confirmed", compute="_compute_counts")
    withdrawn_count = fields.Integer("Withdrawn", compute="_compute_counts")

    _open_uniq = models.UniqueIndex(
        "(company_id) WHERE state = 'open'",
        "This company already has an open access review.",
    )

    @api.depends("line_ids.state")
    def _compute_counts(self):
        counts = {
            (review.id, state): count
            for review, state, count in self.env["icrm.access.review.line"]._read_group(
                [("review_id", "in", self.ids)], ["review_id", "state"], ["__count"]
            )
        }
        for review in self:
            review.open_count = counts.get((review.id, "open"), 0)
            review.confirmed_count = counts.get((review.id, "confirmed"), 0)
            review.withdrawn_count = counts.get((review.id, "withdrawn"), 0)

    # ------------------------------------------------------------------
    # Starting and closing
    # ------------------------------------------------------------------

    @api.model
    def _check_admin(self):
        if not self.env.user.has_group(ADMIN):
            raise AccessError(
                self.env._("Only an Internal CRM administrator can do this.")
            )

    def action_start(self):
        """Start the review of the caller's company.

        :return: its form; for administrators
        """
        self._check_admin()
        company = self.env.company
        if self.search_count(
            [("company_id", "=", company.id), ("state", "=", "open")], limit=1
        ):
            raise UserError(
                self.env._("Close the open access review before starting another.")
            )
        review_sudo = self.sudo()._start(company, self.env.user)
        return open_form(review_sudo.sudo(False))

    def action_close(self):
        """End these reviews; roles that nobody decided on stay listed as open."""
        self._check_admin()
        self.check_access("read")
        self._icrm_lock()
        self.sudo().filtered(lambda review: review.state == "open")._close()

    def action_remind(self):
        """Notify those who have not decided yet."""
        self._check_admin()
        self.check_access("read")
        for review in self.filtered(lambda review: review.state == "open"):
            review._notify(f"{company_day.today(review)}")

    def _close(self):
        for review in self:
            review.write({"state": "closed", "closed_on": company_day.today(review)})

    @api.model
    def _start(self, company, user=None):
        """Start the review of *company*; in sudo."""
        day = company_day.today(company)
        self.flush_model(["state"])  # one open review a company
        review = self.create(
            {
                "name": self.env._("Access Review %(year)s", year=day.year),
                "company_id": company.id,
                "started_on": day,
                "due_on": day + timedelta(days=DAYS),
                "started_by_id": user.id if user else False,
            }
        )
        review._create_lines()
        review._notify("start")
        return review

    def _create_lines(self):
        """List each role of each person of the company, with a proposal why."""
        Users = self.env["res.users"]
        users = Users.search(
            [("company_id", "=", self.company_id.id), ("share", "=", False)]
        ) - self.env.ref("base.user_root")
        people = self.env["icrm.person.role"].with_context(
            allowed_company_ids=self.company_id.ids
        )
        people = people.search_fetch(
            [("user_id", "in", users.ids)], ["user_id", "department_id"]
        )
        known = {person.user_id.id: person for person in people}
        by_heads = [self.env.ref(name).id for name in HEAD_ROLES]
        before = self._get_last_reasons(users)
        values = []
        for user, role in self._get_roles_held(users):
            person = known.get(user.id)
            department = person.department_id if person else user.env["hr.department"]
            heads = department.icrm_head_user_ids - user
            values.append(
                {
                    "review_id": self.id,
                    "user_id": user.id,
                    "department_id": department.id,
                    "group_id": role.id,
                    "group_name": role.name,
                    "decider": "head" if heads and role.id in by_heads else "admin",
                    "why": before.get((user.id, role.id))
                    or (person and person.duties)
                    or False,
                }
            )
        self.env["icrm.access.review.line"].create(values)

    @api.model
    def _get_roles_held(self, users):
        """Yield (user, role): what was given, and what comes with others' groups."""
        roles = get_roles(self.env)
        held = {}
        for role_id, user_id in get_holders(self.env, users):
            held.setdefault(user_id, set()).add(role_id)
        for user in users:
            direct = user.group_ids & roles
            others = roles.filtered(
                lambda role, user=user, direct=direct: (
                    role.id in held.get(user.id, ())
                    and role not in direct.all_implied_ids
                )
            )
            tops = others.filtered(
                lambda role, others=others: (
                    role not in (others - role).all_implied_ids
                )
            )
            for role in roles & (direct | tops):
                yield user, role

    def _get_last_reasons(self, users):
        """Return {(user id, role id): why} of the last review of the company."""
        last = self.search(
            [("company_id", "=", self.company_id.id), ("id", "!=", self.id)], limit=1
        )
        return {
            (line.user_id.id, line.group_id.id): line.why
            for line in last.line_ids
            if line.state == "confirmed" and line.user_id in users
        }

    # ------------------------------------------------------------------
    # Messages and the yearly job
    # ------------------------------------------------------------------

    def _notify(self, occasion):
        """Notify those who have something to decide."""
        # sudo: who decides on whom
        lines_sudo = self.sudo().line_ids.filtered(lambda line: line.state == "open")
        users_sudo = lines_sudo.filtered(
            lambda line: line.decider == "head"
        ).department_id.icrm_head_user_ids
        if lines_sudo.filtered(lambda line: line.decider == "admin"):
            # sudo: who has the role, to notify them
            users_sudo |= self.env.ref(ADMIN).sudo().all_user_ids
        users_sudo = users_sudo.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        ) - self.env.ref("base.user_root")
        self.env["icrm.message"]._enqueue(EVENT, users_sudo, self, occasion=occasion)

    @api.model
    def _cron_review(self):
        """Remind, close what is decided, and start the next review after a year."""
        run_each(
            self.search([("state", "=", "open")]),
            lambda review: review._follow(),
            alone=False,
        )
        for company in self.env["res.company"].search([]):
            run_step(
                self.env,
                f"access review, company {company.id}",
                lambda company=company: self._start_due(company),
            )

    def _follow(self):
        """Go on with an open review."""
        self.line_ids._lapse()
        day = company_day.today(self)
        if not self.line_ids.filtered(lambda line: line.state == "open"):
            self._close()
        elif day > self.due_on:
            self._notify("late")
        elif day >= self.due_on - timedelta(days=REMINDER_DAYS):
            self._notify("reminder")

    @api.model
    def _start_due(self, company):
        last = self.search([("company_id", "=", company.id)], limit=1)
        if (
            last
            and last.state == "closed"
            and company_day.today(company) >= last.started_on + timedelta(days=YEAR)
        ):
            self._start(company)
