# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..access.jobs import run_each
from ..access.personal import DELETE, Personal
from .own_copy import OwnCopy
from .person import Person

# With so few records the copy is made while its person waits.
AT_ONCE = 500
DAYS = 7


class IcrmOwnData(models.Model):
    """A copy of what is stored about a person, for themselves alone.

    Prepared at once or by a job within a day, kept for a week, and read by its person
    through one page: no administrator opens it.
    """

    _name = "icrm.own.data"
    _description = "Copy of Own Data"
    _icrm_personal = (Personal("state", "user_id", DELETE, own=False),)
    _order = "id desc"
    _rec_name = "requested_at"

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="cascade", index=True
    )
    state = fields.Selection(
        [
            ("waiting", "In Preparation"),
            ("ready", "Ready"),
            ("expired", "Expired"),
        ],
        required=True,
        readonly=True,
        default="waiting",
    )
    requested_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    ready_at = fields.Datetime(readonly=True)
    expires_at = fields.Datetime(string="Available until", readonly=True)
    content = fields.Binary(attachment=False, readonly=True, groups=fields.NO_ACCESS)

    # One in preparation each: asking five times is asking once.
    _waiting_uniq = models.UniqueIndex(
        "(user_id) WHERE state = 'waiting'", "Your copy is already being prepared."
    )

    @api.model
    def _request(self):
        """Return the caller's copy in sudo: a current one, or one in preparation."""
        user = self.env.user
        if not user or user._is_public():
            raise UserError(self.env._("Log in first."))
        # sudo: rows are the caller's own, written by the application
        own_sudo = self.sudo()
        for state in ("waiting", "ready"):
            current = own_sudo.search(
                [("user_id", "=", user.id), ("state", "=", state)], limit=1
            )
            # A copy of yesterday is made anew.
            if current and (
                state == "waiting"
                or current.ready_at > fields.Datetime.now() - timedelta(days=1)
            ):
                return current
        copy = OwnCopy(Person.of_user(user))
        own = own_sudo.create({"user_id": user.id})
        if copy.count() <= AT_ONCE:
            own._prepare()
        else:
            self.env.ref("icrm_internal.ir_cron_own_data").sudo()._trigger()
        return own

    def _get_url(self):
        return f"/my/own-data/{self.id}"

    def _prepare(self, notify=False):
        """Make the copy, in the language of its person."""
        self.ensure_one()
        user = self.user_id
        copy = self.with_context(lang=user.lang or "en_US", tz=user.tz)
        content = OwnCopy(Person.of_user(copy.user_id)).make_zip(user.name)
        now = fields.Datetime.now()
        self.write(
            {
                "content": base64.b64encode(content),
                "state": "ready",
                "ready_at": now,
                "expires_at": now + timedelta(days=DAYS),
            }
        )
        if notify:
            self.env["icrm.message"]._enqueue("own_data_ready", user, self)

    @api.model
    def _take(self, own_id):
        """Return the bytes of one of the caller's own copies, and log it; else None."""
        # sudo: only the caller's own
        own = self.sudo().search(
            [
                ("id", "=", own_id),
                ("user_id", "=", self.env.uid),
                ("state", "=", "ready"),
                ("expires_at", ">", fields.Datetime.now()),
            ]
        )
        if not own:
            return None
        self.env["icrm.access.log"]._record(
            "own_data", own.sudo(False), self.env._("Own data")
        )
        return base64.b64decode(own.content)

    @api.model
    def _cron_prepare(self):
        """Prepare the copies that wait; empty those that have expired."""
        # sudo: the job
        own_sudo = self.sudo()
        expired = own_sudo.search(
            Domain("state", "=", "ready")
            & Domain("expires_at", "<=", fields.Datetime.now())
        )
        expired.write({"state": "expired", "content": False})
        run_each(
            own_sudo.search([("state", "=", "waiting")], order="id"),
            lambda own: own._prepare(notify=True),
            domain=[("state", "=", "waiting")],
        )
