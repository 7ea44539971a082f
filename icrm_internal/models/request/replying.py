# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What goes with a reply to a customer: files, mentions, whether it can arrive."""

from lxml import html
from markupsafe import Markup

from odoo.exceptions import AccessError, UserError

from ..access import caller_values

# Files of one reply
ATTACHMENT_LIMIT = 10

# Dialogs in which files are uploaded before they belong to a request
UPLOAD_MODELS = (
    "icrm.request.create",
    "icrm.request.register",
    "icrm.request.reply",
    "icrm.request.bulk",
)


def check_uploads(env, attachment_ids):
    """Return the caller's loose uploads with these ids, in sudo.

    :raise UserError: more than ten
    :raise AccessError: one is somebody else's, or attached to a record already
    """
    attachment_ids = caller_values.ids_of(env, env._("Attachments"), attachment_ids)
    if len(attachment_ids) > ATTACHMENT_LIMIT:
        raise UserError(
            env._(
                "Attachments: %(count)s files, maximum %(limit)s.",
                limit=ATTACHMENT_LIMIT,
                count=len(attachment_ids),
            )
        )
    # sudo: a portal user cannot read a loose upload; it must be the caller's own,
    # attached to nothing yet.
    attachments_sudo = (
        env["ir.attachment"]
        .sudo()
        .search(
            [
                ("id", "in", attachment_ids),
                ("create_uid", "=", env.uid),
                ("res_model", "in", (False, *UPLOAD_MODELS)),
                ("res_id", "in", (False, 0)),
                ("res_field", "=", False),
                ("type", "=", "binary"),
            ]
        )
    )
    if len(attachments_sudo) != len(attachment_ids):
        raise AccessError(env._("Attachments: add only files you just uploaded."))
    return attachments_sudo


def attach(attachments_sudo, ticket):
    """Return the ids of the files for the message of *ticket*, as they belong to it.

    A reply to several requests has a copy for each: a file belongs to one record.
    """
    target = {"res_model": ticket._name, "res_id": ticket.id}
    if any(attachment.res_id for attachment in attachments_sudo):
        # sudo: checked by check_uploads()
        return [attachment.copy(target).id for attachment in attachments_sudo]
    attachments_sudo.write(target)
    return attachments_sudo.ids


def get_mentioned(env, body):
    """Return the contacts of the colleagues mentioned in *body*, a ``Markup``.

    :rtype: ``res.partner``, of active internal users the caller can see
    """
    if not isinstance(body, Markup) or "data-oe-model" not in body:
        return env["res.partner"]
    root = html.fragment_fromstring(body, create_parent="div")
    ids = {
        int(link.get("data-oe-id"))
        for link in root.iter("a")
        if link.get("data-oe-model") == "res.partner"
        and (link.get("data-oe-id") or "").isdecimal()
        and caller_values.id_of(int(link.get("data-oe-id")))
    }
    users = env["res.users"].search(
        [("partner_id", "in", list(ids)), ("share", "=", False)]
    )
    return users.partner_id


def get_reach_warning(ticket):
    """Return why the customers of *ticket* may not read what is posted, or "".

    :param ticket: one request, in sudo after a decision about access
    """
    _ = ticket.env._
    people = (ticket.icrm_beneficiary_id | ticket.icrm_requester_id).filtered(
        lambda customer: customer.kind == "employee"
    )
    lines = []
    for person in people:
        phone = person.phone or person.mobile_phone
        user = person.user_id
        if not person.active:
            text = _("%(name)s has left and will not be notified.", name=person.name)
        elif not (person.email or (user.active and not user.share)):
            text = _(
                "%(name)s has neither an e-mail address nor a user and will not be "
                "notified.",
                name=person.name,
            )
        elif person.preferred_channel == "phone":
            text = _("%(name)s prefers a phone call.", name=person.name)
        elif person.preferred_channel == "visit":
            text = _("%(name)s prefers to talk in person.", name=person.name)
        else:
            continue
        if phone and person.active and person.preferred_channel != "visit":
            text = _("%(sentence)s Call %(phone)s.", sentence=text, phone=phone)
        lines.append(text)
    if not people and not ticket.partner_email:
        lines.append(_("This request has no person to notify."))
    return "\n".join(lines)
