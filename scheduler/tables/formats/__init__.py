"""Files by their kind, whatever stands in them: CSV, workbooks, JSON, TOML, calendars; and how a
file or folder is written, whole or not at all. Nothing here knows a table of an instance.
"""
