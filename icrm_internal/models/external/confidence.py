# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who may know what a commitment is worth.

Who holds a step, and everybody of the asking department, reads how a commitment stands.
The value of the order is for those who answer to the customer, the heads of the asking
department, officers, auditors, and whoever reads it in the document anyway.
"""

from odoo.fields import Domain
from odoo.tools import SQL

from ..access.groups import AUDITOR, OFFICER

MODEL = "icrm.external.commitment"


def get_domain(env, among=Domain.TRUE):
    """Return the domain of the commitments of which the user knows everything.

    Without the rules of commitments: who may not read one, finds it by none of this.
    To be searched in sudo.

    :param among: the domain of those that are asked about: of a list of 80, not the
        documents of all commitments are read
    """
    user = env.user
    if env.su or user.has_group(OFFICER) or user.has_group(AUDITOR):
        return Domain.TRUE
    domain = Domain("user_id", "=", user.id)
    domain |= Domain("department_id.icrm_head_user_ids", "in", user.ids)
    for model in env["icrm.external.document"]._get_document_models():
        domain |= Domain("id", "in", _search_of_documents(env[model], among))
    return domain


def filter_readable(commitments):
    """Return those of *commitments* of which the user knows everything; one query."""
    if commitments.env.su or not commitments:
        return commitments
    among = Domain("id", "in", commitments.ids)
    # sudo: the domain decides, and who reads them is the caller's
    found_sudo = commitments.sudo().search(among & get_domain(commitments.env, among))
    return found_sudo.sudo(False)


def _search_of_documents(documents, among):
    """Return the query for the commitments whose document the user may read.

    :param documents: an empty record of the documents' model, as the user
    :param among: as of :func:`get_domain`
    """
    # sudo: which of them, is asked as the user next
    commitments_sudo = documents.env[MODEL].sudo()
    query = commitments_sudo._search(
        Domain("document_model", "=", documents._name) & among
    )
    if not documents.has_access("read"):
        return commitments_sudo.browse()._as_query()
    ids = SQL("(%s)", query.select(SQL.identifier(query.table, "document_id")))
    documents = documents.with_context(active_test=False)
    readable = documents._search([])
    readable.add_where(SQL("%s IN %s", SQL.identifier(readable.table, "id"), ids))
    query.add_where(
        SQL(
            "%s IN %s",
            SQL.identifier(query.table, "document_id"),
            readable.subselect(),
        )
    )
    return query
