"""From the bytes of a calendar file to its components, each line with its number in the file.

Lines are unfolded before they are decoded: RFC 5545 folds after so many bytes, and a fold may part
the bytes of one letter.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from scheduler.domain.faults import Fault, InputError
from scheduler.tables.formats.decoding import decode
from scheduler.tables.formats.file_kinds import real_kind

_LINE_END = re.compile(rb"\r\r\n|\r\n|\n|\r")
_NAME = re.compile(rb"([A-Za-z0-9-]+)[ \t]*[;:]")
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""The first bytes of UTF-32 little-endian begin with those of UTF-16."""
_WIDE_STARTS = tuple(("BEGIN".encode(code), code) for code in ("utf-16-le", "utf-16-be"))
"""How a calendar in UTF-16 begins that has no byte order mark."""
MAX_EVENTS = 100_000
"""Most events of one file."""
_MAX_DEPTH = 20


@dataclass(frozen=True)
class Property:
    """A property of a component: its parameters by name in capitals, and its value."""

    line: int
    name: str
    parameters: dict[str, str]
    value: str


@dataclass
class Component:
    """A component such as VEVENT, its lines as they stand there, and the components in it."""

    name: str
    line: int
    file: str
    encoding: str | None = None
    lines: list[tuple[int, str, bytes]] = field(default_factory=list)
    parts: list[Component] = field(default_factory=list)

    @property
    def place(self) -> str:
        """Where it stands; of an event by its UID as well."""
        return self.at(self.line)

    def at(self, line: int) -> str:
        """The place of one of its lines."""
        uid = self.text("UID") if self.name == "VEVENT" else ""
        return f"{self.file}:{line}{f' UID {uid}' if uid else ''}"

    def text(self, name: str) -> str:
        """What stands behind the first colon of the first line of that name, or ""."""
        raw = next((raw for _, own, raw in self.lines if own == name), b"")
        return raw.partition(b":")[2].decode(errors="replace").strip()

    def named(self, name: str) -> list[Property]:
        """The properties of that name; :class:`InputError` for one that cannot be read."""
        return [self._property(line, name, raw) for line, own, raw in self.lines if own == name]

    def has(self, *names: str) -> bool:
        """Whether it has a property of one of the names."""
        return any(own in names for _, own, _ in self.lines)

    def _property(self, line: int, name: str, raw: bytes) -> Property:
        from icalendar.parser import Contentline

        place, encoding = self.at(line), self.encoding or "utf-8"
        try:
            text = raw.decode(encoding)
        except (UnicodeError, LookupError):
            context = {"encoding": encoding.upper()}
            value = raw.decode(errors="replace")
            raise InputError(
                [Fault("ics_encoding", value=value, context=context, place=place)]
            ) from None
        if name in MOMENTS:
            head, value = _parted(text)
            return Property(line, name, _parameters(head), value.strip())
        try:
            _, parameters, value = Contentline(text).parts()  # type: ignore[no-untyped-call]
        except ValueError:
            raise InputError([Fault("ics_line", value=text, place=place)]) from None
        return Property(
            line, name, {key.upper(): _first(x) for key, x in parameters.items()}, value
        )


MOMENTS = ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE")
"""Properties whose values are dates or moments."""


_CLOCK = re.compile(r":([0-9]{4}-?[0-9]{2}-?[0-9]{2}[Tt ][0-9]{2}:[^:]+(?::[^:]+)?)$")
"""The end of a line whose value is a moment with colons in it."""


def _parted(text: str) -> tuple[str, str]:
    """A line of a moment before its value, and the value.

    No moment of RFC 5545 holds a colon, but names of time zones do, unquoted too.
    """
    if clock := _CLOCK.search(text):
        return text[: clock.start()], clock[1]
    if ";" not in text.partition(":")[0]:
        head, _, value = text.partition(":")
    else:
        head, _, value = text.rpartition(":")
    return head, value


def _first(value: Any) -> str:
    return str(value[0] if isinstance(value, list) else value)


def _parameters(head: str) -> dict[str, str]:
    found = re.findall(r';\s*([A-Za-z-]+)\s*=\s*("[^"]*"|[^;]*)', head)
    return {key.upper(): value.strip().strip('"') for key, value in found}


