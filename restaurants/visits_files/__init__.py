"""Reads owners' files of guest numbers as tills and spreadsheets export them: text tables and Excel workbooks."""
