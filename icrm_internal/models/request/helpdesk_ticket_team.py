# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..catalogue.helpdesk_ticket_team import SERVING
from ..customer.duty import Duty


class HelpdeskTicketTeam(models.Model):
    """A team whose e-mails become requests, and how satisfied its customers are."""

    _inherit = "helpdesk.ticket.team"
    _icrm_duties = (
        Duty("user_ids", SERVING, required=True),
        Duty("icrm_department_id", SERVING),
    )

    icrm_mail_service_id = fields.Many2one(
        "icrm.service",
        string="Service for E-mails",
        ondelete="restrict",
        help="E-mails to this team become requests for this service.",
    )
    icrm_mail_limit = fields.Integer(
        string="E-mails per Sender and Hour",
        default=5,
        required=True,
        help="More become notes of the sender's last request.",
    )
    icrm_rating_avg = fields.Float(
        string="Rating", compute="_compute_icrm_rating", digits=(3, 1)
    )
    icrm_rating_count = fields.Integer(string="Rated", compute="_compute_icrm_rating")

    _icrm_mail_limit_positive = models.Constraint(
        "CHECK (icrm_mail_limit BETWEEN 1 AND 1000)",
        "Enter 1 to 1,000 e-mails per sender and hour.",
    )

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------

    def _compute_icrm_rating(self):
        averages = self.env["icrm.request.rating"]._icrm_averages(
            "team_id", self._origin.ids
        )
        for team in self:
            count, average = averages.get(team._origin.id, (0, 0.0))
            team.icrm_rating_count = count
            team.icrm_rating_avg = average

    # ------------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------------

    @api.constrains("icrm_calendar_id")
    def _check_icrm_calendar(self):
        # sudo: hours are looked at, visible to the writer or not.
        for team in self.sudo().filtered("icrm_calendar_id"):
            team.icrm_calendar_id._icrm_check_opens(team.company_id)

    @api.constrains("icrm_mail_service_id", "company_id")
    def _check_icrm_mail_service(self):
        # sudo: team and service are compared, visible to the writer or not.
        for team in self.sudo():
            service = team.icrm_mail_service_id
            if service and service.team_id != team:
                raise ValidationError(
                    self.env._(
                        "Team %(team)s: choose a service of this team; %(service)s "
                        "is not one of them.",
                        team=team.name,
                        service=service.name,
                    )
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._icrm_close_alias(vals) for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not vals.get("icrm_department_id"):
            return super().write(vals)
        internal = self.filtered(lambda team: not team.icrm_department_id)
        result = super(HelpdeskTicketTeam, self - internal).write(vals)
        super(HelpdeskTicketTeam, internal).write(self._icrm_close_alias(vals))
        return result

    @api.model
    def _icrm_close_alias(self, vals):
        """A team that begins to work for a department takes e-mails of employees only.

        helpdesk_mgmt lets everybody write to a team. That must be chosen explicitly.
        """
        if vals.get("icrm_department_id") and "alias_contact" not in vals:
            return {**vals, "alias_contact": "employees"}
        return vals

    # ------------------------------------------------------------------
    # E-mails
    # ------------------------------------------------------------------

    def _alias_get_error(self, message, message_dict, alias):
        """Employees may write from any address of theirs that is known.

        Core knows the work e-mail and the user's.
        """
        error = super()._alias_get_error(message, message_dict, alias)
        if error and alias.alias_contact == "employees":
            # sudo: whether an employee has this address
            customers_sudo = self.env["icrm.customer"].sudo()
            if customers_sudo._icrm_find_by_email(
                message_dict["email_from"], self.company_id
            ):
                return False
        return error
