"""A picture as PNG, for programs that take no SVG; needs resvg-py (the extra ``plot``)."""

from __future__ import annotations

import importlib.util

from scheduler.reports.pictures.svg import SIZE, drawing, label

ZOOM = 2
"""Pixels of the PNG for one of the SVG: sharp in print."""


def can_render() -> bool:
    """Whether there can be a PNG: the renderer is installed, and the machine has a font for it."""
    if importlib.util.find_spec("resvg_py") is None:
        return False
    return png_of(drawing(SIZE, SIZE, [label(0, SIZE, "A")])) != png_of(drawing(SIZE, SIZE, []))


def png_of(svg: str) -> bytes:
    """The picture on white. Raises ImportError where there is no renderer."""
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=str(svg), zoom=ZOOM, background="#ffffff"))
