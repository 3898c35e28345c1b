"""The rules of the dialogue, for whoever counts or draws them; which of them applied stands in `State.rules`."""

import importlib
import inspect
import pkgutil
from functools import cache

from frontdesk import dialog
from frontdesk.channels.text.coverage import Everything
from frontdesk.dialog.asking import expected
from frontdesk.dialog.memory import Phase
from frontdesk.dialog.policy import RULES
from frontdesk.dialog.rules import name_of
from frontdesk.model.agent_acts import AgentAct


@cache
def rules() -> dict[str, str]:
    """What every rule is for, by its name: the first paragraph of its docstring, or an empty text."""
    found: dict[str, str] = {}
    for file in pkgutil.walk_packages(dialog.__path__, f"{dialog.__name__}."):
        module = importlib.import_module(file.name)
        for _, function in inspect.getmembers(module, callable):
            if function.__module__ == file.name and (name := name_of(function)):
                found[name] = " ".join((inspect.getdoc(function) or "").split("\n\n")[0].split())
    return found


def everything() -> Everything:
    """What the dialogue can come to. `committing` is over before a turn is."""
    phases = [phase.value for phase in Phase if phase is not Phase.COMMITTING]
    return Everything([task.value for task in RULES], phases, sorted(rules()))


def expects(act: AgentAct) -> str:
    """What the agent waits for after saying this, such as `confirm_slot`."""
    return str(expected(act).expecting)
