"""A small sound instance as the bytes of its files, to be spoilt in one place by each test."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from scheduler.domain.faults import Fault, InputError
from scheduler.tables.read import Source, read_instance

FILES = {
    "instance.toml": 'name = "small"\nstart = "2015-07"\nlevels = ["commune", "hamlet"]\n',
    "areas.csv": "id,name,level,parent\nc,Long Đức,commune,\nh1,Ấp 1,hamlet,c\nh2,Ấp 2,hamlet,c\n",
    "organizations.csv": "id,name,attends\nw,Women,own\nm,Mobilisation,all\n",
    "branches.csv": "id,name,organization,area\nb1,Chi hội 1,w,h1\nb2,Chi hội 2,w,h2\n",
    "cadres.csv": (
        "id,name,tier,organization,areas,from,until\n"
        "an,Nguyễn Văn An,commune,w,h1;h2,2015-01-01,\n"
        "binh,Trần Thị Bình,commune,m,c,,31/12/2015\n"
    ),
    "calendars.csv": "rule,time,branch\n15,morning,b1\n1SA,07:30,b2\n",
}


def write_small(folder: Path, changes: dict[str, str | bytes | None] | None = None) -> Path:
    """The small instance with some of its files changed (None: left out)."""
    folder.mkdir(exist_ok=True)
    for name, content in {**FILES, **(changes or {})}.items():
        if content is not None:
            data = content if isinstance(content, bytes) else content.encode()
            (folder / name).write_bytes(data)
    return folder


def found(faults: Iterable[Fault]) -> list[tuple[str, str]]:
    """Place and kind of each fault."""
    return [(fault.place, fault.kind) for fault in faults]


def faults_of(path: Path, encoding: str | None = None) -> tuple[Fault, ...]:
    """Every fault that reading reports; none when it succeeds."""
    try:
        read_instance(path, encoding)
    except InputError as error:
        return error.faults
    return ()


def read_small(
    folder: Path, changes: dict[str, str | bytes | None], encoding: str | None = None
) -> Source:
    """The small instance, changed and read."""
    return read_instance(write_small(folder, changes), encoding)