def read_calendars(
    data: bytes, file: str, encoding: str | None = None
) -> tuple[list[Component], list[Fault], list[Fault]]:
    """The calendars of a file (RFC 5545 allows several), faults of its form, and notices.

    Raises :class:`InputError` for what is no calendar file at all.
    """
    wide = next((code for start, code in _WIDE_STARTS if data.startswith(start)), None)
    if wide:
        data, encoding = data.decode(wide, errors="replace").encode(), None
    elif real_kind(data) or data.startswith(_WIDE_MARKS):
        data, encoding = decode(data, file).encode(), None
    elif not data.strip():
        raise InputError([Fault("ics_blank", place=file)])
    while data.startswith(codecs.BOM_UTF8):
        data, encoding = data.removeprefix(codecs.BOM_UTF8), None
    reading = _Reading(file, encoding)
    for number, content in _content_lines(data):
        reading.take(number, content)
    reading.end()
    return reading.calendars, reading.faults, reading.notices


def _content_lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines put together again where they were folded, by the number of their first."""
    begin, parts = 0, [b""]
    for number, line in enumerate(_LINE_END.split(data), start=1):
        if line[:1] in (b" ", b"\t") and begin:
            parts.append(line[1:])
        elif line.strip():
            if begin:
                yield begin, b"".join(parts)
            begin, parts = number, [line]
    if begin:
        yield begin, b"".join(parts)


@dataclass
class _Reading:
    """The components that are open while a file is read from top to bottom."""

    file: str
    encoding: str | None
    calendars: list[Component] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)
    _open: list[Component] = field(default_factory=list)
    _events: int = 0

    def take(self, number: int, content: bytes) -> None:
        match = _NAME.match(content)
        name = match[1].decode().upper() if match else ""
        value = content.partition(b":")[2].strip().decode(errors="replace").upper()
        if not self._open and (name, value) != ("BEGIN", "VCALENDAR"):
            if not self.calendars and not self.faults:
                raise InputError(
                    [Fault("ics", value=_shown(content), place=f"{self.file}:{number}")]
                )
            self._fault("ics_outside", number, _shown(content))
        elif name == "BEGIN":
            self._begin(value, number)
        elif name == "END":
            self._end(value, number)
        elif name:
            self._open[-1].lines.append((number, name, content))
        else:
            place = self._open[-1].at(number)
            context = {"text": _shown(content)[:40]}
            self.notices.append(Fault("notices.ics_no_property", context=context, place=place))

    def _begin(self, name: str, number: int) -> None:
        whole = ("VCALENDAR", "VEVENT")
        while name in whole and any(one.name == name for one in self._open):
            self._cut_off(self._open.pop())
        one = Component(name, number, self.file, self.encoding)
        if len(self._open) > _MAX_DEPTH:
            raise InputError([Fault("nesting", place=f"{self.file}:{number}")])
        if name == "VEVENT":
            self._events += 1
            if self._events > MAX_EVENTS:
                context = {"limit": MAX_EVENTS}
                raise InputError([Fault("ics_events", context=context, place=self.file)])
        self._open.append(one)

    def _end(self, name: str, number: int) -> None:
        if all(one.name != name for one in self._open):
            self._fault("ics_end", number, f"END:{name}")
            return
        while self._open[-1].name != name:
            self._cut_off(self._open.pop())
        one = self._open.pop()
        if self._open:
            self._open[-1].parts.append(one)
        else:
            self.calendars.append(one)

    def _cut_off(self, one: Component) -> None:
        """A component that never ends; the events in it are whole."""
        context = {"name": one.name}
        self.faults.append(Fault("ics_open", context=context, place=one.place))
        if one.name == "VCALENDAR":
            self.calendars.append(one)

    def _fault(self, kind: str, number: int, value: str) -> None:
        self.faults.append(Fault(kind, value=value, place=f"{self.file}:{number}"))

    def end(self) -> None:
        if not self.calendars and not self._open and not self.faults:
            raise InputError([Fault("ics", place=self.file)])
        while self._open:
            self._cut_off(self._open.pop())


def _shown(content: bytes) -> str:
    return content.decode(errors="replace")
