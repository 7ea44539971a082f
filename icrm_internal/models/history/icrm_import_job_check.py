# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import config

from ...importer import columns as columns_of
from ...importer import dates
from ...importer.course import CourseReader, needs
from ...importer.fault import ERROR, INFO, WARNING, Fault, Report, _lt
from ...importer.meanings import MEANINGS
from ...importer.row import Plan
from .findings import Findings
from .icrm_import_value import KINDS
from .resolver import Resolver
from .writer import BATCH, Writer

#: Requests a second that a small machine writes at least, to tell how long it takes.
PACE = 200
#: How much of an import's time goes by before it begins to write.
WALK_SHARE = 0.15
#: New employees a second: Odoo asks the database some thirty times for each.
PEOPLE_PACE = 20


class IcrmImportJob(models.Model):
    """Checking and importing: the same walk through the file, without and with ink."""

    _inherit = "icrm.import.job"

    def _plan(self, source):
        """Return the Plan of the mapping on the screen; raise if it cannot work."""
        by_name = {line.name: line.target or None for line in self.column_ids}
        targets = [by_name.get(name) for name in source.header]
        count = Counter(filter(None, targets))
        for target, label in columns_of.TARGETS:
            if count[target] > 1 and target not in columns_of.MANY:
                raise Fault(
                    _lt("Several columns become “%(target)s”: only texts may."),
                    target=label,
                )
        for message in needs(targets, self.layout == "log"):
            raise Fault(message)
        chosen = {"state": {}, "priority": {}}
        for value in self.value_ids:
            if value.kind in chosen and value[KINDS[value.kind]]:
                chosen[value.kind][value.name] = value[KINDS[value.kind]]
        return Plan(
            source.header,
            targets,
            dates.DateReader(
                "ymd" if self.date_order == "auto" else self.date_order,
                self.tz,
                now=fields.Datetime.now(),
            ),
            self.layout == "log",
            chosen["state"],
            chosen["priority"],
            self.default_state,
            self.default_priority,
            self.profile_id._missing(),
        )

    def _walk(self, report, share=1):
        """Go through the whole file once, writing nothing.

        *share* is the part of the whole work that this walk is, for the progress.

        Returns (plan, source, resolver, writer, tally): everything judged, every
        missing name noted; ``tally["skipped"]`` are the numbers that are not to be
        imported although they could be read.
        """
        source = self._source()
        plan = self._plan(source)
        columns = {}
        for line in self.column_ids:
            if line.target:
                columns.setdefault(line.target, line.name)
        resolver = Resolver(self, report, columns)
        writer = Writer(self, resolver)
        reader = CourseReader(plan, report)
        tally = {"known": 0, "new": 0, "bad": 0, "events": 0, "skipped": set()}
        for batch in _batches(reader.courses(source.rows(report))):
            known = writer.known_states([course.number for course in batch])
            for course in batch:
                if course.number in known:
                    self._report_known(report, course, known[course.number], columns)
                    tally["known"] += 1
                    tally["skipped"].add(course.number)
                    continue
                before = report.counts[ERROR]
                resolver.note(course)
                if report.counts[ERROR] == before:
                    tally["new"] += 1
                    tally["events"] += len(course.events)
                else:
                    tally["bad"] += 1
                    tally["skipped"].add(course.number)
            self._tell_progress(
                share * (tally["known"] + tally["new"]), self.ticket_count
            )
        tally["bad"] += reader.bad
        return plan, source, resolver, writer, tally

    def _report_known(self, report, course, state, columns):
        """What is there stays as it is; say so where the file has moved on."""
        values = {"number": course.number}
        message = _lt("%(number)s is there already; it stays as it is.")
        told = MEANINGS[course.last.meaning][0]
        if state != told:
            labels = dict(self.env["helpdesk.ticket"]._fields["icrm_state"].selection)
            message = _lt(
                "%(number)s is there already; it stays as it is, %(here)s, although "
                "the file says %(there)s."
            )
            values.update(here=labels.get(state), there=labels[told])
        report.info(
            course.line, columns.get("number"), course.number, message, **values
        )

    def _do_check(self):
        """Try everything; write nothing but the report."""
        findings = Findings(self)
        report = Report(findings.add)
        _plan, _source, resolver, _writer, tally = self._walk(report)
        text = findings.save()
        # sudo: what an import found and where it stands is written by itself.
        self.sudo().write(
            {
                "ticket_count": tally["known"] + tally["new"] + tally["bad"],
                "bad_count": tally["bad"],
                "known_count": tally["known"],
                "new_count": tally["new"],
                "event_count": tally["events"],
                "error_count": report.counts[ERROR],
                "warning_count": report.counts[WARNING],
                "info_count": report.counts[INFO],
                "new_team_count": len(resolver.new_groups),
                "new_department_count": len(resolver.new_departments),
                "new_people_count": len(resolver.new_people),
                "unknown_caller_count": len(resolver.unknown_callers),
                "report_file": base64.b64encode(text),
                "remarks": self._limit_remark(tally["new"], len(resolver.new_people))
                or self.remarks,
                "state": "checked",
            }
        )

    def _limit_remark(self, requests, people):
        """Return a warning if the server would stop the import half way, else False."""
        limit = self._get_time_limit()
        seconds = requests / PACE + people / PEOPLE_PACE
        if not limit or seconds < limit * 0.7:
            return False
        return self.env._(
            "The server stops work after %(limit)s seconds (%(setting)s), enough for "
            "some %(possible)s requests at a time; this file has %(requests)s, and all "
            "of an import is undone when it is stopped. Raise the limit, or split the "
            "file.",
            limit=limit,
            setting="limit_time_cpu, limit_time_real_cron",
            possible=f"{max(int((limit * 0.7 - people / PEOPLE_PACE) * PACE), 0):,}",
            requests=f"{requests:,}",
        )

    @api.model
    def _get_time_limit(self):
        """Return the seconds after which this server stops a scheduled job, or 0.

        Odoo's own rules: below 0 the cron's limit is that of requests; time on the
        processor is limited where there are worker processes only.
        """
        real = config["limit_time_real_cron"]
        if real is None or real < 0:
            real = config["limit_time_real"]
        limits = [real, config["limit_time_cpu"] if config["workers"] else 0]
        return min((limit for limit in limits if limit), default=0)

    def _do_import(self):
        """Write all requests of the file in the current transaction, or raise."""
        if self.state != "checked":
            raise UserError(self.env._("Check the file before importing it."))
        started_at = fields.Datetime.now()
        report = Report(lambda issue: None)
        plan, source, resolver, writer, tally = self._walk(report, WALK_SHARE)
        if report.counts[ERROR] and not self.skip_bad:
            raise UserError(
                self.env._(
                    "Nothing was imported: the file has %(count)s errors. Correct them "
                    "(in the file or in the mapping), or choose to leave out the rows "
                    "with errors.",
                    count=report.counts[ERROR],
                )
            )
        resolver.create_missing()
        reader = CourseReader(plan, Report(lambda issue: None))
        courses = (
            course
            for course in reader.courses(source.rows(report))
            if course.number not in tally["skipped"]
        )
        written = events = 0
        for batch in _batches(courses):
            events += writer.create_requests(batch)
            written += len(batch)
            part = WALK_SHARE + (1 - WALK_SHARE) * written / tally["new"]
            self._tell_progress(part * self.ticket_count, self.ticket_count)
        # sudo: what an import found and where it stands is written by itself.
        self.sudo().write(
            {
                "new_count": written,
                "known_count": tally["known"],
                "event_count": events,
                "state": "done",
                "started_at": started_at,
                "finished_at": fields.Datetime.now(),
                "remarks": False,
            }
        )


def _batches(items):
    batch = []
    for item in items:
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
