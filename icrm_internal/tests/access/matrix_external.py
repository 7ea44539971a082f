# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The domain external's part of the table of access rights; see ``matrix``."""

from .roles import cells

MATRIX = {
    # Everybody may promise something; staff (finance) did, and IT holds what it takes.
    "icrm.external.commitment": {
        "of finance": cells(
            "C",
            office="CRW",
            staff="CRW",
            finance_head="CRW",
            colleague="CR",
            it_head="CR",
            auditor="CR",
        ),
    },
    "icrm.external.ask": {"any": cells("CRW")},
}

# A value that each model's records can be given, where the tested write matters.
WRITES = {"icrm.external.commitment": {"name": "x"}}


def records(cls):
    """Return ``{(model, kind): record}`` for each kind named above."""
    partner = cls.env["res.partner"].create({"name": "Azure"})
    commitment = cls.env["icrm.external.commitment"].create(
        {
            "name": "SECRET",
            "partner_id": partner.id,
            "customer_date": "2199-01-01",
            "user_id": cls.staff.id,
            "department_id": cls.finance.id,
        }
    )
    ticket = (
        cls._service("Part of an order")
        .with_user(cls.staff)
        .submit_request({"name": "SECRET", "external_commitment_id": commitment.id})
    )
    commitment.flush_recordset()
    assert ticket.sudo().icrm_commitment_id == commitment
    return {("icrm.external.commitment", "of finance"): commitment}


def new_values(env, model, record):
    """Return what a new record like *record* is created with, None if no matter."""
    if model == "icrm.external.commitment":
        return {
            "name": "New",
            "partner_id": record.partner_id.id,
            "customer_date": "2199-01-01",
        }
    return None
