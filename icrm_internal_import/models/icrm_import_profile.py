# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.base.models.res_partner import _tz_get
from odoo.addons.icrm_internal.importer.delimited import DELIMITERS
from odoo.addons.icrm_internal.importer.encoding import ENCODINGS
from odoo.addons.icrm_internal.models.customer.duty import Duty

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
    "closing_resolves",
    "unknown_caller",
    "customer_department_id",
    "unknown_department",
    "unknown_group",
    "provider_department_id",
    "service_id",
    "skip_bad",
)


class IcrmImportProfile(models.Model):
    """How the export of another system is to be read, and what it means here.

    Each import works on a profile of its own, so that trials change no
    shared one; ``is_saved`` marks those saved under a name.
    """

    _name = "icrm.import.profile"
    _inherit = "icrm.shared"
    _icrm_duties = (Duty("provider_department_id"),)
    _description = "History Import Profile"
    _order = "sequence, name, id"

    name = fields.Char(required=True, default="/", translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_saved = fields.Boolean(string="Saved", default=True)
    note = fields.Text(translate=True)
    company_id = fields.Many2one("res.company")
    code = fields.Char(
        string="Source",
        required=True,
        default="history",
        help="Prefix of each number (servicenow:INC0000045), naming the source.",
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
        help="Time zone of dates without an offset. Empty: the company's.",
    )
    missing_values = fields.Char(
        default="?, NULL, N/A, #N/A",
        help="Values for empty cells, separated by commas.",
    )
    default_state = fields.Selection(
        [(key, label) for key, (_state, _holder, label) in MEANINGS.items()],
        string="If Status Is Empty",
        help="Empty: asked if the file has no status.",
    )
    default_priority = fields.Selection(
        selection=lambda self: self.env["icrm.service"]._priorities(),
        string="If Priority Is Empty",
        default="1",
        required=True,
    )
    closing_resolves = fields.Boolean(
        string="Closing Counts as Resolution",
        help="For closed tickets without a resolution date, which otherwise are in no "
        "figure about resolution.",
    )
    customer_department_id = fields.Many2one(
        "hr.department",
        string="Department of Unknown Customers",
        ondelete="restrict",
        help="For customers who are not found and have no department in the file.",
    )
    unknown_caller = fields.Selection(
        [
            ("department", "Assign the request to the customer's department"),
            ("employee", "Create employee without user"),
            ("former", "Create archived employee"),
            ("error", "Report an error"),
        ],
        string="If Customer Not Found",
        default="department",
        required=True,
        help="Matched by e-mail, login, badge or name. Creates about 30 employees a "
        "second.",
    )
    unknown_department = fields.Selection(
        [
            ("create", "Create department"),
            ("ignore", "Use the customer's department"),
            ("error", "Report an error"),
        ],
        string="If Department Not Found",
        default="ignore",
        required=True,
    )
    unknown_group = fields.Selection(
        [
            ("create", "Create team for the provider"),
            ("rest", "Use one team for all"),
            ("error", "Report an error"),
        ],
        string="If Team Not Found",
        default="create",
        required=True,
    )
    provider_department_id = fields.Many2one(
        "hr.department",
        string="Provider",
        ondelete="restrict",
        help="Department of new teams. Empty: a department Imported History.",
    )
    service_id = fields.Many2one(
        "icrm.service",
        ondelete="restrict",
        help="For requests without a service column. Empty: a retired service "
        "Imported History per team.",
    )
    skip_bad = fields.Boolean(
        string="Skip rows with errors",
        help="Otherwise any error stops the import.",
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
    question_value_ids = fields.One2many(
        "icrm.import.value", "profile_id", domain=[("is_asked", "=", True)]
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
                        "Source %(code)s: use one word of lowercase letters, digits, "
                        "- and _.",
                        code=profile.code,
                    )
                )

    def _missing(self):
        """Return the cells that count as empty, in small letters."""
        values = (self.missing_values or "").split(",")
        return frozenset({"", *(value.strip().casefold() for value in values)})
