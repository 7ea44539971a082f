# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import api, models
from odoo.exceptions import UserError

from ..access import given
from .icrm_complaint import LEVELS, TEXT_LIMIT

OPEN_STATES = ("filed", "acknowledged", "in_progress", "decided", "reopened")
UNDER_WAY = ("acknowledged", "in_progress")
FINDINGS = ("justified", "partly", "unfounded")


class IcrmComplaint(models.Model):
    """The course of a complaint. Every public method decides first who may.

    Nothing closes a complaint but its follow-up (icrm_complaint_outcome).

    =================  ==================================  =========================
    method             who                                 when
    =================  ==================================  =========================
    acknowledge        desk, handler                       filed, reopened
    assign             desk                                not decided, not closed
    call mediator      desk                                not decided, not closed
    write              complainant, desk, handler,         not closed
                       mediator
    ask                handler                             under way
    decide             handler                             under way
    follow up          complainant, desk, handler          decided
    reopen             complainant, desk                   closed
    reveal identity    desk                                confidential
    confirm link       desk                                another user of his
    =================  ==================================  =========================
    """

    _inherit = "icrm.complaint"

    def action_acknowledge(self, body=None):
        """Confirm to the complainant that his complaint was read."""
        complaint_sudo = self._check_role("desk", "handler")
        complaint_sudo._check_state("filed", "reopened")
        body = self._check_words(
            self.env._("Message"), body, TEXT_LIMIT, required=False
        )
        complaint_sudo.write(
            {
                "state": "in_progress" if complaint_sudo.handler_id else "acknowledged",
                "acknowledged_on": complaint_sudo._today(),
            }
        )
        complaint_sudo._stop_clocks("complaint_acknowledge")
        complaint_sudo._post(
            self._get_side(),
            body
            or self.env._(
                "We have read your complaint. Thank you for telling us; we are sorry "
                "that there was reason to. Somebody who has no part in it will look "
                "into it and answer you here."
            ),
        )

    def action_assign(self, user_id):
        """Make a user the handler, who must be neutral and of the right level."""
        complaint_sudo = self._check_role("desk")
        complaint_sudo._check_state("filed", "acknowledged", "in_progress", "reopened")
        user_sudo = self._check_user(self.env._("Handler"), user_id)
        vals = {"handler_id": user_sudo.id}
        if complaint_sudo.state == "acknowledged":
            vals["state"] = "in_progress"
        complaint_sudo.write(vals)
        complaint_sudo._post(
            "desk",
            self.env._("%(name)s handles the complaint.", name=user_sudo.name),
            internal=True,
        )
        if user_sudo != self.env.user:
            complaint_sudo._nudge(user_sudo)

    def action_call_mediator(self, user_id):
        """Call in a mediator, from neither side."""
        complaint_sudo = self._check_role("desk")
        complaint_sudo._check_state("filed", "acknowledged", "in_progress", "reopened")
        user_sudo = self._check_user(self.env._("Mediator"), user_id)
        complaint_sudo.mediator_id = user_sudo
        complaint_sudo._post(
            "desk",
            self.env._(
                "%(name)s mediates: neutral, and bound to neither side.",
                name=user_sudo.name,
            ),
        )
        complaint_sudo._nudge(user_sudo)

    def action_write(self, body, internal=False, files=None):
        """Add a message, and files: pairs of a name and a content in base64.

        The complainant's are never internal.
        """
        complaint_sudo = self._check_role("mine", "desk", "handler", "mediator")
        side = self._get_side()
        complaint_sudo._write_message(
            side,
            body,
            given.flag_of(self.env, self.env._("Internal"), internal)
            and side != "complainant",
            self._decode_files(files),
        )

    def action_ask(self, body):
        """Ask the complainant something; until he answers, our time stands still."""
        complaint_sudo = self._check_role("handler")
        complaint_sudo._check_state(*UNDER_WAY)
        body = self._check_words(self.env._("Question"), body, TEXT_LIMIT)
        complaint_sudo._post("handler", body)
        if not complaint_sudo.waits_for_complainant:
            complaint_sudo.waits_for_complainant = True
            complaint_sudo._hold_clock("customer")

    def action_decide(self, values):
        """Decide: ``finding``, ``cause_id``, ``decision``, and ``remedy`` if any.

        Only from a state under way: of two decisions at once the second is refused.
        """
        complaint_sudo = self._check_role("handler")
        complaint_sudo._check_state(*UNDER_WAY)
        complaint_sudo._check_neutrality()
        _ = self.env._
        if not isinstance(values, dict):
            raise UserError(_("A decision needs named values."))
        finding = values.get("finding")
        if finding not in FINDINGS:
            raise UserError(_("Finding: justified, partly justified or not justified."))
        cause = self.env["icrm.complaint.cause"].search(
            [("id", "=", given.id_of(values.get("cause_id")))]
        )
        if not cause:
            raise UserError(_("Cause: choose one of the list."))
        decision = self._check_words(_("Decision"), values.get("decision"), TEXT_LIMIT)
        remedy = self._check_words(
            _("Remedy"), values.get("remedy"), TEXT_LIMIT, required=False
        )
        complaint_sudo.write(
            {
                "state": "decided",
                "finding": finding,
                "cause_id": cause.id,
                "decision": decision,
                "remedy": remedy or False,
                "decided_on": complaint_sudo._today(),
                "waits_for_complainant": False,
            }
        )
        complaint_sudo._hold_clock("provider")
        complaint_sudo._stop_clocks("complaint_resolve")
        complaint_sudo._start_clocks("complaint_followup")
        complaint_sudo._post("handler", "\n\n".join(filter(None, [decision, remedy])))

    def action_reopen(self, reason):
        """Open a closed complaint again, one level higher."""
        complaint_sudo = self._check_role("mine", "desk")
        complaint_sudo._check_state("closed")
        reason = self._check_words(self.env._("Reason"), reason, TEXT_LIMIT)
        if complaint_sudo.level == LEVELS[-1][0]:
            raise UserError(
                self.env._("Management has decided: there is no higher level.")
            )
        complaint_sudo._post(self._get_side(), reason)
        complaint_sudo._reopen()

    def action_reveal_identity(self, reason):
        """Show the caller who stands behind a confidential complaint, on record."""
        complaint_sudo = self._check_role("desk")
        reason = self._check_words(self.env._("Reason"), reason, TEXT_LIMIT)
        if complaint_sudo.protection != "confidential":
            raise UserError(self.env._("Only confidential complaints have a secret."))
        self.env["icrm.access.log"]._record("reveal", complaint_sudo, reason)
        complaint_sudo.identity_ids.revealed_user_ids |= self.env.user
        self.env.invalidate_all()

    def action_confirm_link(self, reason):
        """Let the user who acts as the complainant today read this complaint, too.

        The administrator has confirmed that user for all else; of complaints the desk
        decides. It learns nothing by that of who stands behind a confidential one.
        """
        complaint_sudo = self._check_role("desk")
        reason = self._check_words(self.env._("Reason"), reason, TEXT_LIMIT)
        identity_sudo = complaint_sudo.identity_ids
        user_sudo = identity_sudo.customer_id.user_id
        if not user_sudo or user_sudo == identity_sudo.user_id:
            raise UserError(
                self.env._("The complainant has no other user that was confirmed.")
            )
        if user_sudo == self.env.user:
            raise UserError(
                self.env._("Nobody confirms a link to himself: ask another one.")
            )
        self.env["icrm.access.log"]._record("link_confirm", complaint_sudo, reason)
        identity_sudo.user_id = user_sudo
        self.env.invalidate_all()

    # -- within; in sudo, after a decision about access --
    def _check_state(self, *states):
        """Lock the complaint; raise unless it is in one of *states*."""
        self.ensure_one()
        self._icrm_lock()
        if self.state not in states:
            names = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "The complaint is “%(state)s” now; this cannot be done any more, "
                    "or not yet.",
                    state=names[self.state],
                )
            )

    def _check_user(self, label, user_id):
        """Return the user with this id, in sudo; if he fits, the constraint says."""
        user = self.env["res.users"].search([("id", "=", given.id_of(user_id))])
        if not user:
            raise UserError(self.env._("%(field)s: choose a colleague.", field=label))
        return user.sudo()

    def _get_side(self):
        """Return on which side the current user speaks."""
        for role, side in (
            ("is_mine", "complainant"),
            ("is_handler", "handler"),
            ("is_mediator", "mediator"),
        ):
            if self[role]:
                return side
        return "desk"

    def _write_message(self, side, body, internal=False, files=()):
        """Add a message and files; an answer lets our time run on."""
        self._check_state(*OPEN_STATES)
        body = self._check_words(self.env._("Message"), body, TEXT_LIMIT)
        self._post(side, body, internal)
        self._add_evidence(side, files, internal)
        if side == "complainant" and self.waits_for_complainant:
            self.waits_for_complainant = False
            self._hold_clock("provider")
        # A mail has its time to the second: none tells of an anonymous message.
        if side == "complainant" and self.protection != "anonymous":
            self._nudge(self.handler_id)

    def _post(self, side, body, internal=False):
        """Store a message; tell the complainant, if known, that there is news."""
        self.ensure_one()
        author = self.env.user if side != "complainant" else self.env["res.users"]
        self.env["icrm.complaint.message"].create(
            {
                "complaint_id": self.id,
                "position": self._next_position("message"),
                "side": side,
                "author_id": author.id,
                "author_name": author.name or False,
                "body": body,
                "internal": internal,
                "day": self._today(),
            }
        )
        if side != "complainant" and not internal:
            self._nudge(self.identity_ids.user_id)

    def _add_evidence(self, side, files, internal=False):
        """Store files that were checked, a list of ``(name, bytes)``."""
        self.env["icrm.complaint.evidence"]._store(self, side, files, internal)

    @api.model
    def _decode_files(self, files):
        """Return ``[(name, bytes)]`` of files sent as pairs of name and base64."""
        files = files or []
        try:
            decoded = [
                (str(name), base64.b64decode(content, validate=True))
                for name, content in files
            ]
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._("Files: a list of names and contents in base64 is expected.")
            ) from error
        self.env["icrm.complaint.evidence"]._check_files(decoded)
        return decoded

    def _next_position(self, part):
        """Return the next place among the messages, the evidence, ...

        Asked of the database: what is read in sudo here must not stay in the cache.
        """
        rows = self.env[f"icrm.complaint.{part}"]._read_group(
            [("complaint_id", "=", self.id)], aggregates=["position:max"]
        )
        return (rows[0][0] or 0) + 1

    def _close(self):
        self.write({"state": "closed", "closed_on": self._today()})
        self._stop_clocks("complaint_followup")

    def _reopen(self):
        """Begin again one level higher: another handler, new promises."""
        levels = [level for level, _name in LEVELS]
        self._stop_clocks(
            "complaint_acknowledge", "complaint_resolve", "complaint_followup"
        )
        self.write(
            {
                "state": "reopened",
                "level": levels[levels.index(self.level) + 1],
                "handler_id": False,
                "waits_for_complainant": False,
                "closed_on": False,
            }
        )
        self._start_clocks("complaint_acknowledge", "complaint_resolve")
