# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, models
from odoo.tools.misc import get_lang

from odoo.addons.base.models.ir_actions_report import _wkhtml
from odoo.addons.helpdesk_mgmt_hardening.models.guard import is_hardened

from . import paper, pdf_text


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_rendering_context(self, report, docids, data):
        """Write down who puts ours on paper; here every kind of rendering passes."""
        values = super()._get_rendering_context(report, docids, data)
        model = report.model
        own_log = getattr(
            self._get_rendering_context_model(report), "_icrm_keeps_own_log", False
        )
        if is_hardened(self.env, model) and not self.env.su and not own_log:
            self.env["icrm.access.log"]._record_export(
                self.env[model].browse(docids), report.name
            )
        return values

    @api.model
    def _run_wkhtmltopdf(
        self,
        bodies,
        report_ref=False,
        header=None,
        footer=None,
        landscape=False,
        specific_paperformat_args=None,
        set_viewport_size=False,
    ):
        """Print ours in the letters of their language, so that they can be searched."""
        options = {
            "landscape": landscape,
            "specific_paperformat_args": specific_paperformat_args,
            "set_viewport_size": set_viewport_size,
        }
        if not report_ref or not is_hardened(
            self.env, self._get_report(report_ref).model
        ):
            return super()._run_wkhtmltopdf(
                bodies, report_ref=report_ref, header=header, footer=footer, **options
            )
        style = pdf_text.get_style(get_lang(self.env).code, bodies)
        if _wkhtml().is_patched_qt:
            bodies = [_add_style(paper.fetch_nothing(body), style) for body in bodies]
            header, footer = _add_style(header, style), _add_style(footer, style)
            content = super()._run_wkhtmltopdf(
                bodies, report_ref=report_ref, header=header, footer=footer, **options
            )
            return pdf_text.make_searchable(content)
        # Without patches: no headers, no page numbers, one document at a time.
        sheet = paper.get_sheet(
            self._get_report(report_ref).get_paperformat(), landscape
        )
        options["specific_paperformat_args"] = {
            **(specific_paperformat_args or {}),
            "data-report-margin-top": paper.MARGIN,
            "data-report-margin-bottom": paper.MARGIN,
        }
        lang = get_lang(self.env)
        contents = []
        for parts in paper.get_parts(bodies, header, footer):
            document = paper.get_document(
                parts, sheet, lang.code, lang.direction, style
            )
            contents.append(
                super()._run_wkhtmltopdf([document], report_ref=report_ref, **options)
            )
        content = paper.merge(contents)
        return pdf_text.make_searchable(content)


def _add_style(html, style):
    # Markup stays markup: the style is ours alone.
    return html and html.replace(
        "</head>", Markup("<style>%s</style></head>") % Markup(style), 1
    )
