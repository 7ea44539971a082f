# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter

from odoo import models

from ...importer import columns as columns_of
from ...importer import dates
from ...importer.fault import Report
from ...importer.meanings import propose_priority, propose_state
from ...importer.source import SECONDS, Source
from .icrm_import_value import KINDS
from .resolver import Resolver

#: Values listed per kind; what is more keeps its proposal.
SHOWN_VALUES = 500
#: Seconds that reading a file may take in the background.
BACKGROUND_SECONDS = 3600


class IcrmImportJob(models.Model):
    """Reading: which columns and words the file has, and what they may mean."""

    _inherit = "icrm.import.job"

    def _source(self):
        return Source.open(
            self._attachment_sudo().raw or b"",
            self.encoding,
            self.delimiter,
            seconds=BACKGROUND_SECONDS if self.is_running else SECONDS,
        )

    def _do_read(self):
        """Fill in columns, values and options as far as the file tells them."""
        source = self._source()
        known = {line.name: line.target or None for line in self.column_ids}
        targets = columns_of.propose(source.header, known)
        samples = [{} for _name in source.header]
        filled = [0] * len(source.header)
        counters = {
            index: Counter() for index, target in enumerate(targets) if target in KINDS
        }
        date_columns = [i for i, t in enumerate(targets) if t in columns_of.DATES]
        date_cells, numbers, rows = [], Counter(), 0
        number_column = targets.index("number") if "number" in targets else None
        missing = self.profile_id._missing()
        faulty = Report(lambda issue: None)
        for _line, cells in source.rows(faulty):
            rows += 1
            for index, cell in enumerate(cells):
                if isinstance(cell, str) and cell.strip().casefold() in missing:
                    continue
                filled[index] += 1
                if len(samples[index]) < 3:
                    samples[index].setdefault(str(cell)[:40])
                if index in counters and len(counters[index]) < 100_000:
                    counters[index][str(cell).strip()[:200]] += 1
            if len(date_cells) < 5000:
                date_cells += [
                    cells[i]
                    for i in date_columns
                    if not isinstance(cells[i], str)
                    or cells[i].strip().casefold() not in missing
                ]
            if number_column is not None and len(numbers) < 2000:
                numbers[cells[number_column]] += 1
        self._write_columns(source.header, targets, samples, filled, rows)
        self._write_values(
            {targets[index]: counter for index, counter in counters.items()}
        )
        values = self._options_found(source, targets, numbers, date_cells)
        # sudo: what an import found and where it stands is written by itself.
        self.sudo().write(
            {
                **values,
                "row_count": rows,
                "state": "mapped",
                "failure": False,
            }
        )
        # sudo: findings are written by the dry run only, and begun anew here.
        self.sudo().issue_ids.unlink()
        self.sudo().report_file = False

    def _options_found(self, source, targets, numbers, date_cells):
        """Return what the file tells of itself, and remarks on what is in doubt."""
        values, remarks = {}, []
        if source.kind != "xlsx":
            if not source.sure and self.encoding == "auto":
                remarks.append(
                    self.env._(
                        "The encoding is only likely (%(encoding)s): look at the "
                        "examples below, and choose another one if letters are wrong.",
                        encoding=source.encoding,
                    )
                )
            if self.delimiter == "auto":
                values["delimiter"] = source.delimiter
        if self.date_order == "auto" and date_cells:
            order, sure = dates.detect_order(date_cells)
            values["date_order"] = order
            if not sure:
                remarks.append(
                    self.env._(
                        "Whether the day or the month stands first cannot be told from "
                        "the dates: check it."
                    )
                )
        repeated = numbers and max(numbers.values()) > 1
        if self.layout == "list" and repeated and "changed_at" in targets:
            values["layout"] = "log"
        elif self.layout == "log" and numbers and not repeated:
            values["layout"] = "list"
            remarks.append(
                self.env._(
                    "Each number stands in one row only: read as one row per ticket."
                )
            )
        values["remarks"] = "\n".join(remarks) or False
        return values

    def _write_columns(self, header, targets, samples, filled, rows):
        self.column_ids.unlink()
        self.env["icrm.import.column"].sudo().create(
            [
                {
                    "profile_id": self.profile_id.id,
                    "sequence": position,
                    "name": name,
                    "target": target,
                    "sample": " · ".join(sample),
                    "filled": round(100 * count / rows) if rows else 0,
                }
                for position, (name, target, sample, count) in enumerate(
                    zip(header, targets, samples, filled, strict=True), 1
                )
            ]
        )

    def _write_values(self, counters):
        """List the values of the file; keep what is chosen, propose the rest."""
        resolver = Resolver(self)
        present = {(value.kind, value.name): value for value in self.value_ids}
        # sudo: what an import found is written by itself.
        for value in self.sudo().value_ids:
            value.count = counters.get(value.kind, {}).get(value.name, 0)
        vals_list = []
        for kind, counter in counters.items():
            listed = 0
            for name, count in counter.most_common():
                if listed >= SHOWN_VALUES:
                    break
                if (kind, name) in present:
                    continue
                vals = {
                    "profile_id": self.profile_id.id,
                    "kind": kind,
                    "name": name,
                    "count": count,
                }
                if kind == "state":
                    vals["meaning"] = propose_state(name)
                elif kind == "priority":
                    vals["priority"] = propose_priority(name)
                else:
                    found = resolver.find(kind, name)
                    if found and kind in ("caller", "agent"):
                        # Hundreds of names that need nobody's attention
                        continue
                    vals[KINDS[kind]] = found
                vals_list.append(vals)
                listed += 1
        self.env["icrm.import.value"].sudo().create(vals_list)
