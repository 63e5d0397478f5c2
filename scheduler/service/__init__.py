"""Use cases: what the command line, Python and the web page can ask for, each in one place.

A use case reads what it is given, asks the rooms below, and returns plain records: what was found,
and what is worth telling, as faults and notices without a language. It prints nothing and asks
nobody; the doors do.
"""
