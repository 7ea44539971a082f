# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain

from ..access.groups import DESK, MANAGER
from ..access.home_parts import block, figure, opens, opens_record, row, task
from ..request.deadline import format_deadline
from ..request.request_tasks import TASK_LIMIT
from .icrm_complaint import UNDER_WAY


class IcrmHome(models.AbstractModel):
    """Complaints: those to handle, those decided, the confidential desk."""

    _inherit = "icrm.home"

    @api.model
    def _get_tasks(self):
        tasks = super()._get_tasks()
        Complaint = self.env["icrm.complaint"]
        handled = Complaint.search(
            Domain("is_open", "=", True)
            & (
                Domain("handler_id", "=", self.env.uid)
                | Domain("mediator_id", "=", self.env.uid)
            ),
            order="next_due_at, id",
            limit=TASK_LIMIT,
        )
        decided = Complaint.search(
            (
                Domain("state", "=", "decided")
                | Domain("state", "in", UNDER_WAY)
                & Domain("proposal_state", "=", "open")
            )
            & Domain("is_mine", "=", True),
            order="id",
            limit=TASK_LIMIT,
        )
        mine = "icrm_internal.icrm_complaint_action_my"
        return [
            *tasks,
            *(
                task(
                    complaint,
                    complaint.subject,
                    complaint.status_text,
                    opens_record(complaint, mine),
                    number=complaint.number or "",
                    menu="icrm_menu_my_complaints",
                    confidential=True,
                )
                for complaint in decided
            ),
            *(
                task(
                    complaint,
                    complaint.subject,
                    self.env._(
                        "A complaint is assigned to you. Due %(when)s.",
                        when=format_deadline(self.env, complaint.next_due_at),
                    )
                    if complaint.next_due_at
                    else self.env._("A complaint is assigned to you."),
                    opens_record(
                        complaint, "icrm_internal.icrm_complaint_action_handle"
                    ),
                    number=complaint.number or "",
                    menu="icrm_menu_complaint_department",
                    confidential=True,
                )
                for complaint in handled
            ),
        ]

    @api.model
    def _get_blocks(self):
        blocks = super()._get_blocks()
        if self.env.user.has_group(DESK):
            blocks.insert(0, self._get_complaint_desk_block())
        return blocks

    @api.model
    def _get_complaint_desk_block(self):
        """Return what the confidential desk has to do: the next due comes first."""
        Complaint = self.env["icrm.complaint"]
        still = Domain("is_open", "=", True)
        desk = "icrm_internal.icrm_complaint_action_desk"
        free = Complaint.search_count(still & Domain("handler_id", "=", False))
        late = Complaint.search_count(still & Domain("is_overdue", "=", True))
        following = Complaint.search(still, order="next_due_at, id", limit=TASK_LIMIT)
        return block(
            "complaints",
            self.env._("Complaint Desk"),
            figures=[
                figure(
                    "unassigned",
                    self.env._("Unassigned"),
                    f"{free}",
                    opens(desk, search_default_unassigned=1),
                ),
                figure(
                    "overdue",
                    self.env._("Overdue"),
                    f"{late}",
                    opens(desk, search_default_overdue=1),
                    tone="bad" if late else "",
                ),
            ],
            rows=[
                row(
                    complaint.id,
                    f"{complaint.number} {complaint.subject}",
                    opens_record(complaint, desk),
                    format_deadline(self.env, complaint.next_due_at),
                    "bad" if complaint.is_overdue else "",
                )
                for complaint in following
            ],
            more=(self.env._("Open the desk"), opens(desk)),
            empty=self.env._("No complaints"),
            confidential=True,
        )

    @api.model
    def _get_department_figures(self, departments):
        figures = super()._get_department_figures(departments)
        if not self.env.user.has_group(MANAGER):
            return figures
        # What the reader may see: none about the reader in person.
        count = self.env["icrm.complaint"].search_count(
            Domain("department_id", "in", departments.ids)
            & Domain("is_open", "=", True)
        )
        return [
            *figures,
            figure(
                "complaints",
                self.env._("Open complaints"),
                f"{count}",
                opens(
                    "icrm_internal.icrm_complaint_action_department",
                    search_default_about_mine=1,
                ),
                tone="bad" if count else "",
            ),
        ]

    @api.model
    def _get_changes(self, departments):
        """Add new complaints about the departments headed, those the reader may see.

        For the company there is no line: complaints are for the confidential desk,
        which has a block of its own, and for heads.
        """
        rows = super()._get_changes(departments)
        if not departments:
            return rows
        # What the reader may see: none about the reader in person.
        count = self.env["icrm.complaint"].search_count(
            Domain("department_id", "in", departments.ids)
            & Domain("filed_on", ">=", "today -7d")
        )
        if not count:
            return rows
        return [
            *rows,
            row(
                "complaints",
                self.env._("New complaints"),
                opens(
                    "icrm_internal.icrm_complaint_action_department",
                    search_default_open=0,
                    search_default_about_mine=1,
                    search_default_week=1,
                ),
                f"{count}",
                "bad",
            ),
        ]
