# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from ...measures import log_chain
from .kinds import get_kind
from .trace import NOTHING, Trace

#: What the trigger of the log asks for: see icrm.access.log
PERMIT = "icrm_internal.erasing"
GONE = "[…]"


class IcrmAccessKey(models.Model):
    """The random key of each person in the access log; nobody reads it.

    The log's chain holds a code of the person under this key. Once the key is erased,
    nobody can tell whose code it was, and the chain is still proven.
    """

    _name = "icrm.access.key"
    _description = "Key of a Person in the Access Log"
    _log_access = False
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        ondelete="restrict",
        groups=fields.NO_ACCESS,
    )
    key = fields.Char(
        required=True,
        readonly=True,
        default=lambda self: log_chain.make_key(),
        groups=fields.NO_ACCESS,
    )

    _user_uniq = models.Constraint("UNIQUE (user_id)", "A person has one key.")

    @api.model
    def _get_keys(self, user_ids):
        """Return {user id: key}, made where there is none; in sudo."""
        # sudo: nobody reads keys; they only make codes
        keys_sudo = self.sudo()
        found = keys_sudo.search_fetch([("user_id", "in", list(user_ids))], ["key"])
        missing = sorted(set(user_ids) - set(found.user_id.ids))
        found += keys_sudo.create([{"user_id": user_id} for user_id in missing])
        return {row.user_id.id: row.key for row in found}

    @api.model
    def _erase(self, users, trace=None):
        """Take *users* out of the access log for good; its chain stays proven.

        Their entries stay, without the person; texts that name them are emptied. An
        entry in the chain says which entries were changed, so that nobody else can
        empty one unnoticed. For code that has decided that they are to be erased.

        :param users: may be empty: who has no login may be named all the same
        :param trace: the :class:`Trace` by which texts name them; by default names,
            logins and addresses of *users*
        :return: how many entries no longer name them
        """
        if trace is None:
            trace = self._get_trace(users)
        if not users and not trace:
            return 0
        # sudo: the log and its keys are nobody's to change but here
        Log_sudo = self.env["icrm.access.log"].sudo()
        while Log_sudo._chain(wait=True):
            pass
        entries = Log_sudo._find_naming(users.ids, trace.quick, trace.all)
        if entries:
            Log_sudo.create(
                {
                    "kind": "erasure",
                    # Whoever erases themselves is not named again.
                    "user_id": SUPERUSER_ID if self.env.user in users else self.env.uid,
                    "res_model": Log_sudo._name,
                    "record_name": get_kind(self.env, Log_sudo._name),
                    "reason": self.env._(
                        "%(count)s entries no longer name a person.",
                        count=len(entries),
                    ),
                    "erased_numbers": log_chain.format_ranges(
                        number for _entry, number in entries
                    ),
                    "company_id": self.env.company.id,
                }
            )
            Log_sudo._chain(wait=True)
            self._empty([entry for entry, _number in entries], users.ids, trace.all)
        # sudo: as above
        self.sudo().search([("user_id", "in", users.ids)]).unlink()
        return len(entries)

    @api.model
    def _get_trace(self, users):
        # sudo: by which names texts may call them
        users_sudo = users.sudo()
        texts = {
            text for user in users_sudo for text in (user.login, user.email) if text
        }
        addresses = {text for text in texts if "@" in text}
        names = {name for name in users_sudo.mapped("name") if name}
        return Trace(names | texts - addresses, addresses)

    @api.model
    def _empty(self, entry_ids, user_ids, pattern):
        # An empty pattern finds everything; this one nothing.
        pattern = pattern or NOTHING
        # SQL: the ORM, and a trigger, refuse every other change of an entry.
        self.env.cr.execute(SQL("SELECT set_config(%s, 'on', TRUE)", PERMIT))
        self.env.cr.execute(
            SQL(
                """
                UPDATE icrm_access_log
                   SET user_id = CASE WHEN user_id = ANY(%(users)s) THEN NULL
                                      ELSE user_id END,
                       salt = CASE WHEN reason ~* %(pattern)s
                                     OR record_name ~* %(pattern)s
                                     OR field_names ~* %(pattern)s
                                   THEN NULL ELSE salt END,
                       reason = CASE WHEN reason ~* %(pattern)s
                                     THEN %(gone)s ELSE reason END,
                       record_name = CASE WHEN record_name ~* %(pattern)s
                                          THEN %(gone)s ELSE record_name END,
                       field_names = CASE WHEN field_names ~* %(pattern)s
                                          THEN %(gone)s ELSE field_names END
                 WHERE id = ANY(%(entries)s)
                """,
                users=user_ids,
                pattern=pattern,
                gone=GONE,
                entries=entry_ids,
            )
        )
        # SQL: as above
        self.env.cr.execute(SQL("SELECT set_config(%s, 'off', TRUE)", PERMIT))
        self.env["icrm.access.log"].invalidate_model()
