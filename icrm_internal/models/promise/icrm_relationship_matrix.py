# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from operator import itemgetter

from odoo import api, models
from odoo.exceptions import UserError


class IcrmRelationship(models.Model):
    """Who serves whom at a glance, and the requests behind each figure."""

    _inherit = "icrm.relationship"

    @api.model
    @api.readonly
    def get_matrix(self):
        """Return who serves whom and how, as far as the caller may see it.

        A handful of queries for any number of departments.

        :return: dict: ``providers`` and ``customers``, lists of [id, name] in the order
            of names; ``columns``, what each row of ``cells`` holds: id of the
            relationship, places of provider and customer in those lists, figures (null:
            not known, or too few to be shown); ``rating_min_count``
        """
        self.check_access("read")
        # sudo: who sees the relationship sees between whom it is, and how it stands.
        figures = self.search([], order="id").sudo()._get_figures()
        Department = self.env["hr.department"].sudo()
        places, lists = {}, {}
        for side in ("provider", "customer"):
            departments = Department.browse(
                {own[f"{side}_id"] for own in figures.values()}
            ).sorted(lambda department: (department.name or "", department.id))
            lists[f"{side}s"] = [[one.id, one.name] for one in departments]
            places[side] = {one.id: place for place, one in enumerate(departments)}
        columns = [
            "request_count",
            "open_count",
            "overdue_count",
            "response_kept",
            "resolution_kept",
            "reopened_count",
            "rating_avg",
            "rating_count",
            "health",
        ]
        pick = itemgetter(*columns)
        return {
            **lists,
            "columns": ["id", "provider", "customer", *columns],
            "cells": [
                [
                    id_,
                    places["provider"][own["provider_id"]],
                    places["customer"][own["customer_id"]],
                    *pick(own),
                ]
                for id_, own in figures.items()
            ],
            "rating_min_count": self.env.company.icrm_rating_min_count,
        }

    # -- what is behind ----------------------------------------------------------------
    def action_open_requests(self):
        """Open the requests behind a figure, as far as the caller may see them.

        Which figure is said by ``icrm_filter`` in the context: "all" of the last twelve
        months (default), "open", "overdue", "broken", "reopened".
        """
        self.ensure_one()
        self.check_access("read")
        chosen = self.env.context.get("icrm_filter") or "all"
        recent = [("submitted_at", ">=", self._get_since())]
        domains = {
            "all": recent,
            "open": [("open_count", "=", 1)],
            "overdue": [("overdue_count", "=", 1)],
            "broken": [
                *recent,
                "|",
                ("resolution_kept", "=", 0),
                ("response_kept", "=", 0),
            ],
            "reopened": [*recent, ("reopened", "=", 1)],
        }
        if chosen not in domains:
            raise UserError(
                self.env._(
                    "There is no such list: %(name)s. There are: %(names)s.",
                    name=str(chosen)[:60],
                    names=", ".join(domains),
                )
            )
        relationship_sudo = self.sudo()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "icrm_internal.icrm_request_report_action_promised"
        )
        return {
            **action,
            "display_name": self.display_name,
            "domain": [
                (
                    "provider_department_id",
                    "=",
                    relationship_sudo.provider_department_id.id,
                ),
                (
                    "customer_department_id",
                    "=",
                    relationship_sudo.customer_department_id.id,
                ),
                *domains[chosen],
            ],
            "context": {},
            "views": sorted(action["views"], key=lambda view: view[1] != "list"),
            "path": False,
        }

    def action_open(self):
        """Open this relationship's form."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }
