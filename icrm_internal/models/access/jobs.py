# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Bodies of scheduled jobs: what fails is reported, and the rest goes on.

Every job of ours is made of these three. Each step runs in a savepoint: of what fails
nothing stays, the server log names the record, administrators are told once a day, and
the record comes again on the next run. What succeeded is committed at once.

- :func:`run_each`: records one by one
- :func:`run_batches`: records by the hundred; one by one where a batch fails
- :func:`run_step`: what is not about single records
"""

import logging
import traceback
from datetime import timedelta
from functools import partial
from math import inf

import psycopg2
import psycopg2.errors

from odoo import fields
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

# Somebody else was at the same rows: nothing is wrong, there is a next time.
BUSY = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError)

# The server or its database is gone: no record's fault, and nothing can go on.
LOST = (ConnectionError, psycopg2.InterfaceError, psycopg2.errors.AdminShutdown)

# So many failures of one batch are logged in full.
TOLD = 5

_logger = logging.getLogger(__name__)


def run_each(records, step, domain=(), on_error=None, lock=True, alone=True):
    """Do ``step(record)`` for each of *records* that is free, each committed by itself.

    :param domain: what a record must still satisfy once it is locked
    :param on_error: called as ``on_error(record, error)`` after what *step* did is
        rolled back
    :param bool lock: whether a record that somebody else holds is passed over
    :param bool alone: whether the transaction is the job's own, to be committed also
        where no scheduler called it
    :return: whether there is time left for more
    """
    ids, left = records.ids, len(records)
    commit = partial(_commit, records.env, alone)
    commit(remaining=left)
    failures = 0
    for done, record_id in enumerate(ids, 1):
        record = records.browse(record_id)
        error = _attempt(record, _step_of(step, domain, lock))
        if error is not None:
            failures += not isinstance(error, BUSY)
            if on_error and not isinstance(error, BUSY):
                _attempt(record, lambda one, error=error: on_error(one, error))
        has_time = commit(1, remaining=left - done)
        # Whatever fails comes first again on the next run: it must not use up the time.
        if not has_time and error is None and done < left:
            _tell(records.env, failures)
            return False
    _tell(records.env, failures)
    return True


def run_batches(model, domain, step, limit, order="id"):
    """Do ``step(records)`` with those of *domain*, locked, a batch a commit.

    *step* takes them out of *domain*. Where a batch fails, its records are tried one by
    one, and what fails then is left for the next run.

    :return: whether there is time left for more
    """
    cron = model.env["ir.cron"]
    domain, passed, failures = Domain(domain), [], 0
    while True:
        todo = domain & Domain("id", "not in", passed)
        batch = model.search(todo, order=order, limit=limit)
        if not batch:
            break
        free = batch.try_lock_for_update(allow_referencing=True).filtered_domain(domain)
        failed = attempt_batch(free, step)
        failures += sum(not isinstance(error, BUSY) for error in failed.values())
        passed += (batch - free).ids + [record.id for record in failed]
        todo = domain & Domain("id", "not in", passed)
        left = model.search_count(todo, limit=limit)
        if not cron._commit_progress(len(free), remaining=left) and left:
            _tell(model.env, failures)
            return False
    _tell(model.env, failures)
    return True


def attempt_batch(records, step):
    """Do ``step(records)``; one by one if that fails; return {failed record: error}.

    In the transaction of the caller, who has locked them and commits.
    """
    if not records:
        return {}
    is_last = len(records) == 1
    error = _attempt(records, step, is_last=is_last)
    if error is None:
        return {}
    if is_last:
        return {records: error}
    errors = {}
    for record in records:
        # What fails for all of them is told a few times, not a thousand.
        is_told = len(errors) < TOLD
        if (error := _attempt(record, step, is_last=is_told)) is not None:
            errors[record] = error
    if len(errors) > TOLD:
        _logger.error("%s more of %s failed", len(errors) - TOLD, records._name)
    return errors


def run_step(env, name, step):
    """Do ``step()``, and commit; *name* is for the log. Return whether it succeeded."""
    error = _attempt(name, lambda _name: step(), cr=env.cr)
    _commit(env, alone=False)
    _tell(env, error is not None and not isinstance(error, BUSY))
    return error is None


def _commit(env, alone, *args, **kwargs):
    if alone or env.context.get("ir_cron_progress_id"):
        return env["ir.cron"]._commit_progress(*args, **kwargs)
    return inf


def _step_of(step, domain, lock):
    def do(record):
        free = record._icrm_try_lock() if lock else record.exists()
        if free.filtered_domain(Domain(domain)):
            step(free)

    return do


def _attempt(subject, step, cr=None, is_last=True):
    """Return the exception that ``step(subject)`` raised, None if it succeeded."""
    try:
        with (cr or subject.env.cr).savepoint():
            step(subject)
    except BUSY as error:
        _logger.info("%s: busy, left for the next run (%s)", subject, error)
        return error
    except LOST:
        raise
    except Exception as error:
        # Whatever it is, it concerns one record.
        if not is_last:
            level = logging.INFO
        elif isinstance(error, UserError):
            level = logging.WARNING
        else:
            level = logging.ERROR
        _logger.log(level, "%s failed: %s", subject, _describe(subject, error))
        return error
    return None


def _describe(subject, error):
    """Return what the log says of *error*.

    Records are logged by their ids. Where a model keeps no columns of the log, the
    words of an error may be confidential as well: then only where it happened.
    """
    where = "".join(traceback.format_tb(error.__traceback__)[1:])
    if not getattr(subject, "_log_access", True):
        return f"{type(error).__name__}\n{where}"
    if isinstance(error, UserError):
        # A rule of ours refuses: the sentence says it all.
        return str(error)
    return f"{type(error).__name__}: {error}\nTraceback:\n{where}"


def _tell(env, failures):
    """Tell administrators how much of this job failed, once a day each job."""
    cron = env["ir.cron"].browse(env.context.get("cron_id"))
    if not failures or not cron:
        return
    # sudo: the job tells of itself, in the channel of administrators
    cron_sudo = cron.sudo()
    channel = env.ref("mail.channel_admin", raise_if_not_found=False)
    # sudo: whether it was told today
    if channel and env["mail.message"].sudo().search_count(
        [
            ("model", "=", channel._name),
            ("res_id", "=", channel.id),
            ("date", ">=", fields.Datetime.now() - timedelta(days=1)),
            ("body", "ilike", cron_sudo.name),
        ],
        limit=1,
    ):
        return
    cron_sudo._notify_admin(
        env._(
            "Scheduled job “%(job)s”: %(count)s records failed, the others are done. "
            "The server log names each record and why.",
            job=cron_sudo.name,
            count=int(failures),
        )
    )
    cron._commit_progress()
