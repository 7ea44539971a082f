# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Takes an import back whole, as long as nothing but itself depends on what it made."""

import datetime

from odoo.fields import Domain
from odoo.tools import split_every

BATCH = 500

REQUEST = "helpdesk.ticket"
RELATIONSHIP = "icrm.relationship"
MESSAGE = "mail.message"
ATTACHMENT = "ir.attachment"
#: In the order in which they can be deleted
MODELS = (
    REQUEST,
    RELATIONSHIP,
    "icrm.service",
    "helpdesk.ticket.team",
    "hr.employee",
    "hr.department",
)
#: What the import made together with its requests
PARTS = ("icrm.request.event", "icrm.clock", "icrm.clock.segment")
#: These hold no parts of their own: all that refers to them counts.
WHOLE = (REQUEST, RELATIONSHIP)
#: What people enter at a relationship
ENTERED = ("account_manager_id", "technical_contact_id", "next_review_date")
#: What else people leave at a record, by the name of its model
ATTACHED = (
    (MESSAGE, "model"),
    ("mail.activity", "res_model"),
    (ATTACHMENT, "res_model"),
    ("rating.rating", "res_model"),
)


class Undoing:
    """What one import made, and what depends on it; as superuser.

    The job calls this for an administrator who may import.
    """

    def __init__(self, job):
        self._job = job
        self.env = job.sudo().with_context(active_test=False).env
        created = job.sudo().created or {}
        self._made = {
            model: self.env[model].browse(created.get(model, ())).exists()
            for model in MODELS
        }
        self._last_message = max(created.get(MESSAGE, [0]))
        # The import's own are of before it was done, to the second.
        done = job.finished_at and job.finished_at + datetime.timedelta(seconds=1)
        self._later = Domain("create_date", ">", done) if done else Domain.TRUE
        self._made[REQUEST] = self.env[REQUEST].search(
            [("icrm_import_job_id", "=", job.id)]
        )
        people, departments = self._made["hr.employee"], self._made["hr.department"]
        self._made["icrm.customer"] = self.env["icrm.customer"].search(
            Domain("employee_id", "in", people.ids)
            | Domain("kind", "=", "department")
            & Domain("department_id", "in", departments.ids)
        )

    def find_hanging(self):
        """Return a sentence for each kind of record that depends on the import."""
        _ = self._job.env._
        found = {}
        if self._job.changed_count:
            found[_("Requests of earlier imports brought up to date")] = (
                self._job.changed_count
            )
        touched = self.env["icrm.request.event"].search_count(
            [
                ("ticket_id", "in", self._made[REQUEST].ids),
                ("changed_by_id", "!=", False),
            ]
        )
        if touched:
            found[_("Changes of requests since the import")] = touched
        users = self._made["hr.employee"].user_id
        if users:
            found[_("Users of new employees")] = len(users)
        entered = self._made[RELATIONSHIP].filtered(
            lambda row: any(row[name] for name in ENTERED)
        )
        for name, count in (
            *self._count_references(),
            *self._count_attached(),
            (RELATIONSHIP, len(entered)),
        ):
            if not count:
                continue
            label = self._label(name)
            found[label] = found.get(label, 0) + count
        return [
            _("%(kind)s: %(count)s", kind=kind, count=count)
            for kind, count in found.items()
        ]

    def _label(self, model):
        """Return what people call records of *model*."""
        if model == REQUEST:
            return self._job.env._("Requests")
        shown = "hr.employee" if model == "hr.version" else model
        return self._job.env["ir.model"]._get(shown).name

    def _count_references(self):
        """Yield (model, count) of records that refer to what the import made."""
        for model, made in self._made.items():
            if not made:
                continue
            for other, field in self._get_fields(model):
                domain = Domain(field.name, "in", made.ids)
                if other in self._made:
                    domain &= Domain("id", "not in", self._made[other].ids)
                if self._is_part(model, field):
                    domain &= self._later
                elif other == "hr.version":
                    # the first one of new employees came with them
                    people = self._made["hr.employee"]
                    domain &= Domain("employee_id", "not in", people.ids) | self._later
                if count := self.env[other].search_count(domain):
                    yield other, count

    def _get_fields(self, model):
        """Yield (model, field) of what may depend on a record of *model*.

        Of the parts of one, which are deleted with it, those count that people added
        later; see ``_is_part``.
        """
        for other, Model in self.env.registry.items():
            if Model._abstract or Model._transient or not Model._auto or other in PARTS:
                continue
            for field in Model._fields.values():
                if (
                    field.comodel_name == model
                    and field.store
                    and not field.related
                    and not field.compute
                    and (
                        field.type == "many2many"
                        or field.type == "many2one"
                        and (Model._log_access or not self._is_part(model, field))
                    )
                ):
                    yield other, field

    def _is_part(self, model, field):
        """Return whether *field* makes its record a part of one of *model*."""
        return (
            model not in WHOLE
            and field.type == "many2one"
            and field.ondelete == "cascade"
        )

    def _count_attached(self):
        """Yield (model, count) of messages, files, ... that came after the import."""
        for model, made in self._made.items():
            for name, column in ATTACHED if made else ():
                domain = Domain(column, "=", model) & Domain("res_id", "in", made.ids)
                if name == ATTACHMENT:
                    # not the pictures of a record
                    domain &= Domain("res_field", "=", False)
                if name == MESSAGE:
                    # those of before are the comments of the file
                    domain &= Domain("id", ">", self._last_message)
                if count := self.env[name].search_count(domain):
                    yield name, count

    def delete(self):
        """Delete it; return how many requests there were."""
        total = len(self._made[REQUEST])
        done = 0
        for model in MODELS:
            for ids in split_every(BATCH, self._made[model].ids):
                self.env[model].browse(ids).unlink()
                if model == REQUEST:
                    done += len(ids)
                    self._job._notify_progress(done, total)
        return total
