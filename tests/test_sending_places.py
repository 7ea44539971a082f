# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whatever notifies people goes through ``icrm.message``, but for what is listed here.

Read from the source: calls of core's own ways to notify, and mails made by hand.
"""

import ast
from pathlib import Path

from test_architecture import name_of, sources

CALLS = {
    "message_notify",
    "message_post",
    "message_post_with_source",
    "activity_schedule",
    "send_mail",
    "_notify_thread_by_inbox",
    "_notify_thread_by_email",
}
MAIL = "mail.mail"

CONVERSATION = "a word in a conversation: its followers are core's"
TODO = "a to-do in a list, not a message"
ENGINE = "the engine itself"

# (file, call or MAIL) -> why it does not go through the engine
PLACES = {
    ("icrm_internal/models/messaging/icrm_message.py", MAIL): ENGINE,
    ("icrm_internal/models/messaging/icrm_message.py", "activity_schedule"): ENGINE,
    (
        "icrm_internal/models/messaging/icrm_message.py",
        "_notify_thread_by_inbox",
    ): ENGINE,
    (
        "icrm_internal/models/messaging/icrm_message.py",
        "_notify_thread_by_email",
    ): ENGINE,
    # Rows of the outbox would say when: participants are their own, and decided on by
    # the engine.
    ("icrm_internal/models/voice/icrm_campaign_participant.py", MAIL): "a survey's",
    (
        "icrm_internal/models/voice/icrm_campaign_participant.py",
        "_notify_thread_by_inbox",
    ): "a survey's",
    ("icrm_internal/models/voice/icrm_campaign.py", MAIL): "failed invitations",
    (
        "icrm_internal/models/voice/campaign_message.py",
        MAIL,
    ): "a test, to the officer who asks for it",
    ("icrm_internal/models/voice/icrm_campaign.py", "message_post"): CONVERSATION,
    ("icrm_internal/models/voice/icrm_campaign.py", "activity_schedule"): TODO,
    ("icrm_internal/models/request/conversation.py", "message_post"): CONVERSATION,
    ("icrm_internal/models/promise/helpdesk_ticket.py", "message_post"): CONVERSATION,
    ("icrm_internal/wizards/request/icrm_article_create.py", "activity_schedule"): TODO,
    (
        "icrm_internal/models/catalogue/icrm_service_article.py",
        "activity_schedule",
    ): TODO,
    ("icrm_internal/models/promise/icrm_agreement.py", "activity_schedule"): TODO,
    ("icrm_internal/models/promise/icrm_reminder.py", "activity_schedule"): TODO,
    ("icrm_internal/models/promise/icrm_clock_alert.py", "activity_schedule"): TODO,
    ("icrm_internal/models/request/mail_thread.py", "_notify_thread_by_email"): (
        "an override"
    ),
    # Told by messages of their own (see notices.py); these only stand there.
    ("icrm_internal/models/promise/icrm_clock_alert.py", "message_post"): CONVERSATION,
    ("icrm_internal/models/promise/expected_dates.py", "message_post"): CONVERSATION,
    ("icrm_internal/models/request/merging.py", "message_post"): CONVERSATION,
    ("icrm_internal/models/request/undo.py", "message_post"): CONVERSATION,
    (
        "icrm_internal/models/request/icrm_request_action_mixin.py",
        "message_post",
    ): CONVERSATION,
    ("icrm_internal/models/request/undo.py", MAIL): "deletes what waits",
    (
        "icrm_internal/models/access/icrm_action_mixin.py",
        "message_notify",
    ): "a notice of security: no rule delays it",
    (
        "icrm_internal_improvement/models/icrm_improvement.py",
        "message_post",
    ): CONVERSATION,
    (
        "icrm_internal_improvement/models/icrm_improvement.py",
        "activity_schedule",
    ): TODO,
    ("icrm_internal_improvement/models/icrm_process.py", "message_post"): CONVERSATION,
    ("icrm_internal_improvement/models/icrm_risk.py", "activity_schedule"): TODO,
    ("icrm_internal_improvement/models/icrm_risk_step.py", "activity_schedule"): TODO,
}


def places(path):
    """Yield what a file calls to notify somebody."""
    for node in ast.walk(ast.parse(Path(path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in CALLS:
                yield node.func.attr
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            if node.slice.value == MAIL:
                yield MAIL


def test_every_message_goes_through_the_engine():
    found = {
        (name_of(path), call)
        for path in sources(".py", ("models", "wizards", "controllers", "report"))
        for call in places(path)
    }
    assert found - set(PLACES) == set(), "enqueue it with icrm.message, or say why not"
    assert set(PLACES) - found == set(), "these do not send any more: take them out"
