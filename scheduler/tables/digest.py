"""One number for all that an instance says, however it is written."""

from __future__ import annotations

import hashlib

from scheduler.domain.instance import Instance
from scheduler.tables.schema import TABLES


def instance_digest(instance: Instance) -> str:
    """SHA-256 (hex) of an instance, whatever the order of its rows."""
    content = hashlib.sha256(instance.settings.model_dump_json().encode())
    for table in TABLES:
        content.update(f"\n[{table}]\n".encode())
        content.update(
            "\n".join(sorted(row.model_dump_json() for row in instance.table(table))).encode()
        )
    return content.hexdigest()
