"""Logs on standard error, one line each, with the ids that the code gives along."""

import logging
import sys
import time

EXTRAS = ("request", "business", "milliseconds")


class OneLine(logging.Formatter):
    """Times are UTC."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        extras = [f" {name}={record.__dict__[name]}" for name in EXTRAS if name in record.__dict__]
        return super().formatMessage(record) + "".join(extras)


def tell_kind_only(record: logging.LogRecord) -> bool:
    """Leaves of what aiohttp could not read or serve its kind: messages and tracebacks quote requests."""
    failure = record.exc_info[1] if record.exc_info else None
    if failure is not None:
        record.msg, record.args = "failed below the routes: %s", (type(failure).__name__,)
        record.exc_info = record.exc_text = record.stack_info = None
    return True


def write_logs(level: int = logging.INFO) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("aiohttp.server").addFilter(tell_kind_only)
