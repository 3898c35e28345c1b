"""Short names for what migrations make: columns of the kinds the schema uses, keys and indexes by its naming."""

import sqlalchemy as sa
from alembic import op

SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def integer(name: str, *, nullable: bool = False) -> sa.Column[int]:
    """A 64-bit one: an instant or a minute."""
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def small(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def long_text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def data(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))
