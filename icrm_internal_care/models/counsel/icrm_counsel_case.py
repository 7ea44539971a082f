# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import secrets

import psycopg2.errors

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError

from odoo.addons.icrm_internal.models.access import caller_values, company_day
from odoo.addons.icrm_internal.models.access.jobs import run_each
from odoo.addons.icrm_internal.models.access.personal import EMPTY, KEEP, Personal

from .icrm_counsel_confidential import COUNSELLOR

SUBJECT_LIMIT = 200

ALIAS_LIMIT = 60

PLACE_LIMIT = 200

TEXT_LIMIT = 20_000

FORM_KEY_LIMIT = 64

ASK_KEYS = {"subject", "body", "alias", "counsellor_id", "form_key"}


class IcrmCounselCase(models.Model):
    """A talk in confidence between a person and one counsellor.

    On the pattern of complaints: its own global rules, and nothing of what makes other
    records talk. It belongs to the two who talk and to nobody else: there is no pool
    that all counsellors see, so who becomes one later finds nothing. Written
    through its actions alone, each of which decides who may.
    """

    _name = "icrm.counsel.case"
    _inherit = ["icrm.counsel.confidential"]
    _description = "Confidential Talk"
    _order = "asked_on desc, id"
    _rec_name = "subject"
    _log_access = False
    _icrm_personal = (
        Personal("subject", "user_id"),
        Personal("alias", "user_id", EMPTY),
        Personal("asked_on", "user_id", KEEP),
        Personal("state", "user_id", KEEP),
    )
    # Nobody is told the number of those that are erased.
    _icrm_secret = [("state", "=", "closed")]

    subject = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    # Who asks is read in sudo alone: with a pseudonym, the counsellor does not know.
    # Set null: a refusal to delete would reveal the talk.
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        ondelete="set null",
        readonly=True,
        index="btree_not_null",
        groups=fields.NO_ACCESS,
    )
    alias = fields.Char(string="Pseudonym", readonly=True)
    person_text = fields.Char(string="Name", compute="_compute_person_text")
    counsellor_id = fields.Many2one(
        "res.users",
        string="Counselor",
        ondelete="set null",
        readonly=True,
        index="btree_not_null",
    )
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")],
        required=True,
        default="open",
        readonly=True,
    )
    waits_for = fields.Selection(
        [("counsellor", "Counselor"), ("person", "Person")],
        string="Waiting For",
        required=True,
        default="counsellor",
        readonly=True,
    )
    asked_on = fields.Date(string="Requested On", required=True, readonly=True)
    closed_on = fields.Date(readonly=True)
    # No calendar event: colleagues would see a busy hour, and with whom.
    meeting_at = fields.Datetime(string="Appointment", readonly=True)
    meeting_place = fields.Char(string="Place", readonly=True)
    message_ids = fields.One2many("icrm.counsel.message", "case_id")
    note_ids = fields.One2many(
        "icrm.counsel.note", "case_id", string="Notes", groups=COUNSELLOR
    )
    form_digest = fields.Char(groups=fields.NO_ACCESS)

    # The current user
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")
    is_waiting_for_me = fields.Boolean(
        string="Your Turn",
        compute="_compute_is_waiting_for_me",
        search="_search_is_waiting_for_me",
    )

    _form_uniq = models.UniqueIndex(
        "(form_digest) WHERE form_digest IS NOT NULL", "A form can only be sent once."
    )

    # ------------------------------------------------------------------
    # The current user
    # ------------------------------------------------------------------

    @api.depends_context("uid")
    def _compute_is_mine(self):
        # sudo: whether it is the caller's own
        mine = set(self.sudo()._search_mine(self._origin.ids)._ids)
        for case in self:
            case.is_mine = case._origin.id in mine

    def _search_mine(self, ids):
        return self.search([("id", "in", ids), ("user_id", "=", self.env.uid)])

    @api.model
    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: which are the caller's own
        return [("id", "in", self.sudo()._search([("user_id", "=", self.env.uid)]))]

    @api.depends("state", "waits_for")
    @api.depends_context("uid")
    def _compute_is_waiting_for_me(self):
        for case in self:
            side = "person" if case.is_mine else "counsellor"
            case.is_waiting_for_me = case.state == "open" and case.waits_for == side

    @api.model
    def _search_is_waiting_for_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: which are the caller's own
        own = self.sudo()._search([("user_id", "=", self.env.uid)])
        return [
            ("state", "=", "open"),
            "|",
            "&",
            ("waits_for", "=", "person"),
            ("id", "in", own),
            "&",
            ("waits_for", "=", "counsellor"),
            ("counsellor_id", "=", self.env.uid),
        ]

    @api.depends("alias")
    @api.depends_context("uid", "lang")
    def _compute_person_text(self):
        for case in self:
            # sudo: the counsellor learns the name, unless a pseudonym hides it
            case.person_text = (
                case.alias or case.sudo().user_id.name or self.env._("Former employee")
            )

    # ------------------------------------------------------------------
    # Counsellors
    # ------------------------------------------------------------------

    @api.model
    def _get_counsellors(self, user, company):
        """Return the counsellors of *company* who do not head *user*'s department."""
        # sudo: who is a counsellor is public, and who heads whom
        people_sudo = self.env.ref(COUNSELLOR).sudo().all_user_ids
        customer_sudo = (
            self.env["icrm.customer"].with_company(company)._from_user(user).sudo()
        )
        heads_sudo = customer_sudo.department_id.icrm_head_user_ids
        return (people_sudo - user - heads_sudo).filtered(
            lambda one: one.active and company in one.company_ids
        )

    @api.model
    def _choose_counsellor(self, user, company, user_id=None):
        """Return the counsellor with *user_id*, or the one with the fewest open talks.

        In sudo: how many there are is told to nobody.
        """
        counsellors_sudo = self._get_counsellors(user, company)
        if not counsellors_sudo:
            raise UserError(
                self.env._(
                    "%(company)s has no counselor for you yet. Ask HR for a contact "
                    "outside the company.",
                    company=company.name,
                )
            )
        if user_id:
            chosen = counsellors_sudo.filtered(
                lambda one: one.id == caller_values.id_of(user_id)
            )
            if not chosen:
                raise UserError(
                    self.env._("Counselor: choose one from the list or leave it empty.")
                )
            return chosen
        counts = dict(
            self._read_group(
                [("state", "=", "open"), ("counsellor_id", "in", counsellors_sudo.ids)],
                ["counsellor_id"],
                ["__count"],
            )
        )
        return min(
            counsellors_sudo, key=lambda one: (counts.get(one, 0), secrets.randbits(30))
        )

    @api.model
    def _cron_release(self):
        """Take talks from who is no counsellor any more; the person chooses anew."""
        domain = [("state", "=", "open"), ("counsellor_id", "!=", False)]
        run_each(self.search(domain), lambda one: one._release(), domain=domain)

    def _release(self):
        if self.counsellor_id in self._get_counsellors(self.user_id, self.company_id):
            return
        self.write({"counsellor_id": False, "waits_for": "person"})
        _ = self.with_context(lang=self.user_id.lang).env._
        self._post(
            "system",
            _("Your counselor is no longer available. Choose another one to go on."),
        )

    # ------------------------------------------------------------------
    # Asking for a talk
    # ------------------------------------------------------------------

    @api.model
    def ask_for_talk(self, values: dict):
        """Ask a counsellor for a talk in confidence, as the current user; return it.

        :param dict values:

            - ``subject``: up to 200 characters; ``body``: up to 20,000
            - ``alias``: a pseudonym instead of the name, up to 60 characters
            - ``counsellor_id``: who is asked; if empty, whoever has the fewest talks
            - ``form_key``: up to 64 characters; sent again it returns the talk that it
              began the first time
        """
        _ = self.env._
        if not isinstance(values, dict) or not ASK_KEYS.issuperset(values):
            raise UserError(
                _(
                    "Pass the talk as named values: %(names)s.",
                    names=", ".join(sorted(ASK_KEYS)),
                )
            )
        subject = caller_values.text_of(
            self.env, _("Subject"), values.get("subject"), SUBJECT_LIMIT, True
        )
        body = caller_values.text_of(
            self.env, _("Message"), values.get("body"), TEXT_LIMIT, True
        )
        alias = caller_values.text_of(
            self.env, _("Pseudonym"), values.get("alias"), ALIAS_LIMIT
        )
        key = caller_values.text_of(
            self.env, _("Form key"), values.get("form_key"), FORM_KEY_LIMIT
        )
        if self.env.user.share and not self.env["icrm.customer"]._from_user():
            raise AccessError(
                _("Only employees and external staff can ask for a confidential talk.")
            )
        digest = key and hashlib.sha256(f"{self.env.uid}/{key}".encode()).hexdigest()
        # sudo: users have no right to create talks; all values are checked.
        cases_sudo = self.with_context(caller_values.context_of(self.env)).sudo()
        known_sudo = digest and cases_sudo.search([("form_digest", "=", digest)])
        if known_sudo:
            return known_sudo.sudo(False)
        company = self.env.company
        counsellor_sudo = cases_sudo._choose_counsellor(
            self.env.user, company, values.get("counsellor_id")
        )
        try:
            with self.env.cr.savepoint():
                case_sudo = cases_sudo.create(
                    {
                        "subject": subject,
                        "company_id": company.id,
                        "user_id": self.env.uid,
                        "alias": alias or False,
                        "counsellor_id": counsellor_sudo.id,
                        "asked_on": company_day.today(company),
                        "form_digest": digest or False,
                    }
                )
        except psycopg2.errors.UniqueViolation as error:
            # The other one won; a new transaction sees what it wrote.
            raise ConcurrencyError("the same form was sent at the same time") from error
        case_sudo._post("person", body)
        case_sudo.invalidate_recordset()
        return self.browse(case_sudo.id)

    # ------------------------------------------------------------------
    # The talk
    # ------------------------------------------------------------------
    # Every action decides first who may.
    #
    # ========  ====================  ================================
    # method    who                   when
    # ========  ====================  ================================
    # write     person, counsellor    always; it opens a closed one
    # arrange   counsellor            open
    # note      counsellor            always
    # choose    person                open
    # close     person, counsellor    open
    # ========  ====================  ================================

    def _check_side(self, *sides):
        """Return ``(talk in sudo and locked, side of the caller)``; refuse others."""
        self.ensure_one()
        self.check_access("read")
        side = "person" if self.is_mine else "counsellor"
        if side not in sides:
            raise AccessError(self.env._("You cannot take this step in this talk."))
        # sudo: decided above
        case_sudo = self.with_context(caller_values.context_of(self.env)).sudo()
        case_sudo._icrm_lock()
        return case_sudo, side

    def _check_open(self):
        if self.state != "open":
            raise UserError(self.env._("This talk is closed. Reply to open it again."))

    def _text_of(self, label, text, limit=TEXT_LIMIT, required=True):
        return caller_values.text_of(self.env, label, text, limit, required)

    def action_write(self, body: str):
        """Add a message to the talk, and tell the other side that there is one."""
        case_sudo, side = self._check_side("person", "counsellor")
        body = self._text_of(self.env._("Message"), body)
        other = "counsellor" if side == "person" else "person"
        case_sudo.write({"state": "open", "waits_for": other, "closed_on": False})
        case_sudo._post(side, body)

    def action_arrange(self, values: dict):
        """Offer an appointment: ``at``, naive UTC, and ``place``."""
        case_sudo, side = self._check_side("counsellor")
        case_sudo._check_open()
        _ = self.env._
        if not isinstance(values, dict):
            raise UserError(_("Pass the appointment as named values."))
        try:
            at = fields.Datetime.to_datetime(values.get("at"))
        except (TypeError, ValueError) as error:
            raise UserError(_("Appointment: enter a date and time.")) from error
        if not at or at < fields.Datetime.now():
            raise UserError(_("Appointment: enter a time in the future."))
        place = self._text_of(_("Place"), values.get("place"), PLACE_LIMIT)
        case_sudo.write(
            {"meeting_at": at, "meeting_place": place, "waits_for": "person"}
        )
        case_sudo._post(
            side, _("I offer you an appointment. Does this time suit you?"), at=at
        )

    def action_note(self, body: str):
        """Keep a note that no one but the counsellor of this talk reads."""
        case_sudo, _side = self._check_side("counsellor")
        body = self._text_of(self.env._("Note"), body)
        case_sudo.env["icrm.counsel.note"].create(
            {
                "case_id": case_sudo.id,
                "position": case_sudo._next_position("note"),
                "author_name": self.env.user.name,
                "body": body,
                "day": company_day.today(case_sudo),
            }
        )

    def action_choose(self, user_id: int):
        """Go on with another counsellor, who reads the talk and the notes on it."""
        case_sudo, _side = self._check_side("person")
        case_sudo._check_open()
        if not user_id:
            raise UserError(self.env._("Counselor: choose one from the list."))
        chosen_sudo = case_sudo._choose_counsellor(
            self.env.user, case_sudo.company_id, user_id
        )
        case_sudo.write({"counsellor_id": chosen_sudo.id, "waits_for": "counsellor"})
        case_sudo._post(
            "system",
            self.env._("%(name)s is the counselor now.", name=chosen_sudo.name),
        )

    def action_close(self):
        """End the talk; a reply opens it again."""
        case_sudo, side = self._check_side("person", "counsellor")
        case_sudo._check_open()
        today = company_day.today(case_sudo)
        case_sudo.write({"state": "closed", "closed_on": today})
        if side == "counsellor":
            case_sudo._notify()

    # -- in sudo --

    def _post(self, side, body, at=False):
        """Add a message and tell whoever is to read it that there is something."""
        self.ensure_one()
        name = self.counsellor_id.name if side == "counsellor" else False
        self.env["icrm.counsel.message"].create(
            {
                "case_id": self.id,
                "position": self._next_position("message"),
                "side": side,
                "author_name": name,
                "body": body,
                "meeting_at": at,
                "day": company_day.today(self),
            }
        )
        self._notify()

    def _next_position(self, part):
        rows = self.env[f"icrm.counsel.{part}"]._read_group(
            [("case_id", "=", self.id)], aggregates=["position:max"]
        )
        return (rows[0][0] or 0) + 1

    def _notify(self):
        """Ask the other side to look into Odoo: no word of a talk, no record."""
        users = self.counsellor_id if self.waits_for == "counsellor" else self.user_id
        self.env["icrm.message"]._notify_without_content(
            users - self.env.user, self.company_id
        )
