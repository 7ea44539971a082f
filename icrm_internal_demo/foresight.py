# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the company expects: computed from its history, as the nightly jobs do.

Half a year is just enough: some teams and services have a forecast, the others say
that their history is too short.
"""


def build_foresight(env):
    """Compute forecasts, and the risk of the open requests."""
    company = env.ref("base.main_company")
    env["icrm.forecast"]._compute_company(company)
    env["icrm.risk.check"]._learn(company)
    env["icrm.risk.check"]._rate(company)
