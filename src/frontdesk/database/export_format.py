"""What an export looks like: a header, then a row a line, in JSON that people can read (docs/operations.md).

Instants and minutes are ISO 8601 in UTC; what the database keeps as JSON is JSON here. The numbers that a database
gives are left out: rows come in their order.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, Text

from frontdesk.database.failures import DatabaseFailed
from frontdesk.database.schema import EPOCH, Instant, claimed_minutes, failed_lookups, metadata

FORMAT = 1
TABLES = {table.name: table for table in metadata.sorted_tables if table not in (claimed_minutes, failed_lookups)}
"""All but what is made of the claims again, and what is forgotten after a day anyway."""
MINUTES = {"first_minute", "end_minute", "start_minute", "finish_minute"}
WORDS = {"reason", "summary"}
"""Long texts that are no JSON."""

Row = dict[str, Any]


class FileRefused(DatabaseFailed):
    """What is to be imported cannot be; nothing was written. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Header:
    """The first line: what follows. `exported` is ISO 8601 in UTC."""

    frontdesk_export: int
    """The format."""
    schema: str
    businesses: tuple[str, ...]
    exported: str
    rows: Mapping[str, int]
    """So many of each table."""


def write_header(header: Header) -> bytes:
    return _line(asdict(header))


def read_header(line: bytes) -> Header:
    """Raises `FileRefused`."""
    try:
        header = json.loads(line)
        format = int(header["frontdesk_export"])
        if format > FORMAT:
            raise FileRefused(
                f"The file has format {format}, which is newer than this version of Frontdesk: update it."
            )
        return Header(format, header["schema"], tuple(header["businesses"]), header["exported"], header["rows"])
    except (ValueError, TypeError, KeyError):
        raise FileRefused("The file is no export of Frontdesk: name one that `frontdesk export` wrote.") from None


def write_row(table: Table, row: Mapping[str, Any]) -> bytes:
    return _line(
        {"table": table.name, "row": {column.name: _written(column, row[column.name]) for column in columns(table)}}
    )


def read_row(number: int, line: bytes, businesses: Sequence[str]) -> tuple[Table, Row]:
    """Raises `FileRefused` for what is no row of this schema, or of another business."""
    try:
        given = json.loads(line)
        table, row = TABLES[given["table"]], given["row"]
        of_them = "business" not in table.c or row["business"] in businesses
        if not of_them or row.keys() != {column.name for column in columns(table)}:
            raise ValueError
        return table, {column.name: _read(column, row[column.name]) for column in columns(table)}
    except (ValueError, TypeError, KeyError, AttributeError):
        raise FileRefused(
            f"Line {number} of the file is not what `frontdesk export` writes: export it again."
        ) from None


def columns(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if column is not table.autoincrement_column]


def write_instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def _read_instant(text: str) -> datetime:
    value = datetime.fromisoformat(text)
    if value.tzinfo is None:
        raise ValueError
    return value


def _written(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, Instant):
        return write_instant(value)
    if column.name in MINUTES:
        return write_instant(EPOCH + timedelta(minutes=value))
    if _holds_json(column):
        return _opened(value.encode() if isinstance(value, str) else value)
    return value


def _read(column: Column[Any], written: Any) -> Any:
    if written is None:
        if not column.nullable:
            raise ValueError
        return None
    if isinstance(column.type, Instant):
        return _read_instant(written)
    if column.name in MINUTES:
        return (_read_instant(written) - EPOCH) // timedelta(minutes=1)
    if _holds_json(column):
        data = _closed(written)
        return data if isinstance(column.type, LargeBinary) else data.decode()
    if not isinstance(written, column.type.python_type):
        raise ValueError
    if isinstance(written, str):
        written.encode()  # JSON can say what no text is: half a character
    return written


def _holds_json(column: Column[Any]) -> bool:
    return isinstance(column.type, LargeBinary | Text) and column.name not in WORDS


def _opened(data: bytes) -> Any:
    """JSON as what it says, if just these bytes come of that again; anything else as base64."""
    try:
        value = json.loads(data)
        if value is not None and not _is_base64(value) and _compact(value) == data:
            return value
    except ValueError:
        pass
    return {"base64": b64encode(data).decode()}


def _closed(value: Any) -> bytes:
    return b64decode(value["base64"], validate=True) if _is_base64(value) else _compact(value)


def _is_base64(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"base64"}


def _compact(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode() + b"\n"
