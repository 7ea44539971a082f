# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.icrm_internal.models.access.actions import open_form
from odoo.addons.icrm_internal.models.request.checklist import find_missing
from odoo.addons.icrm_internal.models.request.helpdesk_ticket_stage import OPEN_STATES
from odoo.addons.icrm_internal.models.request.notices import tell_desk

from . import projects

_logger = logging.getLogger(__name__)

OVER = ("withdrawn", "rejected")


class HelpdeskTicket(models.Model):
    """Requests that are projects: their customers read the milestones, no more.

    A request of another service costs nothing: the template is read with the service,
    the project with the request.
    """

    _inherit = "helpdesk.ticket"

    icrm_project_id = fields.Many2one(
        "project.project",
        string="Project",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        groups=projects.PROJECT_USER,
    )
    icrm_milestones = fields.Html(
        string="Milestones", compute="_compute_icrm_milestones", compute_sudo=True
    )
    # What the reader may do in the project, as Project decides
    icrm_project_access = fields.Selection(
        [("read", "Open"), ("archive", "Archive")],
        compute="_compute_icrm_project_access",
        compute_sudo=False,
        groups=projects.PROJECT_USER,
    )

    _icrm_project_uniq = models.UniqueIndex(
        "(icrm_project_id) WHERE icrm_project_id IS NOT NULL",
        "This project belongs to another request.",
    )

    @api.depends("icrm_project_id.milestone_ids.is_reached", "icrm_project_id.active")
    @api.depends_context("uid", "lang")
    def _compute_icrm_milestones(self):
        for ticket in self:
            ticket.icrm_milestones = (
                ticket.icrm_project_id and projects.describe(ticket)
            ) or False

    @api.depends("icrm_project_id.active", "icrm_state")
    @api.depends_context("uid")
    def _compute_icrm_project_access(self):
        # sudo: which projects; what the reader may do with them is asked below.
        linked_sudo = self.sudo().icrm_project_id
        readable = linked_sudo.with_env(self.env)._filtered_access("read")
        writable = readable._filtered_access("write")
        for ticket in self:
            project_sudo = ticket.sudo().icrm_project_id
            ticket.icrm_project_access = False
            if project_sudo and project_sudo.id in readable.ids:
                ticket.icrm_project_access = "read"
                if (
                    project_sudo.id in writable.ids
                    and project_sudo.active
                    and ticket.icrm_state in OVER
                ):
                    ticket.icrm_project_access = "archive"

    # ------------------------------------------------------------------
    # Begin and end
    # ------------------------------------------------------------------

    def _icrm_update_dependents(self, batch):
        """Open the project of a request when work on it starts."""
        super()._icrm_update_dependents(batch)
        # sudo: templates and projects are the system's here
        for ticket_sudo in self.sudo():
            if (
                ticket_sudo.id in batch.before
                and ticket_sudo.icrm_state == "in_progress"
                and batch.before[ticket_sudo.id]["state"] != "in_progress"
                and ticket_sudo.icrm_service_id.project_template_id
            ):
                ticket_sudo._icrm_open_project()

    def _icrm_open_project(self):
        # Of two who start it at once, the second one sees the project.
        self._icrm_lock()
        if self.icrm_project_id:
            return
        try:
            with self.env.cr.savepoint():
                project = projects.open_project(self)
        except UserError as error:
            # Who takes the request has nothing to do with it.
            _logger.info("project of %s: %s", self.number, error)
            self._message_log(
                body=self.env._(
                    "The project could not be opened: %(reason)s", reason=str(error)
                )
            )
            return
        self._icrm_write_grouped({self: {"icrm_project_id": project.id}})

    def _icrm_follow_milestones(self):
        """Tell those who serve open requests that all milestones are reached; resolve
        those whose service says so."""
        for ticket in self:
            ticket._message_log(
                body=self.env._("All milestones of the project are reached.")
            )
            if not (
                ticket.icrm_service_id.project_resolves and ticket._icrm_try_resolve()
            ):
                tell_desk(ticket, "project_reached_desk")

    def _icrm_try_resolve(self):
        """Return whether the request could be resolved."""
        if not self._icrm_is_work_allowed() or find_missing(self):
            return False
        try:
            with self.env.cr.savepoint():
                self._icrm_set_state("resolved")
        except UserError as error:
            # Steps of other departments are open: whoever ends them decides.
            _logger.info("request %s: %s", self.number, error)
            return False
        return True

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def _icrm_get_own_project(self, operation):
        """Return the project of a request, if Project lets the caller do this."""
        self.ensure_one()
        self.check_access("read")
        # sudo: which project; the caller's own rights are checked next.
        project_sudo = self.sudo().icrm_project_id
        if not project_sudo:
            raise UserError(self.env._("This request has no project."))
        project = project_sudo.with_env(self.env)
        project.check_access(operation)
        return project

    def action_icrm_open_project(self):
        """Open the project of a request."""
        return open_form(self._icrm_get_own_project("read"))

    def action_icrm_archive_project(self):
        """Archive the project of a request that was withdrawn or declined."""
        self._icrm_check_provider()._icrm_check_state(OVER)
        self._icrm_get_own_project("write").action_archive()
        return True

    @api.model
    def _icrm_get_by_projects(self, found):
        """Return open requests, in sudo, whose project reached all milestones."""
        # sudo: whose project it is, whoever reaches the milestone
        tickets_sudo = self.sudo().search(
            [("icrm_project_id", "in", found.ids), ("icrm_state", "in", OPEN_STATES)]
        )
        return tickets_sudo.filtered(
            lambda ticket: all(
                ticket.icrm_project_id.milestone_ids.mapped("is_reached")
            )
        )
