"""Returns: what a clerk sends back, read, matched with the visits that were planned, and judged.

:func:`~scheduler.returns.reading.read_return` reads a file,
:func:`~scheduler.returns.judging.judge` says what each row tells and what is doubtful, and
:func:`~scheduler.returns.review.write_review` asks a planner about the doubtful ones, in a workbook
that is read like any return. No ledger is opened here: what it knows is handed in.
"""
