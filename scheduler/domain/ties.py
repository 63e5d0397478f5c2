"""Pseudo-random numbers that break ties: the same everywhere, and in favour of nobody."""

from __future__ import annotations

import hashlib


def pseudo_random(text: str, bits: int) -> int:
    """A number of so many bits (32 at most) that depends on the text alone."""
    digest = hashlib.blake2b(text.encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") >> (32 - bits)
