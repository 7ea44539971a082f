# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from babel.dates import format_skeleton
from psycopg2.errors import SerializationFailure

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL
from odoo.tools.misc import babel_locale_parse, get_lang

from odoo.addons.helpdesk_mgmt_hardening.models.guard import is_hardened

from .groups import EXPORT
from .list_cards import build_cards, join_columns

#: Groups by time whose names core writes in the order of English
SKELETONS = {"month": "yMMMM", "quarter": "yQQQ"}
#: Boards of others' models without columns on a phone; their cards say where they are
PHONE_LIST = "o_icrm_phone_list"
#: Views whose root carries a class.
STYLED_VIEWS = ("form", "kanban", "list")
#: Buttons, links and pictures that show an icon; what it means is in the tooltip only.
ICONS = """
    //*[self::button or self::a or @role='img']
    [@title and not(@aria-label) and not(@string)]
    [not(normalize-space()) and not(.//field) and not(.//@t-out) and not(.//span)]
"""
#: The title of a form: core's input of one line would cut it on a phone.
TITLES = "//*[self::h1 or self::h2]//field[not(@widget) and not(ancestor::field)]"


class Base(models.AbstractModel):
    """What we protect (see helpdesk_mgmt_hardening), lock and write down."""

    _inherit = "base"

    @classmethod
    def _hardening_applies(cls):
        return super()._hardening_applies() or cls._name.startswith("icrm.")

    @classmethod
    def _hardening_owns(cls, field):
        return super()._hardening_owns(field) or field.name.startswith("icrm_")

    def _auto_init(self):
        """Give our required columns in others' tables a default in the database.

        Code that inserts rows while we are not loaded, other addons' tests at
        installation for one, knows nothing of these columns.
        """
        result = super()._auto_init()
        if self._name.startswith("icrm."):
            return result
        for field in self._fields.values():
            if (
                field.name.startswith("icrm_")
                and field.required
                and field.store
                and field.column_type
                and field.default
            ):
                # SQL: the ORM sets no default in the database.
                self.env.cr.execute(
                    SQL(
                        "ALTER TABLE %s ALTER COLUMN %s SET DEFAULT %s",
                        SQL.identifier(self._table),
                        SQL.identifier(field.name),
                        field.convert_to_column_insert(field.default(self), self),
                    )
                )
        return result

    def _web_read_group_groupby_formatter(self, groupby_spec, values):
        """Call months and quarters as Chinese does: 2026年11月, not 十一月 2026."""
        formatter = super()._web_read_group_groupby_formatter(groupby_spec, values)
        skeleton = SKELETONS.get(groupby_spec.rpartition(":")[2])
        lang = get_lang(self.env).code
        if not skeleton or not lang.startswith("zh") or "." in groupby_spec:
            return formatter

        def format_chinese(value):
            shown, domain = formatter(value)
            if value and isinstance(shown, tuple):
                label = format_skeleton(
                    skeleton, value, locale=babel_locale_parse(lang)
                )
                shown = (shown[0], label)
            return shown, domain

        return format_chinese

    def _icrm_lock(self):
        """Lock these rows, in the order of their ids, before deciding by their values.

        Transactions see the database as it was when they began, so none reads what
        another one decides at the same moment. Hence the rows are not only locked but
        written, unchanged: a transaction that waited for them, or read them
        before, gets a serialization failure, is restarted by Odoo and decides by
        what is then. Once this returns, what was read of these rows holds.

        What is decided by the state of another record than the one that is written
        locks that one, too, all of them in one call.
        """
        ids = sorted(filter(None, self._ids))
        if not ids:
            return
        # NO KEY: rows that refer to these can be added meanwhile.
        # SQL: the ORM locks rows, but does not write them unchanged.
        self.env.cr.execute(
            SQL(
                """
                WITH locked AS (
                    SELECT id FROM %(table)s WHERE id = ANY(%(ids)s)
                     ORDER BY id FOR NO KEY UPDATE
                )
                UPDATE %(table)s AS own SET id = own.id
                  FROM locked WHERE own.id = locked.id
                """,
                table=SQL.identifier(self._table),
                ids=ids,
            )
        )

    def _icrm_try_lock(self):
        """Lock and return those of these rows that are not locked.

        For scheduled jobs, which are not restarted: they continue with the others.
        """
        try:
            with self.env.cr.savepoint(flush=False):
                free = self.try_lock_for_update(allow_referencing=True)
                free._icrm_lock()
                return free
        except SerializationFailure:
            # Changed since the job began to look: there is a next time.
            return self.browse()

    # ------------------------------------------------------------------
    # Every view of ours is marked, every export in the access log
    # ------------------------------------------------------------------

    @api.model
    def _get_default_kanban_view(self):
        """Show on cards what the list shows, for lists of ours without own cards."""
        if self._name.startswith("icrm."):
            arch, view = self._get_view(view_type="list")
            if view:
                return build_cards(self, arch)
        return super()._get_default_kanban_view()

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Mark views of ours for the style, name icons, let titles wrap.

        Boards of ours are one list of cards on a phone: of columns it would show the
        first one only, which may be empty.
        """
        arch, view = super()._get_view(view_id, view_type, **options)
        if options.get("mobile") and view_type == "kanban":
            if self._name.startswith("icrm."):
                join_columns(arch)
            elif PHONE_LIST in arch.get("class", ""):
                arch.attrib.pop("default_group_by", None)
        if view_type in STYLED_VIEWS and is_hardened(self.env, self._name):
            arch.set("class", f"{arch.get('class', '')} o_icrm".strip())
            for node in arch.xpath(ICONS):
                node.set("aria-label", node.get("title"))
            for node in arch.xpath(TITLES) if view_type == "form" else ():
                field = self._fields.get(node.get("name"))
                if field and field.type == "char":
                    node.set("widget", "text")
                    node.set("options", "{'line_breaks': False}")
        return arch, view

    def export_data(self, fields_to_export):
        """Export ours for members of a role, and write it down."""
        exported = self._icrm_exported_models(fields_to_export)
        if exported:
            self._icrm_check_export()
        result = super().export_data(fields_to_export)
        for name in exported:
            own = name == self._name
            self.env["icrm.access.log"]._record_export(
                self if own else self.env[name],
                self.env._("List export"),
                fields_to_export,
                # of another addon's rows, which lead to ours
                count=None if own else len(self),
            )
        return result

    @api.model
    def _icrm_check_export(self):
        """Refuse to take lists of ours out of the system but to those who may."""
        if not (self.env.su or self.env.user.has_group(EXPORT)):
            raise AccessError(
                self.env._(
                    "Exporting these records requires the role Data Export. Ask an "
                    "administrator, or use a report of this screen."
                )
            )

    @api.model
    def _icrm_check_json(self, record_id=None):
        """Refuse Odoo's address of a list as JSON: an export without ``export_data``.

        :param record_id: of the one record asked for, if it is one
        """
        self._icrm_check_export()

    def _icrm_exported_models(self, paths):
        """Return the names of our models that *paths* from this model come upon."""
        found = {self._name}
        for path in paths:
            model = self
            for name in path.split("/"):
                field = model._fields.get(name)
                if field is None or not field.relational:
                    break
                model = self.env[field.comodel_name]
                found.add(model._name)
        return sorted(name for name in found if is_hardened(self.env, name))
