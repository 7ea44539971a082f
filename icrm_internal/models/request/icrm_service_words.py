# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import float_repr

from .when import in_words


class IcrmService(models.Model):
    _inherit = "icrm.service"

    def _icrm_promise_in_words(self):
        """Return what a customer who asks now is told, in three short texts.

        ``promise``: by when; ``effort``: in working hours; ``notice``: that the
        department is closed and when the time starts to run. Each may be empty.
        """
        words = {"promise": "", "effort": "", "notice": ""}
        if self.state != "published" or not self.is_in_audience:
            return words
        promise = self.get_promise()
        if promise["due_at"]:
            words["promise"] = self.env._(
                "Promised by %(when)s", when=in_words(self.env, promise["due_at"])
            )
        if promise["response_hours"] and promise["resolution_hours"]:
            words["effort"] = self.env._(
                "First answer within %(response)s working hours, done within "
                "%(resolution)s.",
                response=_hours(promise["response_hours"]),
                resolution=_hours(promise["resolution_hours"]),
            )
        if promise["out_of_hours"] and promise["opens_at"]:
            # sudo: the name of who offers the service stands on its card.
            words["notice"] = self.env._(
                "%(provider)s opens %(when)s; your time runs from then.",
                provider=self.sudo().department_id.name,
                when=in_words(self.env, promise["opens_at"]),
            )
        return words


def _hours(hours):
    """Return 16.0 as "16", 1.5 as "1.5"."""
    return float_repr(hours, 2).rstrip("0").rstrip(".")
