# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import shutil

from .models.voice import crypto


def post_init_hook(env):
    """Make a customer of every employee and department that exists already."""
    env["icrm.customer"]._sync_with_hr()
    env["icrm.relationship"]._ensure_all()


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
