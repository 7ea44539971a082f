# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.base.models.res_partner import _tz_get
from odoo.addons.icrm_internal.importer.delimited import DELIMITERS
from odoo.addons.icrm_internal.importer.encoding import ENCODINGS

from ..importer.dates import ORDERS
from ..importer.meanings import MEANINGS

#: Everything of a profile but its name and its lines.
OPTIONS = (
    "code",
    "layout",
    "encoding",
    "delimiter",
    "date_order",
    "tz",
    "missing_values",
    "default_state",
    "default_priority",
    "unknown_caller",
    "unknown_department",
    "unknown_group",
    "provider_department_id",
    "service_id",
    "skip_bad",
)


class IcrmImportProfile(models.Model):
    """How the export of another system is to be read, and what it means here.

    Each import works on a profile of its own, so that trying something out changes
    nobody's profile; ``kept`` are those that were saved under a name.
    """

    _name = "icrm.import.profile"
    _inherit = "icrm.shared"
    _description = "History Import Profile"
    _order = "sequence, name, id"

    name = fields.Char(required=True, default="/", translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kept = fields.Boolean(default=True, help="Offered for the next import.")
    note = fields.Text(translate=True, help="How to get the export out of that system.")
    company_id = fields.Many2one("res.company")
    code = fields.Char(
        string="Source",
        required=True,
        default="history",
        help="Stands before each number (servicenow:INC0000045), so that two systems "
        "may use the same numbers. The same source and number is the same request.",
    )
    layout = fields.Selection(
        [
            ("list", "One row per ticket"),
            ("log", "Event log: one row per change"),
        ],
        string="Rows",
        default="list",
        required=True,
    )
    encoding = fields.Selection(ENCODINGS, default="auto", required=True)
    delimiter = fields.Selection(DELIMITERS, default="auto", required=True)
    date_order = fields.Selection(ORDERS, string="Dates", default="auto", required=True)
    tz = fields.Selection(
        _tz_get,
        string="Time Zone",
        default=lambda self: self.env.user.tz or "UTC",
        required=True,
        help="In which the dates of the file are meant. Dates that name their own "
        "offset keep it.",
    )
    missing_values = fields.Char(
        default="?, NULL, N/A, #N/A",
        help="What stands for an empty cell, separated by commas.",
    )
    default_state = fields.Selection(
        [(key, label) for key, (_state, _holder, label) in MEANINGS.items()],
        string="Without a State",
        default="closed",
        required=True,
    )
    default_priority = fields.Selection(
        selection=lambda self: self.env["icrm.service"]._priorities(),
        string="Without a Priority",
        default="1",
        required=True,
    )
    unknown_caller = fields.Selection(
        [
            ("department", "Put the request down to the customer's department"),
            ("employee", "Create an employee without a user"),
            ("former", "Create a former employee (archived)"),
            ("error", "Report the row as an error"),
        ],
        string="Unknown Customers",
        default="department",
        required=True,
        help="Customers are found by e-mail, login, badge or name; the name in the "
        "file is kept in any case. Odoo creates some 30 employees a second.",
    )
    unknown_department = fields.Selection(
        [
            ("create", "Create the department"),
            ("ignore", "Take the customer's own department"),
            ("error", "Report the row as an error"),
        ],
        string="Unknown Departments",
        default="ignore",
        required=True,
    )
    unknown_group = fields.Selection(
        [
            ("create", "Create the team, for the provider"),
            ("error", "Report the row as an error"),
        ],
        string="Unknown Teams",
        default="create",
        required=True,
    )
    provider_department_id = fields.Many2one(
        "hr.department",
        string="Provider",
        ondelete="restrict",
        help="The department that served: new teams belong to it. Empty: a department "
        "named Imported History.",
    )
    service_id = fields.Many2one(
        "icrm.service",
        ondelete="restrict",
        help="For all requests whose service no column tells. Empty: a retired service "
        "named Imported History for each team, which staff never see.",
    )
    skip_bad = fields.Boolean(
        string="Leave out rows with errors",
        help="Otherwise one error keeps the whole file from being imported.",
    )
    column_ids = fields.One2many("icrm.import.column", "profile_id", copy=True)
    value_ids = fields.One2many("icrm.import.value", "profile_id", copy=True)
    state_value_ids = fields.One2many(
        "icrm.import.value", "profile_id", domain=[("kind", "=", "state")]
    )
    priority_value_ids = fields.One2many(
        "icrm.import.value", "profile_id", domain=[("kind", "=", "priority")]
    )
    group_value_ids = fields.One2many(
        "icrm.import.value", "profile_id", domain=[("kind", "=", "group")]
    )
    customer_value_ids = fields.One2many(
        "icrm.import.value",
        "profile_id",
        domain=[("kind", "in", ("caller", "customer_department"))],
    )
    other_value_ids = fields.One2many(
        "icrm.import.value", "profile_id", domain=[("kind", "in", ("agent", "service"))]
    )

    @api.constrains("code")
    def _check_code(self):
        for profile in self:
            if not re.fullmatch(r"[a-z0-9_-]{1,32}", profile.code):
                raise ValidationError(
                    self.env._(
                        "The source %(code)s should be one short word of small "
                        "letters, digits, - and _.",
                        code=profile.code,
                    )
                )

    def _missing(self):
        """Return the cells that count as empty, in small letters."""
        values = (self.missing_values or "").split(",")
        return frozenset({"", *(value.strip().casefold() for value in values)})
