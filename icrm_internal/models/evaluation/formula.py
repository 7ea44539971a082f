# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the formulas of indicators are made of."""

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from odoo.tools import SQL


class Formula(NamedTuple):
    """One way to compute an indicator.

    The facts are rows (record_id, department_id, customer_department_id, service_id,
    team_id, numerator, denominator, case_count), one per case: the record is the one
    that the number leads to. A value is sum(numerator) / sum(denominator) *
    ``factor``; whole
    numbers, such as seconds, are added up exactly and then divided by the ``divisor``.
    """

    name: str
    #: The model whose records are behind the number
    model: str
    #: ``facts(kpi, span)`` returns the SQL of the facts of an indicator in a period
    facts: Callable
    factor: int = 1
    divisor: int = 1
    #: (numerator, denominator) of all facts of one record together, where a record
    #: counts once however many facts there are: customers with their requests
    per_record: tuple | None = None
    #: The facts are one row per department, customer and service already
    grouped: bool = False
    #: The kinds of period it can be computed for
    kinds: tuple = ("month", "quarter", "year")
    #: Told of departments alone, once the period is over, of enough cases only
    protected: bool = False
    #: The facts know teams
    teams: bool = False
    #: The value is the numerators' sum: an amount, by nothing divided
    is_total: bool = False
    #: Of the indicator's unit: a share in percent, anything else as it is
    by_unit: bool = False


class Span(NamedTuple):
    """A period of a company; days begin and end at the company's own midnight."""

    company_id: int
    kind: str
    date_from: date
    date_to: date
    #: First instant in it, first one after it, as UTC
    start: datetime
    end: datetime
    #: The last instant it covers: its end, or now
    as_of: datetime
    #: First instant of the period before
    previous: datetime
    #: How many cases a protected figure needs
    minimum: int
    is_final: bool

    def covers(self, column):
        """Return the condition that *column* lies in the period."""
        return SQL("%s >= %s AND %s < %s", column, self.start, column, self.end)

    def covers_both(self, column):
        """Return the condition that *column* lies in it or in the period before."""
        return SQL("%s >= %s AND %s < %s", column, self.previous, column, self.end)


# The columns of facts taken from requests
OF_REQUEST = SQL(
    "ticket.icrm_provider_department_id AS department_id,"
    " ticket.icrm_customer_department_id AS customer_department_id,"
    " ticket.icrm_service_id AS service_id, ticket.team_id"
)
