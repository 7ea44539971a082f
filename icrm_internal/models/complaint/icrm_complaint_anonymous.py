# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import hashlib
import secrets
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import consteq, hash_sign, hmac, verify_hash_signed

from .icrm_complaint import NUMBER_LENGTH, SUBJECT_LIMIT, TEXT_LIMIT

FORM_SCOPE = "icrm.complaint form"
KEY_SCOPE = "icrm.complaint key"
FORM_HOURS = 24
KEY_LIMIT = 200


class IcrmComplaint(models.Model):
    """The door for those who want nobody to know: the pages under /complaint.

    All of this runs as the public user, whoever is logged in; see ir_http.
    """

    _inherit = "icrm.complaint"

    @api.model
    def _new_form(self):
        """Return a form of one's own: signed, so that nobody makes up an easy one."""
        return hash_sign(
            self.sudo().env,
            FORM_SCOPE,
            secrets.token_urlsafe(32),
            expiration=timedelta(hours=FORM_HOURS),
        )

    @api.model
    def _file_anonymous(self, values, form, admit=None):
        """File a complaint nobody stands behind; return ``(complaint, key)``.

        The key is reckoned from the form and the database's secret: the same form sent
        again gets the same complaint and the same key, though only digests are stored.

        :param values: texts: ``department`` (an id), ``against_head``, ``subject``,
            ``text``; and ``files``, checked pairs of a name and bytes
        :param form: as :meth:`_new_form` gave it
        :param admit: called before something new is stored; may refuse it by raising
        """
        _ = self.env._
        # sudo: the public user has no rights at all; this page is the access decision
        self = self.with_user(self.env.ref("base.public_user")).sudo()
        nonce = self._read_form(form)
        subject = self._check_words(_("Subject"), values.get("subject"), SUBJECT_LIMIT)
        text = self._check_words(_("What happened"), values.get("text"), TEXT_LIMIT)
        department = self._get_public_department(values.get("department"))
        company = department.company_id or self.env.company
        if not company.icrm_complaint_anonymous:
            raise UserError(
                _("%(company)s takes no anonymous complaints.", company=company.name)
            )
        digest = self._digest_form(nonce, "anonymous")
        secret = self._get_secret(nonce)
        complaint = self._find_by_form(digest)
        if not complaint:
            if admit:
                admit()
            salt = secrets.token_hex(16)
            complaint = self._create_filed(
                {
                    **self._prepare_concerned(department, values.get("against_head")),
                    "against": "department",
                    "company_id": company.id,
                    "protection": "anonymous",
                    "subject": subject,
                    "text": text,
                    "form_digest": digest,
                    "key_salt": salt,
                    "key_digest": self._digest_secret(salt, secret),
                }
            )
            complaint._add_evidence("complainant", values.get("files") or ())
        return complaint, self._write_key(complaint.number + secret)

    def _read_form(self, form):
        try:
            nonce = verify_hash_signed(self.env, FORM_SCOPE, form or "")
        except (ValueError, TypeError, AttributeError):
            nonce = None
        if not isinstance(nonce, str):
            raise UserError(
                self.env._(
                    "This form is too old or was changed. Please open the page again; "
                    "copy your text first."
                )
            )
        return nonce

    @api.model
    def _get_public_departments(self):
        """Return the departments the page offers, in sudo."""
        # sudo: the names of departments, where such complaints are taken
        company = self.env.company
        Department_sudo = self.env["hr.department"].sudo()
        if not company.sudo().icrm_complaint_anonymous:
            return Department_sudo
        return Department_sudo.search([("company_id", "in", (False, company.id))])

    def _get_public_department(self, department):
        """Return the department chosen; none is an answer, a foreign id is none."""
        departments = self._get_public_departments()
        if not department:
            return departments.browse()
        chosen = departments.filtered(lambda one: str(one.id) == str(department))
        if not chosen:
            raise UserError(
                self.env._("Department: choose one of those offered, or none.")
            )
        return chosen

    def _get_secret(self, nonce):
        digest = hmac(self.env, KEY_SCOPE, nonce, hash_function=hashlib.sha256)
        return base64.b32encode(bytes.fromhex(digest)[:20]).decode()

    @api.model
    def _write_key(self, key):
        """Return a key in groups of four, to be copied by hand."""
        return "-".join(key[at : at + 4] for at in range(0, len(key), 4))

    @api.model
    def _digest_secret(self, salt, secret):
        # 160 random bits: there is nothing to guess, so nothing to make slow.
        return hashlib.sha256(f"{salt}/{secret}".encode()).hexdigest()

    @api.model
    def _find_by_key(self, key):
        """Return the complaint that *key* opens, in sudo, or an empty recordset.

        Takes the same steps whether there is such a number or not.
        """
        self = self.with_user(self.env.ref("base.public_user")).sudo()
        if not isinstance(key, str) or len(key) > KEY_LIMIT or "\x00" in key:
            return self.browse()
        letters = "".join(filter(str.isalnum, key)).upper()
        number, secret = letters[:NUMBER_LENGTH], letters[NUMBER_LENGTH:]
        complaint = self.search(
            [("number", "=", number), ("protection", "=", "anonymous")]
        )
        expected = complaint.key_digest or "0" * 64
        given = self._digest_secret(complaint.key_salt or "0" * 32, secret)
        return complaint if consteq(given, expected) else self.browse()
