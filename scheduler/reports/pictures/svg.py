"""What every picture is made of: texts that keep to their room, and the drawing around."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

SIZE = 10
"""Height of letters, in pixels."""
INK, FAINT = "#41505e", "#d5dde5"
"""Colours of texts and of lines behind."""
_FONTS = "system-ui, Segoe UI, Noto Sans, DejaVu Sans, Helvetica Neue, Arial, Liberation Sans"
"""Those first that have every Vietnamese letter on whatever machine."""
_NARROW = frozenset("iljtfrI.,:;'|!()[] ")
_BROAD = frozenset("mwMWOQ@%–—…")

_APART = 4
"""Pixels between lines of a hatching."""
_BOLD = 1.15
"""How much broader bold letters are at most."""

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Layout:
    """For which window a picture is drawn: letters cannot shrink with it and stay readable."""

    name: Literal["broad", "narrow"]
    width: int
    """Pixels."""

    @property
    def is_narrow(self) -> bool:
        """Whether it is for a telephone."""
        return self.name == "narrow"


BROAD, NARROW = Layout("broad", 760), Layout("narrow", 340)


def width_of(text: str) -> float:
    """Pixels that the text takes up at most, in the broadest of the usual fonts (DejaVu Sans)."""
    return SIZE * sum(map(_share, unicodedata.normalize("NFC", text)))


def _share(letter: str) -> float:
    """The width of a letter, as a share of its height."""
    plain = unicodedata.normalize("NFD", letter)[0]
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF" or plain in _BROAD:
        return 1.0
    if plain in _NARROW:
        return 0.42
    return 0.78 if plain.isupper() else 0.65


def fitted(text: str, room: float) -> str:
    """The text, or its beginning with … where it takes up more than so many pixels."""
    if width_of(text) <= room:
        return text
    end = len(text)
    while end and width_of(text[:end].rstrip() + "…") > room:
        end -= 1
    return text[:end].rstrip() + "…"


def label(
    x: float,
    y: float,
    text: str,
    anchor: Anchor = "start",
    room: float = math.inf,
    *,
    bold: bool = False,
) -> Markup:
    """A text on the line at ``y`` that takes up at most the room; the whole is in its tooltip."""
    short = fitted(text, room / _BOLD if bold else room)
    whole = Markup("<title>{}</title>").format(text) if short != text else ""
    weight = Markup(' font-weight="bold"') if bold else ""
    return Markup('<text x="{}" y="{}" text-anchor="{}"{}>{}{}</text>').format(
        number(x), number(y), anchor, weight, whole, short
    )


def hatching(x: float, y: float, width: float, height: float) -> str:
    """The path of slanting lines that fill a rectangle: a pattern would need a name of its own in
    each picture of a page.
    """
    lines, start = [], x - height + _APART / 2
    while start < x + width:
        left, right = max(start, x), min(start + height, x + width)
        ends = ((end, y + height - (end - start)) for end in (left, right))
        lines.append("M" + "L".join(f"{number(end)} {number(at)}" for end, at in ends))
        start += _APART
    return "".join(lines)


def in_both(draw: Callable[[Layout], Markup]) -> Markup:
    """A picture as a page holds it: one for wide windows and paper, one for narrow ones."""
    return Markup('<div class="picture broad">{}</div><div class="picture narrow">{}</div>').format(
        draw(BROAD), draw(NARROW)
    )


def drawing(width: float, height: float, parts: Iterable[Markup]) -> Markup:
    """The SVG, as large as said and smaller where the page is narrow."""
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}"'
        ' role="img" font-family="{2}, sans-serif" font-size="{3}" fill="{4}">{5}</svg>'
    ).format(number(width), number(height), _FONTS, SIZE, INK, Markup("").join(parts))


def number(value: float) -> str:
    """A length to a tenth of a pixel."""
    return f"{value:.1f}".removesuffix(".0")


def every(step: float, texts: Sequence[str]) -> int:
    """Every how many columns of that width one of the texts fits below them, so that none touches
    the next.
    """
    widest = max(map(width_of, texts), default=0.0) + SIZE / 2
    fitting = (n for n in (1, 2, 3, 6, 12, 24, 60) if n * step >= widest)
    return next(fitting, math.ceil(widest / step))
