"""Draws the dialogue from its code: `python -m frontdesk.drawing --write` puts the diagrams into docs/dialogue.md.

What a function says, asks of the world and goes on to is read from its source; the tables that choose among functions
(tasks, answers, commands) are read as they are when the program runs.
"""

import ast
import importlib
import inspect
import pkgutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import FunctionType
from typing import get_args

from frontdesk import dialog
from frontdesk.conversations import performing
from frontdesk.dialog import asking, effects, events
from frontdesk.dialog.answers import ANSWERS
from frontdesk.dialog.commands import COMMANDS
from frontdesk.dialog.memory import Phase
from frontdesk.dialog.policy import RULES
from frontdesk.dialog.rules import name_of
from frontdesk.model import agent_acts
from frontdesk.model.expectation import Expecting
from frontdesk.watching import rules

PAGE = Path(__file__).parents[2] / "docs" / "dialogue.md"
HEAD = """\
# The dialogue

How a conversation goes, drawn from the code: `make dialogue ARGS=--write` draws it anew, and a test fails when this
page is not what the code says. `frontdesk explain --conversation ID` and the try-it page name the same rules.
"""
ACTS = {kind.__name__ for kind in get_args(agent_acts.AgentAct)}
EFFECTS = {kind.__name__ for kind in get_args(effects.Effect)}
EVENTS = {kind.__name__ for kind in get_args(events.Event)}


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the source of one function shows. Functions it uses stand under their names, those that are no rules are
    looked through."""

    makes: tuple[str, ...]
    """Names of the acts, effects and events that it makes."""
    uses: tuple[str, ...]
    phases: tuple[str, ...]


@cache
def functions() -> dict[str, FunctionType]:
    """Every function of the dialogue, by file and name."""
    found: dict[str, FunctionType] = {}
    for file in pkgutil.walk_packages(dialog.__path__, f"{dialog.__name__}."):
        module = importlib.import_module(file.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == file.name and name == function.__name__:
                found[_name(function)] = function
    return found


def _name(function: Callable[..., object]) -> str:
    return f"{function.__module__.removeprefix('frontdesk.dialog.')}.{function.__name__.strip('_')}"


@cache
def read(name: str) -> Drawn:
    """The function of this name, with what it uses that is no rule of its own."""
    function = inspect.unwrap(functions()[name])
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    makes: dict[str, None] = {}
    uses: dict[str, None] = {}
    phases: dict[str, None] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=made)) if made in ACTS | EFFECTS:
                makes[made] = None
            case ast.keyword(arg="phase", value=ast.Attribute(value=ast.Name(id="Phase"), attr=phase)):
                phases[Phase[phase].value] = None
            case ast.Name() | ast.Attribute():
                used = _resolve(node, function)
                if used and used != name:
                    uses[used] = None
    for used in tuple(uses):
        if name_of(functions()[used]) is None and used not in ("policy.go_on", "hearing.hear", "turn.step"):
            del uses[used]
            through = read(used)
            makes |= dict.fromkeys(through.makes)
            uses |= dict.fromkeys(one for one in through.uses if one != name)
            phases |= dict.fromkeys(through.phases)
    return Drawn(tuple(makes), tuple(uses), tuple(phases))


def _resolve(node: ast.Name | ast.Attribute, function: FunctionType) -> str | None:
    """The function of the dialogue that a name in another one stands for."""
    known = function.__globals__
    if isinstance(node, ast.Name):
        value = known.get(node.id)
    elif isinstance(node.value, ast.Name) and inspect.ismodule(known.get(node.value.id)):
        value = getattr(known[node.value.id], node.attr, None)
    else:
        return None
    name = _name(value) if isinstance(value, FunctionType) else ""
    return name if functions().get(name) is value else None


# --- the diagrams -----------------------------------------------------------------------------------------------------


def _mermaid(kind: str, lines: Iterable[str]) -> str:
    return "\n".join(["```mermaid", kind, *(f"    {line}" for line in lines), "```"])


def _id(text: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in text)


def _rule(name: str) -> str:
    return f'{_id(name)}["{name}"]'


def _words(made: str) -> str:
    """`AskWhatToChange` as transcripts name it."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in made).strip()


def phases() -> Iterator[str]:
    """Which rules bring a conversation into which phase."""
    for name in functions():
        if name_of(functions()[name]):
            for phase in read(name).phases:
                yield f'{_rule(name)} --> {phase}(["{phase}"])'


def task(order: Iterable[Callable[..., object]]) -> Iterator[str]:
    """The rules of a task from the first to the last, and what each asks or does."""
    names = [_name(inspect.unwrap(rule)) for rule in order]
    for before, after in pairwise(names):
        yield f"{_rule(before)} -->|nothing to do| {_rule(after)}"
    for name in names:
        for made in read(name).makes:
            yield f'{_rule(name)} --> {_id(name)}_{made}(["{_words(made)}"])'
        for used in read(name).uses:
            yield f"{_rule(name)} --> {_rule(used)}"


