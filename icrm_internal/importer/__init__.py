# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reads files of others, row by row: plain Python, nothing of Odoo in it.

=============  ==============================================================
``fault``      what can be wrong, in sentences
``container``  which kind of file it is, how large it really is
``encoding``   bytes to text
``delimited``  text to rows
``workbook``   an XLSX file to rows
``source``     any of these to rows, the one door for the rest
``strict``     text to numbers and days, where only one spelling is right
=============  ==============================================================

Everything streams: a row is read, judged and forgotten.
"""
