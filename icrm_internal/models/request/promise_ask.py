# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is asked about promises, and what is answered."""

from typing import NamedTuple


class PromiseAsk(NamedTuple):
    """A request for which a promise is looked up."""

    #: icrm.service
    service: object
    #: "0" to "3"
    priority: str
    #: hr.department of the customer, may be empty
    department: object = None
    #: naive UTC datetime of the request; None: now
    at: object = None
    #: icrm.customer for whom it is; None: nobody in particular
    customer: object = None


class Promised(NamedTuple):
    """What is promised about a request, and by what."""

    #: working hours (to respond, to resolve); False where nothing is promised
    hours: tuple
    #: id of the segment whose promise it is; False: the promise to everybody, or to
    #: the department
    segment_id: int | bool = False
    #: id of the line of an agreement that the segment's promise stands on
    line_id: int | bool = False