def answers() -> Iterator[str]:
    """Which rule hears the answer to each question, and what it goes on to."""
    heard: dict[str, None] = {}
    for expecting, hears in ANSWERS.items():
        name = _name(inspect.unwrap(hears))
        heard[name] = None
        yield f'expecting_{expecting}(["{expecting}"]) --> {_rule(name)}'
    for name in heard:
        for used in read(name).uses:
            yield f"{_rule(name)} --> {_rule(used)}"
        for made in read(name).makes:
            yield f'{_rule(name)} --> made_{made}(["{_words(made)}"])'


def questions() -> Iterator[str]:
    """Which acts open which expectation: the table of `asking.expected`."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(asking.expected)))
    for node in ast.walk(tree):
        if isinstance(node, ast.match_case):
            opened = [one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute) and one.attr in _EXPECTING]
            for act in _classes(node.pattern):
                for name in opened:
                    expecting = _EXPECTING[name]
                    yield f'act_{act}["{_words(act)}"] --> expecting_{expecting}(["{expecting}"])'


_EXPECTING = {one.name: one.value for one in Expecting}


def world() -> Iterator[str]:
    """Which rules ask the world for what, what may come back, and which rules take it."""
    for name in functions():
        if name_of(functions()[name]):
            for made in read(name).makes:
                if made in EFFECTS:
                    yield f'{_rule(name)} --> effect_{made}[/"{_words(made)}"/]'
    for effect, event in _results():
        yield f'effect_{effect}[/"{_words(effect)}"/] --> event_{event}(["{_words(event)}"])'
    for event, name in _handlers():
        yield f'event_{event}(["{_words(event)}"]) --> {_rule(name)}'


def _results() -> Iterator[tuple[str, str]]:
    """What `Performer.perform` makes of each effect, and of what fails."""
    methods: dict[str, ast.AST] = {
        node.name: node
        for node in ast.walk(ast.parse(inspect.getsource(performing)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    for node in ast.walk(methods["perform"]):
        if isinstance(node, ast.match_case):
            for effect in _classes(node.pattern):
                for event in dict.fromkeys(_events(node, methods)):
                    yield effect, event


def _events(tree: ast.AST, methods: dict[str, ast.AST]) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=made)) if made in EVENTS:
                yield made
            case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr=called)) if called in methods:
                yield from _events(methods[called], {one: body for one, body in methods.items() if one != called})


def _handlers() -> Iterator[tuple[str, str]]:
    step = functions()["turn.step"]
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(step)))):
        if isinstance(node, ast.match_case):
            used = [_resolve(one, step) for one in ast.walk(node) if isinstance(one, ast.Name | ast.Attribute)]
            for event in _classes(node.pattern):
                for name in dict.fromkeys(one for one in used if one and one != "turn.heard"):
                    yield event, name


def _classes(pattern: ast.pattern) -> list[str]:
    return [
        one.cls.id for one in ast.walk(pattern) if isinstance(one, ast.MatchClass) and isinstance(one.cls, ast.Name)
    ]


# --- the page ---------------------------------------------------------------------------------------------------------


def page() -> str:
    """docs/dialogue.md as the code is now."""
    sections = [
        HEAD,
        "## Phases\n\nWhich rules bring a conversation where. It begins by collecting.\n",
        _mermaid("flowchart LR", phases()),
        "\n## Tasks\n\nThe rules of a task in order: the first that has something to do makes the answer.\n",
        *(f"### {name}\n\n{_mermaid('flowchart TD', task(order))}\n" for name, order in RULES.items()),
        "## Questions\n\nWhat is expected once something was said.\n",
        _mermaid("flowchart LR", questions()),
        "\n## Answers\n\nWho hears the answer, and what comes next.\n",
        _mermaid("flowchart LR", answers()),
        "\n## Commands\n\nWhat may be said at any time; the first that is said and has something to do here wins.\n",
        *(f"{number}. `{command}`: `{name_of(obey)}`" for number, (command, obey) in enumerate(COMMANDS, start=1)),
        "\n## The world\n\nWhat the booking system is asked, what may come back, and who takes it.\n",
        _mermaid("flowchart LR", world()),
        "\n## Rules\n\n| Rule | What it is for |\n| --- | --- |",
        *(f"| `{name}` | {purpose} |" for name, purpose in sorted(rules().items())),
    ]
    return "\n".join(sections) + "\n"


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        PAGE.write_text(page(), "utf-8")
    else:
        sys.stdout.write(page())
