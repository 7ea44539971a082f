# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
import shutil

from .models.voice import crypto

_logger = logging.getLogger(__name__)


def post_init_hook(env):
    """Make a customer of every employee and department that exists already."""
    tell_stages(env)
    show_own_tickets(env)
    env["icrm.customer"]._sync_with_hr()
    env["icrm.relationship"]._ensure_all()


def tell_stages(env):
    """Give the stages that a company made itself the meaning that they seem to have.

    Every stage is "in progress" until somebody says more; those that helpdesk_mgmt
    ships are told in our data, as far as they still exist. Where the shipped stage of a
    state was deleted, the company's own takes its place: the first open one that nobody
    attends to is where requests begin, the first closed one where they end. No stage is
    made: what is missing is in the log, and said to whoever wants to use it.
    """
    Stage = env["helpdesk.ticket.stage"].with_context(active_test=False)
    stages = Stage.search([], order="sequence, id")
    shipped = env["ir.model.data"].search(
        [("module", "=", "helpdesk_mgmt"), ("model", "=", Stage._name)]
    )
    own = stages.filtered(lambda stage: stage.id not in shipped.mapped("res_id"))
    known = set((stages - own).mapped("icrm_state"))
    closed = own.filtered("closed")
    closed.write({"icrm_state": "resolved", "icrm_holder": False})
    if "new" not in known:
        unattended = (own - closed).filtered("unattended") or own - closed
        unattended[:1].icrm_state = "new"
    labels = dict(Stage._fields["icrm_state"].selection)
    missing = set(labels) - set(stages.mapped("icrm_state"))
    if missing:
        _logger.warning(
            "No stage means %s: requests cannot get there. Add stages under "
            "Configuration > Stages.",
            ", ".join(sorted(labels[state] for state in missing)),
        )


# helpdesk_mgmt's rule of companies as it ships it, and with what is one's own.
TICKET_COMPANY = "[('company_id', 'in', company_ids + [False])]"
TICKET_COMPANY_OR_OWN = (
    "['|', '|', ('company_id', 'in', company_ids + [False]),"
    " ('icrm_requester_id.user_id', '=', user.id),"
    " ('icrm_beneficiary_id.user_id', '=', user.id)]"
)


def show_own_tickets(env, own=True):
    """Let helpdesk_mgmt's rule of companies pass one's own requests, or no more.

    Global rules only narrow, so no rule of ours can widen it; and it is no row of our
    data: it may have been deleted, or changed, and stays as it is then.
    """
    before, after = TICKET_COMPANY, TICKET_COMPANY_OR_OWN
    if not own:
        before, after = after, before
    rule = env.ref("helpdesk_mgmt.helpdesk_ticket_comp_rule", raise_if_not_found=False)
    if rule and "".join((rule.domain_force or "").split()) == "".join(before.split()):
        rule.domain_force = after


def uninstall_hook(env):
    """Give back what we changed in records of other addons; leave no key behind."""
    # Surveys of ours become ordinary ones. The address alone must not allow answers,
    # so that they are not open to everybody.
    surveys = env["survey.survey"].with_context(active_test=False)
    surveys = surveys.search([("survey_type", "=", "icrm")])
    # SQL: our own write() refuses it for surveys that are in use.
    env.cr.execute(
        "UPDATE survey_survey SET active = FALSE, access_mode = 'token',"
        " users_login_required = TRUE WHERE id = ANY(%s)",
        [surveys.ids],
    )
    surveys.invalidate_recordset()
    folder = crypto.get_folder(env.cr)
    env.cr.postcommit.add(lambda: shutil.rmtree(folder, ignore_errors=True))
    # SQL: the log's table goes with its triggers, their function does not.
    env.cr.execute("DROP FUNCTION IF EXISTS icrm_access_log_refuse() CASCADE")
    show_own_tickets(env, own=False)
    keep_activities(env, "icrm_internal")


def keep_activities(env, module):
    """Make to-dos of the activities whose type goes with *module*, done ones too.

    Odoo does it, except for those done and archived: they would keep our types in the
    database. For the uninstall hooks of this addon and of those that build on it.
    """
    types = env["ir.model.data"].search(
        [("module", "=", module), ("model", "=", "mail.activity.type")]
    )
    env["mail.activity"].with_context(active_test=False).search(
        [("activity_type_id", "in", types.mapped("res_id"))]
    ).activity_type_id = env.ref("mail.mail_activity_data_todo")
