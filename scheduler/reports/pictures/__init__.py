"""Pictures: SVG, drawn here with :mod:`.svg` and nothing else, within a page or as a file.

Nothing is fetched to see one, the same numbers give the same bytes, and no text lies on another:
what a text may take up is reckoned from its letters. A PNG is the same SVG, rendered (:mod:`.png`).
"""
