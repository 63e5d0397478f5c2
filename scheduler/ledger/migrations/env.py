"""How alembic reaches a ledger: through the connection that :mod:`scheduler.ledger.connect` hands
to it. The schema changes in one transaction, or not at all.
"""

from __future__ import annotations

from alembic import context

from scheduler.ledger.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
