"""Alembic's scripts, oldest first in `versions/`."""
