"""Pictures: nothing is fetched to see them, and the same numbers give the same bytes.

What stands within a page is SVG that is drawn here, so that pages need no other package. What is
wanted as a file of its own, SVG or PNG, is drawn by matplotlib (the extra ``plot``).
"""
