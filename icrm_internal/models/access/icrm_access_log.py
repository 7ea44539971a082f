# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...measures import log_chain
from . import caller_values
from .actions import open_list
from .groups import ADMIN, AUDITOR
from .jobs import run_step
from .kinds import get_kind
from .trace import NOTHING

FIELDS_LIMIT = 2000
#: So many entries are chained by one statement.
BATCH = 5_000
#: So many are read at once to check them.
READ = 20_000
#: The lock of whoever chains
LOCK = "icrm_access_log"
FACTS = ("at", "kind", "res_model", "res_id", "row_count", "company_id")
TEXTS = ("record_name", "reason", "field_names")
#: The job that chains was triggered in this transaction.
TRIGGERED = "icrm_access_log_triggered"


def keep_entries(_entries):
    """Keep the entries of a kind that goes with its addon, for ``ondelete``.

    Odoo's own choices delete or change them. What happened, happened.
    """


class IcrmAccessLog(models.Model):
    """Who revealed or took out what, when and why. Rows are added, nothing else.

    Its readers may know what was done, not to which record: records are shown by
    type alone, unless the model declares names as not secret.

    Not even the superuser changes or deletes a row through the ORM: what a watcher
    could tidy up is no proof. Against whoever writes to the database each entry is
    chained to the one before (docs/decisions/access-log.md).
    """

    _name = "icrm.access.log"
    _inherit = "icrm.append.only"
    _description = "Access Log"
    _order = "at desc, id desc"
    _rec_name = "record_name"
    _log_access = False

    at = fields.Datetime(
        string="When",
        required=True,
        readonly=True,
        default=fields.Datetime.now,
        index=True,
    )
    # Empty once the person is erased: see icrm.access.key
    user_id = fields.Many2one(
        "res.users", string="Who", readonly=True, ondelete="restrict", index=True
    )
    kind = fields.Selection(
        [
            ("reveal", "Identity revealed"),
            ("export", "Data exported"),
            ("link", "Employee linked to another user"),
            ("link_confirm", "New user link confirmed"),
            ("team", "Team members changed"),
            ("reassign", "Work reassigned"),
            ("role", "Role changed"),
            ("settings", "Settings changed"),
            ("erasure", "Person erased"),
            ("own_data", "Own data downloaded"),
            ("retention", "Retention applied"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    res_model = fields.Char(string="Model", required=True, readonly=True)
    # Stored for audits of the database; not shown as a link to the record.
    res_id = fields.Many2oneReference(
        string="Record Number",
        model_field="res_model",
        readonly=True,
        groups=fields.NO_ACCESS,
    )
    record_name = fields.Char(string="Record", required=True, readonly=True)
    reason = fields.Text(required=True, readonly=True)
    row_count = fields.Integer(string="Rows", readonly=True)
    field_names = fields.Text(string="Fields", readonly=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
        index=True,
    )
    # The chain: empty for the moment between an entry and the job that chains it.
    sequence = fields.Integer(
        string="No.", readonly=True, help="Place in the chain of all companies."
    )
    hash = fields.Char(
        string="Digest",
        readonly=True,
        help="Of this entry and of the digest of the one before.",
    )
    person_code = fields.Char(
        string="Code of the Person",
        readonly=True,
        help="The same for all entries of a person; no one's once they are erased.",
    )
    text_digest = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    salt = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    erased_numbers = fields.Text(
        string="Emptied Entries",
        readonly=True,
        help="Entries that lost a person, or a text that named one.",
    )

    _sequence_uniq = models.Constraint(
        "UNIQUE (sequence)", "Each entry has a place of its own."
    )
    _unchained_idx = models.Index("(id) WHERE sequence IS NULL")
    _user_kept = models.Constraint(
        "CHECK (user_id IS NOT NULL OR sequence IS NOT NULL)",
        "Only persons of chained entries can be erased.",
    )

    def init(self):
        """Let the database refuse what the ORM refuses.

        Entries are chained once; what names a person is emptied by icrm.access.key.
        """
        # SQL: the ORM knows no triggers. Dropped by the uninstall hook.
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION icrm_access_log_refuse() RETURNS trigger
                LANGUAGE plpgsql AS $function$
                DECLARE
                    allowed text[];
                BEGIN
                    IF TG_OP = 'UPDATE' AND OLD.sequence IS NULL THEN
                        allowed := ARRAY['sequence', 'hash', 'person_code',
                                         'text_digest', 'salt'];
                    ELSIF TG_OP = 'UPDATE'
                        AND current_setting('icrm_internal.erasing', TRUE) = 'on'
                    THEN
                        allowed := ARRAY['user_id', 'salt', 'reason', 'record_name',
                                         'field_names'];
                    END IF;
                    IF allowed IS NOT NULL
                        AND to_jsonb(NEW) - allowed = to_jsonb(OLD) - allowed
                    THEN
                        RETURN NEW;
                    END IF;
                    RAISE EXCEPTION
                        'Access log: entries cannot be changed or deleted.';
                END
                $function$;
                CREATE OR REPLACE TRIGGER icrm_access_log_refuse
                BEFORE UPDATE OR DELETE ON icrm_access_log
                FOR EACH ROW EXECUTE FUNCTION icrm_access_log_refuse();
                CREATE OR REPLACE TRIGGER icrm_access_log_refuse_truncate
                BEFORE TRUNCATE ON icrm_access_log
                FOR EACH STATEMENT EXECUTE FUNCTION icrm_access_log_refuse()
                """
            )
        )

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        data = self.env.cr.precommit.data
        if entries and not data.get(TRIGGERED):
            data[TRIGGERED] = True
            job = self.env.ref(
                "icrm_internal.ir_cron_access_log_chain", raise_if_not_found=False
            )
            if job:
                job._trigger()
        return entries

    @api.model
    def _record(self, kind, record, reason):
        """Write down that the current user did something to a protected record."""
        record.ensure_one()
        self._add(record, {"kind": kind, "reason": reason})

    @api.model
    def _record_export(self, records, what, names=(), count=None):
        """Write down that the current user took *records* out of the system.

        :param what: as what: a list, a workbook, a paper
        :param names: the fields, where they can be chosen; never what is in them
        :param count: how many rows, if not one for each record
        """
        values = {"kind": "export", "reason": what}
        values["field_names"] = ", ".join(names)[:FIELDS_LIMIT]
        groups = [records]
        if records and "company_id" in records and count is None:
            # sudo: each company's auditors read of their own rows
            groups = records.sudo().grouped("company_id").values()
        for rows in groups:
            number = len(rows) if count is None else count
            self._add(rows.sudo(self.env.su), {**values, "row_count": number})

    @api.model
    def _add(self, records, values):
        # sudo: users may not add rows; the logged user is the caller.
        self.sudo().create(self._prepare(records, values))

    @api.model
    def _prepare(self, records, values):
        """Return the values of an entry about *records* by the current user."""
        name = get_kind(self.env, records._name)
        # sudo: company, number and, where allowed, name of the logged record
        one_sudo = records.browse().sudo()
        if len(records) == 1:
            one_sudo = records.sudo()
        if one_sudo and getattr(records, "_icrm_named_in_log", False):
            name = one_sudo.display_name
        company = self.env.company
        if "company_id" in records:
            company = records.sudo()[:1].company_id or company
        return {
            "user_id": self.env.uid,
            "res_model": records._name,
            # The number of a row of a query may be none of a record.
            "res_id": caller_values.id_of(one_sudo.id),
            "record_name": name,
            "company_id": company.id,
            **values,
        }

    # ------------------------------------------------------------------
    # The chain
    # ------------------------------------------------------------------

    @api.model
    def _chain(self, limit=BATCH, wait=False):
        """Chain entries that are not yet, in the order of their ids.

        One at a time: whoever comes second leaves it to the first, or with *wait*
        waits. Who sees an older state of the database than the first left gets a
        serialization failure, so the chain never forks.

        :return: whether there may be more
        """
        self.flush_model()
        if not self._lock_chain(wait):
            return False
        # SQL: the ORM refuses every write of an entry.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, user_id, at, kind, res_model, res_id, row_count, company_id,
                       record_name, reason, field_names, erased_numbers
                  FROM icrm_access_log WHERE sequence IS NULL ORDER BY id LIMIT %s
                """,
                limit,
            )
        )
        if not rows:
            return False
        number, previous = self._get_head()
        keys = self.env["icrm.access.key"]._get_keys({row[1] for row in rows})
        chained = []
        for entry_id, user_id, *values in rows:
            number += 1
            facts, texts = _get_parts(values[:6]), values[6:9]
            salt = log_chain.make_key()
            code = log_chain.code_person(keys[user_id], user_id)
            digest = log_chain.digest_texts(salt, texts)
            previous = log_chain.chain(previous, number, facts, code, digest, values[9])
            chained.append((entry_id, number, previous, code, digest, salt))
        ids, numbers, hashes, codes, digests, salts = map(
            list, zip(*chained, strict=True)
        )
        # SQL: as above; a trigger refuses all but this
        self.env.cr.execute(
            SQL(
                """
                UPDATE icrm_access_log AS entry
                   SET sequence = new.sequence, hash = new.hash, salt = new.salt,
                       person_code = new.code, text_digest = new.digest
                  FROM unnest(%s::int[], %s::int[], %s::varchar[], %s::varchar[],
                              %s::varchar[], %s::varchar[])
                    AS new (id, sequence, hash, code, digest, salt)
                 WHERE entry.id = new.id
                """,
                ids,
                numbers,
                hashes,
                codes,
                digests,
                salts,
            )
        )
        self.invalidate_model()
        return len(rows) == limit

    @api.model
    def _lock_chain(self, wait):
        if wait:
            # SQL: no record stands for the chain; released with the transaction.
            self.env.cr.execute(SQL("SELECT pg_advisory_xact_lock(hashtext(%s))", LOCK))
            return True
        # SQL: as above
        [(free,)] = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(hashtext(%s))", LOCK)
        )
        return free

    @api.model
    def _get_head(self):
        """Return (number, digest) of the last chained entry."""
        # SQL: the digest as it is now, not as it is in the cache
        found = self.env.execute_query(
            SQL(
                """
                SELECT sequence, hash FROM icrm_access_log
                 WHERE sequence IS NOT NULL ORDER BY sequence DESC LIMIT 1
                """
            )
        )
        return found[0] if found else (0, log_chain.START)

    @api.model
    def _cron_chain(self):
        more = True

        def step():
            nonlocal more
            more = self._chain()

        while more and run_step(self.env, "access log", step):
            continue

    @api.model
    def _find_naming(self, user_ids, quick, pattern):
        """Return [(id, number)] of the entries by these users, or that name them.

        :param quick: finds all that *pattern* finds, and more, in less time
        """
        # SQL: one pass over texts that no index covers
        return self.env.execute_query(
            SQL(
                """
                SELECT id, sequence FROM icrm_access_log
                 WHERE sequence IS NOT NULL
                   AND (user_id = ANY(%(users)s)
                        OR CASE WHEN CONCAT_WS(E'\n', reason, record_name, field_names)
                                     ~* %(quick)s
                                THEN reason ~* %(pattern)s
                                  OR record_name ~* %(pattern)s
                                  OR field_names ~* %(pattern)s END)
                 ORDER BY sequence
                """,
                users=user_ids,
                quick=quick or NOTHING,
                pattern=pattern or NOTHING,
            )
        )

    @api.model
    def _read_chain(self):
        """Yield each chained entry as it is in the database, in their order."""
        self.flush_model()
        last = 0
        while True:
            # SQL: as stored, without the cache; a million entries in pages
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT sequence, hash, user_id, person_code, salt, text_digest,
                           erased_numbers, at, kind, res_model, res_id, row_count,
                           company_id, record_name, reason, field_names
                      FROM icrm_access_log WHERE sequence > %s
                     ORDER BY sequence LIMIT %s
                    """,
                    last,
                    READ,
                )
            )
            for number, digest, user_id, code, salt, texts, erased, *values in rows:
                yield log_chain.Entry(
                    number=number,
                    hash=digest,
                    facts=_get_parts(values[:6]),
                    person=user_id,
                    person_code=code,
                    texts=tuple(values[6:9]),
                    salt=salt,
                    text_digest=texts,
                    erased=erased,
                    time=values[0].timestamp(),
                )
            if len(rows) < READ:
                return
            last = rows[-1][0]

    # ------------------------------------------------------------------
    # Checking
    # ------------------------------------------------------------------

    @api.model
    def _check_watcher(self):
        user = self.env.user
        if not (user.has_group(AUDITOR) or user.has_group(ADMIN)):
            raise AccessError(
                self.env._("Only auditors and administrators can check the log.")
            )

    def action_check(self):
        """Check the whole chain now, write down what was found and say it.

        :return: a notification; for auditors and administrators
        """
        self._check_watcher()
        # sudo: the log is the auditors'; a check says numbers of entries alone
        check_sudo = self.env["icrm.access.check"].sudo()._run(self.env.user)
        return check_sudo._show()

    def action_open_checks(self):
        """Open the results of the checks.

        :return: an action; for auditors and administrators
        """
        self._check_watcher()
        return open_list(
            self.env["icrm.access.check"], self.env._("Checks of the Log"), []
        )


def _get_parts(values):
    """Return the facts of an entry as JSON has them."""
    at, *others = values
    return (at.isoformat(), *others)
