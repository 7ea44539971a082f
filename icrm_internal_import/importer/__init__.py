# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reads other systems' exports: plain Python, nothing of Odoo in it.

Files become rows in ``icrm_internal.importer``; here rows become requests.

============  ==============================================================
``dates``     text to instants
``columns``   which column is meant, going by its name
``meanings``  which state or priority is meant, going by its name
``row``       one row to values
``course``    rows to the courses of requests
============  ==============================================================

Everything streams: a row is read, judged and forgotten. Only an event log is
gathered by number before it is told, because the rows of one request may lie
anywhere in the file.
"""
