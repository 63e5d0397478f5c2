"""Calendar files written as text, and what they come to in the small instance (July 2015)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from scheduler.domain.calendars.announced import Taken, take_in
from scheduler.domain.faults import Fault, InputError
from scheduler.domain.instance import Instance
from scheduler.tables.formats.ics import read_ics
from scheduler.tables.read import read_instance
from tests.tables.small import write_small

Row = tuple[str, str, str, str]


def event(summary: str, *lines: str, uid: str = "u1") -> str:
    """The lines of a VEVENT."""
    return "\r\n".join([f"UID:{uid}", "DTSTAMP:20150101T000000Z", f"SUMMARY:{summary}", *lines])


def calendar(*events: str, head: str = "") -> str:
    """A VCALENDAR with those events, and with other lines before them."""
    body = "".join(f"BEGIN:VEVENT\r\n{one}\r\nEND:VEVENT\r\n" for one in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{head}{body}END:VCALENDAR\r\n"


class Desk:
    """Somebody who takes calendar files into an instance."""

    def __init__(self, folder: Path, instance: Instance):
        self.folder, self.instance = folder, instance

    def take(self, *files: str | bytes, encoding: str | None = None) -> Taken:
        """What becomes of the instance by the files, which are called 1.ics, 2.ics …"""
        paths: list[Path] = []
        for number, content in enumerate(files, start=1):
            paths.append(self.folder / f"{number}.ics")
            paths[-1].write_bytes(content.encode() if isinstance(content, str) else content)
        read = read_ics(paths, self.instance, encoding)
        taken = take_in(self.instance, read.announced, read.revised)
        taken.notices[:0] = read.notices
        return taken

    def rows(self, *files: str | bytes, encoding: str | None = None) -> list[Row]:
        """The rows of the table `meetings` after that: branch, MM-DD, time, minutes or status."""
        return rows(self.take(*files, encoding=encoding).instance)

    def kinds(self, *files: str | bytes) -> list[str]:
        """The notices, each by its kind."""
        return [one.kind.removeprefix("notices.") for one in self.take(*files).notices]

    def faults(self, *files: str | bytes) -> Sequence[Fault]:
        """The faults for which the files are refused."""
        with pytest.raises(InputError) as caught:
            self.take(*files)
        return caught.value.faults

    def refusals(self, *files: str | bytes) -> Sequence[Fault]:
        """The faults for which the files are refused, if they are."""
        try:
            self.take(*files)
        except InputError as error:
            return error.faults
        return ()


def rows(instance: Instance) -> list[Row]:
    return [
        (row.branch, f"{row.date:%m-%d}", row.time or "",
         str(row.minutes or "") if row.status == "added" else row.status)
        for row in instance.meetings
    ]  # fmt: skip


def days(rows: Sequence[Row]) -> list[str]:
    """The days of the rows that are held."""
    return [day for _, day, _, status in rows if status not in ("cancelled", "moved")]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, read_instance(write_small(tmp_path / "small")).instance)
