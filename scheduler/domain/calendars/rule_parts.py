"""RRULEs put together from their parts."""

from __future__ import annotations

from dataclasses import dataclass

DAY_NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class RuleParts:
    """The parts of an RRULE; those that are left out are not written."""

    frequency: str
    interval: int = 1
    months: tuple[str, ...] = ()
    month_days: tuple[int, ...] = ()
    weekdays: tuple[str, ...] = ()
    positions: tuple[int, ...] = ()
    lunar: bool = False

    @property
    def text(self) -> str:
        """The RRULE."""
        parts = ["RSCALE=VIETNAMESE"] if self.lunar else []
        parts.append(f"FREQ={self.frequency}")
        if self.interval != 1:
            parts.append(f"INTERVAL={self.interval}")
        for name, values in (
            ("BYMONTH", self.months), ("BYMONTHDAY", self.month_days), ("BYDAY", self.weekdays),
            ("BYSETPOS", self.positions),
        ):  # fmt: skip
            if values:
                parts.append(f"{name}={','.join(map(str, values))}")
        return ";".join(parts)
