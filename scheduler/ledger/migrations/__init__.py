"""The schema of ledgers, step by step (alembic)."""
