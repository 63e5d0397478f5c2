"""Instances as files: CSV folders, workbooks and JSON, all derived from one schema.

:func:`scheduler.tables.read.read_instance` and :func:`scheduler.tables.write.write_instance` are
the doors. Importing this is cheap: the workbook libraries are loaded when a workbook is opened.
"""
