# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from . import logged_changes


class IcrmLogged(models.AbstractModel):
    """Records whose changes are in the access log, with the values before and after.

    For what others are judged by: targets, rules of retention. Not what an addon's own
    data files write.
    """

    _name = "icrm.logged"
    _description = "Changes in the Access Log"

    #: A kind of icrm.access.log
    _icrm_log_kind = ""
    #: The fields that matter, in the order in which they are said
    _icrm_log_fields = ()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._icrm_log_changes({}, self.env._("New"))
        return records

    def write(self, vals):
        names = [name for name in self._icrm_log_fields if name in vals]
        if not names or self.env.registry._init:
            return super().write(vals)
        before = logged_changes.snapshot(self, names)
        result = super().write(vals)
        self._icrm_log_changes(before, "", names)
        return result

    def unlink(self):
        if not self.env.registry._init:
            gone = self.env._("Deleted")
            self._icrm_log(
                {
                    record_id: [gone, *filter(None, values.values())]
                    for record_id, values in logged_changes.snapshot(
                        self, self._icrm_log_fields
                    ).items()
                }
            )
        return super().unlink()

    def _icrm_log_changes(self, before, prefix, names=None):
        if self.env.registry._init:
            return
        found = logged_changes.get_changes(self, names or self._icrm_log_fields, before)
        if prefix:
            found = {record_id: [prefix, *lines] for record_id, lines in found.items()}
        self._icrm_log(found)

    def _icrm_log(self, found):
        Log = self.env["icrm.access.log"]
        entries = []
        for record in self.filtered(lambda record: record.id in found):
            # sudo: what it is called, to say what was changed
            name = record.sudo().display_name
            lines = found[record.id]
            entries.append(
                Log._prepare(
                    record,
                    {
                        "kind": self._icrm_log_kind,
                        "reason": logged_changes.join([name, *lines]),
                    },
                )
            )
        # sudo: users may not add rows; the logged user is the caller.
        Log.sudo().create(entries)
