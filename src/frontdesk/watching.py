"""Which rules of the dialogue applied in a call, and what was expected: for `frontdesk test --coverage`."""

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import CodeType, FrameType
from typing import get_type_hints

from frontdesk import dialog
from frontdesk.dialog.asking import expected
from frontdesk.dialog.state import Step
from frontdesk.model.acts import AgentAct


@cache
def rules() -> dict[CodeType, str]:
    """Every rule, by its code: the functions in dialog/ that make a step, or None where they do not apply."""
    found: dict[CodeType, str] = {}
    for file in pkgutil.walk_packages(dialog.__path__, f"{dialog.__name__}."):
        module = importlib.import_module(file.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == file.name
            if own and get_type_hints(function).get("return") in (Step, Step | None):
                found[function.__code__] = f"{file.name.removeprefix(f'{dialog.__name__}.')}.{name.lstrip('_')}"
    return found


@contextmanager
def watch_rules(applied: set[str]) -> Iterator[None]:
    """Adds the name of every rule that makes a step meanwhile, in this thread."""
    known = rules()

    def look(frame: FrameType, event: str, made: object) -> None:
        if event == "return" and made is not None and frame.f_code in known:
            applied.add(known[frame.f_code])

    sys.setprofile(look)
    try:
        yield
    finally:
        sys.setprofile(None)


def expects(act: AgentAct) -> str:
    """What the agent waits for after saying this, such as `confirm_slot`."""
    return str(expected(act).expecting)
