# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class IcrmAgreement(models.Model):
    """The course of an agreement: draft, proposal, two signatures, the end."""

    _inherit = "icrm.agreement"

    def action_propose(self):
        """Fix the draft and ask both heads to sign it."""
        self.check_access("write")
        self._check_state("draft")
        for agreement in self:
            agreement._check_complete()
            agreement._check_overlap()
            agreement_sudo = agreement.sudo()
            agreement_sudo._store({"state": "proposed"})
            for side in ("provider", "customer"):
                agreement_sudo.activity_schedule(
                    "icrm_internal.mail_activity_type_sign",
                    summary=self.env._("Read it, and sign it if you agree"),
                    user_id=agreement_sudo[f"{side}_signer_id"].id,
                )
            if agreement.budget_warning:
                agreement_sudo._message_log(body=agreement.budget_warning)
        return True

    def action_draft(self):
        """Take a proposal back to change it; signatures given so far are void."""
        self.check_access("write")
        self._check_state("proposed")
        agreements_sudo = self.sudo()
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
        return True

    def action_sign(self):
        """Sign as the current user, for the side or sides he or she heads.

        Nobody signs for somebody else, whatever his rights. With the second signature
        the agreement holds, from the day it is valid.

        :raise AccessError: the caller heads neither side
        """
        self.check_access("read")
        user = self.env.user
        for agreement in self:
            # Who has no say is not told how things stand, either.
            if user not in agreement.provider_signer_id | agreement.customer_signer_id:
                raise AccessError(
                    self.env._(
                        "%(agreement)s is signed by %(provider)s and %(customer)s, "
                        "each for the own department.",
                        agreement=agreement.display_name,
                        provider=agreement.sudo().provider_signer_id.name or "",
                        customer=agreement.sudo().customer_signer_id.name or "",
                    )
                )
            agreement._check_state("proposed")
            sides = agreement._get_sides(user)
            if not sides:
                raise UserError(
                    self.env._(
                        "You have signed %(agreement)s already.",
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
                agreement_sudo._take_effect(now)
        return True

    def _take_effect(self, now):
        """Both have signed: the agreement holds, and the one before it ends."""
        self.ensure_one()
        self._store({"state": "signed", "signed_at": now})
        today = self._get_today()
        self.relationship_id.next_review_date = fields.Date.add(
            max(self.date_from, today), months=self.review_months
        )
        previous = self.previous_id
        if previous.state == "signed":
            # It holds for what was asked until now: the later signature goes first.
            last_day = max(self.date_from - timedelta(days=1), today)
            if previous.date_to:
                last_day = min(last_day, previous.date_to)
            previous._store({"date_to": max(last_day, previous.date_from)})
            if self.date_from <= today:
                previous._store({"state": "superseded"})

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
            agreement_sudo._store(
                {"state": "ended", "date_to": max(today, agreement_sudo.date_from)}
            )
        return True

    def action_open(self):
        """Open this agreement's form."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def _get_today(self):
        """Return the date where the company works."""
        self.ensure_one()
        zone = self.company_id.resource_calendar_id.tz or "UTC"
        return fields.Date.context_today(self.with_context(tz=zone))

    def _check_state(self, *states):
        """Lock these agreements; raise unless each is in one of *states*."""
        self._icrm_lock()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for agreement in self:
            if agreement.state not in states:
                raise UserError(
                    self.env._(
                        "%(agreement)s: this is for one that is “%(wanted)s”, not "
                        "“%(state)s”.",
                        agreement=agreement.display_name,
                        wanted=" / ".join(labels[state] for state in states),
                        state=labels[agreement.state],
                    )
                )

    # -- time passes -------------------------------------------------------------------
    @api.model
    def _cron_follow(self):
        """Close agreements whose time is over, and remind of what comes.

        Idempotent; a few searches over agreements, relationships and expectations.
        """
        for agreement in self.search(
            [
                ("state", "=", "signed"),
                ("date_to", "<=", fields.Date.today()),
            ]
        ):
            is_over = agreement.date_to < agreement._get_today()
            if is_over and agreement._icrm_try_lock():
                replaced = self.search_count(
                    [
                        ("previous_id", "=", agreement.id),
                        ("state", "in", ("signed", "superseded", "ended")),
                    ],
                    limit=1,
                )
                agreement._store({"state": "superseded" if replaced else "ended"})
        self._remind(
            "date_to",
            [("state", "=", "signed")],
            30,
            self.env._("This agreement ends soon: make a new version?"),
        )
        self.env["icrm.relationship"]._remind(
            "next_review_date",
            [],
            7,
            self.env._("Review the figures with the other side"),
        )
        self.env["icrm.expectation"]._remind(
            "review_date",
            [("state", "in", ("stated", "agreed"))],
            7,
            self.env._("Is this expectation met?"),
        )
        self.env["icrm.relationship"]._ensure_all()

    def _get_reminded(self):
        return self.relationship_id._get_reminded() or self.provider_signer_id
