# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The texts of invitations and reminders.

Rendered once per campaign and language, with placeholders for each person's name and
link.
"""

from markupsafe import escape

from odoo.fields import Command

# Placeholders for each person's name and link in a rendered message.
NAME_MARK = "icrm-name-b1a5f0"
LINK_MARK = "https://icrm-link-b1a5f0.invalid/"
# Questions that people answer in a minute
PER_MINUTE = 5


def render(campaign, reminder, inbox=False):
    """Return subject and body in the language of the context, with marks inside.

    :param inbox: whether it is read in Odoo, where a link takes no score along
    """
    subject = campaign.mail_subject or campaign.env._(
        "%(campaign)s: your answer counts", campaign=campaign.name
    )
    if reminder:
        subject = campaign.env._("Reminder: %(subject)s", subject=subject)
    body = campaign.env["ir.qweb"]._render(
        "icrm_internal.campaign_invitation",
        {
            "campaign": campaign,
            "company": campaign.company_id,
            "name": NAME_MARK,
            "link": LINK_MARK,
            "reminder": reminder,
            "text": campaign.mail_text,
            "protection": get_protection_message(campaign),
            "minutes": _get_minutes(campaign),
            "pulse": {} if inbox else _get_pulse_choices(campaign),
            "nps": {} if inbox else _get_nps_choices(campaign),
        },
        minimal_qcontext=True,
    )
    return subject, str(body)


def fill_in(body, name, link):
    """Return *body* with a person's name and link in place of the placeholders."""
    return body.replace(LINK_MARK, str(escape(link))).replace(
        NAME_MARK, str(escape(name))
    )


def send_test(campaign_sudo, user):
    """Queue the invitation for *user* alone; its link leads to the preview.

    :param campaign_sudo: in the user's language; the caller has checked the right
    """
    env = campaign_sudo.env
    subject, body = campaign_sudo._get_message(reminder=False)
    env["mail.mail"].create(
        {
            "subject": env._("Test: %(subject)s", subject=subject),
            "body_html": fill_in(body, user.name, campaign_sudo._get_preview_url()),
            "email_from": campaign_sudo._get_sender(),
            "recipient_ids": [Command.link(user.partner_id.id)],
            "auto_delete": True,
            "state": "outgoing",
        }
    )
    env.ref("mail.ir_cron_mail_scheduler_action")._trigger()


def get_protection_message(campaign):
    """Return what is known of those who answer, in one sentence."""
    if campaign.protection == "identified":
        return campaign.env._("Officers can see your name with your answers.")
    if campaign.protection == "confidential":
        return campaign.env._(
            "Your name is stored but hidden. Only the confidential desk can "
            "reveal it, and must log a reason."
        )
    return campaign.env._(
        "We know that you answered, not what or when. Results are shown only for "
        "groups of %(minimum)s or more.",
        minimum=campaign.anonymity_threshold,
    )


def _get_minutes(campaign):
    """Return the estimated minutes: five questions a minute, of those that must be."""
    # sudo: the mail is made for anyone who is invited
    questions_sudo = campaign.survey_id.sudo().question_ids.filtered(
        lambda question: not question.is_page and not question.triggering_answer_ids
    )
    asked = questions_sudo.filtered("constr_mandatory") or questions_sudo
    count = sum(len(question._icrm_get_rows()) for question in asked)
    return max(1, round(count * campaign.subjects_per_person / PER_MINUTE))


def _get_pulse_choices(campaign):
    """Return the scores that the mail offers to click: those of question one."""
    # sudo: the mail is made for anyone who is invited
    question_sudo = campaign.survey_id.sudo().question_ids.filtered("icrm_measure")[:1]
    if campaign.trigger != "request_closed" or question_sudo.question_type != "scale":
        return {}
    return _get_scale(question_sudo)


def _get_nps_choices(campaign):
    """Return the scores of the NPS question, if each person is asked it once."""
    # sudo: the mail is made for anyone who is invited
    asked_sudo = campaign.survey_id.sudo().question_ids.filtered(
        lambda question: question.icrm_measure == "nps"
    )
    subjects = min(len(campaign.subject_ids), campaign.subjects_per_person or 1)
    if campaign.trigger == "request_closed" or len(asked_sudo) != 1 or subjects != 1:
        return {}
    return _get_scale(asked_sudo)


def _get_scale(question):
    return {
        "question": question.title,
        "scores": range(question.scale_min, question.scale_max + 1),
        "low": question.scale_min_label or "",
        "high": question.scale_max_label or "",
    }
