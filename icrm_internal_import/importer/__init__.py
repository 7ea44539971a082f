# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Readers of other systems' exports: plain Python without Odoo.

Files become rows in ``icrm_internal.importer``; here rows become requests.

============  ==============================================================
``dates``     text to instants
``columns``   which column is meant, going by its name
``meanings``  which state or priority is meant, going by its name
``row``       one row to values
``timeline``  rows to the histories of requests
============  ==============================================================

Files are streamed row by row. Only event logs are grouped by number first, because
the rows of one request may be anywhere in the file.
"""
