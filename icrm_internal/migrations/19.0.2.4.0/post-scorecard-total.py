# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
def migrate(cr, version):
    """What has no total score is no zero in means."""
    # SQL: frozen scorecards refuse to be written
    cr.execute("UPDATE icrm_scorecard SET final_score = NULL WHERE NOT has_score")
