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


def write_logs(level: int = logging.INFO) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)
