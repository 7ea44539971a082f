# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..access import company_day
from ..access.groups import AUDITOR, MANAGER, OFFICER
from ..access.home_parts import (
    block,
    button,
    calls,
    figure,
    link,
    opens,
    opens_record,
    row,
    task,
)
from ..request.request_tasks import TASK_LIMIT

LATE_IDEAS = [
    ("answered_on", "=", False),
    ("state", "not in", ("done", "declined")),
]
# So many sealed boxes are opened to show the participation of the campaigns that run.
COUNTED_BOXES = 1_000


class IcrmHome(models.AbstractModel):
    """Surveys to answer, feedback to reply to, campaigns that run."""

    _inherit = "icrm.home"

    @api.model
    def _get_tasks(self):
        return [
            *super()._get_tasks(),
            *self._get_survey_tasks(),
            *self._get_feedback_tasks(),
            *self._get_idea_tasks(),
            *self._get_panel_tasks(),
        ]

    @api.model
    def _get_survey_tasks(self):
        # The rows are the reader's own; whether they have answered only they see.
        asked = self.env["icrm.campaign.participant"].search(
            [("my_state", "=", "open")], order="id", limit=TASK_LIMIT
        )
        return [
            task(
                participant,
                participant.campaign_name,
                self.env._(
                    "Your opinion counts, until %(day)s.",
                    day=format_date(self.env, participant.closes_on),
                )
                if participant.closes_on
                else self.env._("Your opinion counts."),
                calls(participant, "action_answer"),
                menu="icrm_menu_my_surveys",
                buttons=[button(participant, "action_answer", self.env._("Answer"))],
            )
            for participant in asked
        ]

    @api.model
    def _get_feedback_tasks(self):
        Feedback = self.env["icrm.feedback"]
        waiting = Feedback.search(
            Domain("state", "=", "new") & Domain("user_id", "=", self.env.uid),
            order="due_on, id",
            limit=TASK_LIMIT,
        )
        return [
            task(
                feedback,
                feedback.name,
                self.env._(
                    "Feedback to answer by %(day)s.",
                    day=format_date(self.env, feedback.due_on),
                )
                if feedback.due_on
                else self.env._("Feedback to answer."),
                opens_record(feedback, "icrm_internal.icrm_feedback_action"),
            )
            for feedback in waiting
        ]

    @api.model
    def _get_panel_tasks(self):
        """Return invitations to panels, and trials the reader said nothing of yet."""
        # sudo: one's own rows; the trials are searched as the reader
        members_sudo = (
            self.env["icrm.panel.member"]
            .sudo()
            .search(
                [
                    ("customer_id.user_id", "=", self.env.uid),
                    ("customer_id.active", "=", True),
                    ("state", "!=", "left"),
                ],
                limit=TASK_LIMIT,
            )
        )
        if not members_sudo:
            return []
        _ = self.env._
        invited = members_sudo.filtered(lambda member: member.state == "invited")
        tasks = [
            task(
                member,
                _("Help improve “%(service)s”", service=member.service_name),
                _("Try changes before everyone gets them."),
                opens_record(member.service_id, "icrm_internal.icrm_service_action_my")
                if member.service_id.state == "published"
                else opens("icrm_internal.icrm_panel_trial_action"),
                buttons=[
                    button(member, "action_join", _("Join")),
                    button(member, "action_leave", _("Decline"), primary=False),
                ],
            )
            for member in invited
        ]
        mine = [("customer_id", "in", members_sudo.customer_id.ids)]
        trials = self.env["icrm.panel.trial"].search(
            Domain("service_id", "in", (members_sudo - invited).service_id.ids)
            & Domain("state", "=", "open")
            & Domain("comment_ids", "not any", mine),
            limit=TASK_LIMIT,
        )
        return tasks + [
            task(
                trial,
                trial.service_name,
                _("Try the new version and comment on it."),
                opens_record(trial, "icrm_internal.icrm_panel_trial_action"),
            )
            for trial in trials
            if trial.is_member
        ]

    @api.model
    def _get_idea_tasks(self):
        """Return ideas the reader's department has not answered in time.

        Those without a department are the officers'.
        """
        user = self.env.user
        if not user.has_group(MANAGER):
            return []
        mine = Domain("department_id.icrm_head_user_ids", "in", user.ids)
        if user.has_group(OFFICER):
            mine |= Domain("department_id", "=", False)
        late = self.env["icrm.idea"].search(
            Domain(LATE_IDEAS) & Domain("due_on", "<", self._get_today()) & mine,
            order="due_on, id",
            limit=TASK_LIMIT,
        )
        return [
            task(
                idea,
                idea.name,
                self.env._(
                    "Idea to answer since %(day)s.",
                    day=format_date(self.env, idea.due_on),
                ),
                opens_record(idea, "icrm_internal.icrm_idea_action"),
            )
            for idea in late
        ]

    @api.model
    def _get_today(self):
        return company_day.today(self.env.company)

    @api.model
    def _get_company_blocks(self):
        blocks = super()._get_company_blocks()
        figures = blocks[0]["figures"]
        today = Domain("due_on", "<", self._get_today())
        if self.env.user.has_group(OFFICER):
            late = self.env["icrm.feedback"].search_count(
                Domain("state", "=", "new") & today
            )
            figures.append(
                figure(
                    "late_feedback",
                    self.env._("Late answers to feedback"),
                    f"{late}",
                    opens("icrm_internal.icrm_feedback_action", search_default_late=1),
                    tone="bad" if late else "",
                )
            )
        late = self.env["icrm.idea"].search_count(Domain(LATE_IDEAS) & today)
        figures.append(
            figure(
                "late_ideas",
                self.env._("Late answers to ideas"),
                f"{late}",
                opens("icrm_internal.icrm_idea_action", search_default_late=1),
                tone="bad" if late else "",
            )
        )
        return blocks

    @api.model
    def _get_announcements(self):
        _ = self.env._
        # sudo: the names of departments, from where it comes
        return [
            {
                "id": announcement.id,
                "hides": calls(
                    announcement,
                    "action_confirm"
                    if announcement.asks_confirmation
                    else "action_hide",
                ),
                "confirm": announcement.asks_confirmation and _("I have read this"),
                "name": announcement.name,
                "body": announcement.body or "",
                "note": " · ".join(
                    filter(
                        None,
                        (
                            announcement.sudo().department_id.name
                            or announcement.sudo().company_id.name,
                            announcement.date_to
                            and _(
                                "until %(day)s",
                                day=format_date(self.env, announcement.date_to),
                            ),
                        ),
                    )
                ),
            }
            for announcement in self.env["icrm.announcement"]._get_current()
        ] + super()._get_announcements()

    @api.model
    def _get_blocks(self):
        blocks = super()._get_blocks()
        user = self.env.user
        if user.has_group(OFFICER) or user.has_group(AUDITOR):
            blocks += self._get_campaign_block()
        return blocks

    @api.model
    def _get_campaign_block(self):
        """Return the campaigns that run, with the participation that their list has."""
        action = "icrm_internal.icrm_campaign_action"
        running = self.env["icrm.campaign"].search(
            [("state", "=", "open"), ("company_id", "in", self.env.companies.ids)],
            order="closes_on, id",
            limit=TASK_LIMIT,
        )
        if not running:
            return []
        answered = self._count_answered(running)
        return [
            block(
                "campaigns",
                self.env._("Running Campaigns"),
                rows=[
                    row(
                        campaign.id,
                        campaign.name,
                        opens_record(campaign, action),
                        self._get_progress_note(
                            *answered[campaign.id], campaign.closes_on
                        ),
                    )
                    for campaign in running
                ],
                more=(self.env._("All campaigns"), opens(action)),
            )
        ]

    @api.model
    def _count_answered(self, campaigns):
        """Return {id: (answered, invited)}; (0, 0) where counting takes too long.

        Who has answered is sealed, one box for each person; large campaigns are counted
        in their list alone.
        """
        # sudo: how many, not who; the list of campaigns shows the reader the same
        invited = (
            self.env["icrm.campaign.participant"]
            .sudo()
            ._read_group(
                [("campaign_id", "in", campaigns.ids)], ["campaign_id"], ["__count"]
            )
        )
        counts = dict.fromkeys(campaigns.ids, (0, 0))
        left = COUNTED_BOXES
        few = []
        for campaign, count in sorted(invited, key=lambda found: found[1]):
            left -= count
            if left >= 0:
                few.append(campaign.id)
        for campaign in campaigns.browse(few):
            counts[campaign.id] = (campaign.response_count, campaign.participant_count)
        return counts

    @api.model
    def _get_links(self):
        _ = self.env._
        links = super()._get_links()
        if self.env.user.has_group(MANAGER):
            links.append(
                link("icrm_announcement_action", _("Announcements"), "fa-newspaper-o")
            )
        return [
            *links,
            link("icrm_idea_action", _("Ideas"), "fa-lightbulb-o"),
            link("icrm_feedback_action", _("Feedback"), "fa-comment-o"),
            link("icrm_public_answer_action", _("You Said, We Did"), "fa-bullhorn"),
        ]
