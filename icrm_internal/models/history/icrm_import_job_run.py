# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...importer import container
from ...importer.fault import Fault

_logger = logging.getLogger(__name__)

#: Kilobytes of text above which the work goes to the background.
BACKGROUND_KILOBYTES = 4096


class IcrmImportJob(models.Model):
    """When the work of an import is done, and how it ends."""

    _inherit = "icrm.import.job"

    # -- at once, or in the background

    def _begin(self, task):
        """Do *task* at once if the file is small, else leave it to the cron."""
        self.ensure_one()
        self._check_admin()
        self.check_access("write")
        # Of two who press at once the second waits, and reads that it is done.
        self._icrm_lock()
        self._check_idle()
        if task != "read" and self.state == "draft":
            raise UserError(self.env._("The file has to be read first."))
        if self.state == "done":
            raise UserError(self.env._("This import is done. Start a new one."))
        if self._is_large() or (
            task == "import" and self.new_count + 10 * self.new_people_count > 3000
        ):
            # sudo: the course of an import; who may start it was checked above.
            self.sudo().write({"task": task, "failure": False})
            self.env.ref("icrm_internal.ir_cron_history_import")._trigger()
            return True
        # sudo: as above
        self.sudo().failure = False
        try:
            self._do(task)
        except Fault as fault:
            raise UserError(self._sentence(fault)) from fault
        return True

    def _do(self, task):
        self.ensure_one()
        getattr(self, f"_do_{task}")()

    def _is_large(self):
        """Whether the file may take longer than somebody waits for a page."""
        data = self._attachment_sudo().raw or b""
        size = len(data)
        try:
            kind = container.kind_of(data)
            if kind == "xlsx":
                size = container.check_workbook(data)
            elif kind == "gz":
                # Text shrinks to a tenth or so.
                size *= 10
        except Fault:
            # It will be told at once.
            return False
        limit = self._parameter("import_background_kb", BACKGROUND_KILOBYTES)
        return size > limit * 1024

    @api.model
    def _cron_run(self):
        """Do what waits, one import at a time, each in one transaction.

        Found "running" and not locked, an import was stopped from outside together
        with its transaction: it wrote nothing, and says so.
        """
        cron = self.env["ir.cron"]
        jobs = self.search([("task", "!=", False)], order="write_date, id")
        cron._commit_progress(remaining=len(jobs))
        for job in jobs:
            job = job.try_lock_for_update().filtered("task")
            if not job:
                continue
            if job.is_running:
                job._fail(
                    self.env._(
                        "The server was stopped, or stopped this work because it took "
                        "too long; nothing was imported. Raise limit_time_cpu and "
                        "limit_time_real_cron of the server, or split the file."
                    )
                )
            else:
                job.is_running = True
                job._tell_progress(0, 1)
                # From here on everybody sees that it runs.
                cron._commit_progress(0)
                job.try_lock_for_update()
                job._run_task()
            if not cron._commit_progress(1):
                break

    def _run_task(self):
        """Do the task as the one who asked for it; never raises."""
        job = self.with_user(self.user_id).with_company(self.company_id)
        job = job.with_context(lang=self.user_id.lang)
        try:
            with self.env.cr.savepoint():
                job._check_admin()
                job._do(self.task)
            self.write({"task": False, "is_running": False, "failure": False})
        except Fault as fault:
            self._fail(job._sentence(fault))
        except (UserError, AccessError, ValidationError) as error:
            self._fail(str(error))
        except Exception as error:
            _logger.exception("History import %s failed", self.id)
            self._fail(
                self.env._(
                    "Nothing was imported, because of an unexpected error: %(error)s",
                    error=error,
                )
            )

    def _fail(self, sentence):
        self.write({"task": False, "is_running": False, "failure": sentence})

    def _sentence(self, finding):
        """Return the sentence of a Fault or an Issue in the user's language."""
        return self.env._(finding.message, **finding.values)

    def _tell_progress(self, done, total):
        if self.is_running:
            self.env["icrm.import.progress"]._tell(self.id, int(done), total)
