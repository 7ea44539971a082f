# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What becomes of approvals and agreements when people leave and departments end."""


def ask_again(approvals, users):
    """Ask up the line instead of *users*, who are gone; in sudo.

    Where any of several may approve, the others go on. Nothing is approved by a
    departure: where nobody is found above, officers are asked.
    """
    tickets = approvals.ticket_id
    before = tickets._icrm_snapshot()
    approvals._replace_approvers(users)._notify()
    tickets._icrm_sync_changes(before)


def reassign(approval, user, reason):
    """Ask *user* instead of those who have not approved; see the method."""
    approval.action_reassign(reason, user.id)


def end(agreements, departments):
    """End the agreements of departments that are dissolved; in sudo."""
    proposed = agreements.filtered(lambda agreement: agreement.state == "proposed")
    proposed._return_to_draft()
    (agreements - proposed).action_end()
    for agreement in agreements:
        gone = departments & (
            agreement.provider_department_id | agreement.customer_department_id
        )
        agreement._message_log(
            body=agreement.env._(
                "Ended: %(department)s was archived.",
                department=", ".join(gone.mapped("name")),
            )
        )
