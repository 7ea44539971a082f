# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from urllib.parse import urlsplit

from odoo import api, models
from odoo.exceptions import ValidationError

LINK = re.compile(r"(^|_)(url|uri|href|link|website)(_|$)")


def is_safe_link(link):
    """Return whether *link* leads to a web site by its name, or into this one.

    Not ``//evil``, which looks like the latter, nor what a browser would run or makes
    something else of: ``javascript:``, ``data:``, backslashes, blanks, controls.
    """
    if not link.isprintable() or re.search(r"[\s\\]", link):
        return False
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        return False
    if link.startswith("/"):
        return not link.startswith("//")
    return parts.scheme in ("http", "https") and bool(host)


class Base(models.AbstractModel):
    """Every text field of ours whose name says that it is a link, is checked here."""

    _inherit = "base"

    @api.model
    def _icrm_link_fields(self):
        """Return the names of the fields that somebody fills in with a link."""
        if self._name == "ir.attachment":
            return ["url", "res_model"]  # of a file on one of our documents
        if not (self._name == "helpdesk.ticket" or self._name.startswith("icrm.")):
            return []
        return [
            name
            for name, field in self._fields.items()
            if field.type in ("char", "text")
            and field.store
            and not field.compute
            and LINK.search(name)
        ]

    @api.constrains(lambda self: self._icrm_link_fields())
    def _check_icrm_links(self):
        if self._name == "ir.attachment":
            guarded = self._icrm_guarded_models()
            self = self.filtered(lambda file: file.res_model in guarded)
        for record in self:
            for name in record._icrm_link_fields():
                link = record[name]
                if name == "res_model" or not link or is_safe_link(link):
                    continue
                raise ValidationError(
                    self.env._(
                        "%(field)s: a link begins with https://, http:// or one /, "
                        "and has neither blanks nor backslashes.",
                        field=self._fields[name]._description_string(self.env),
                    )
                )
