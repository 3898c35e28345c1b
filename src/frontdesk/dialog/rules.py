"""Rules leave their name in the state they make, so that every answer can tell why it was given."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from frontdesk.dialog.state import State, Step

P = ParamSpec("P")
Made = TypeVar("Made", bound=Step | None)

NAME = "rule"
"""The attribute that holds a rule's name."""


def rule(make: Callable[Concatenate[State, P], Made]) -> Callable[Concatenate[State, P], Made]:
    """Makes a function that steps a rule, called after its file and itself: `policy.phone`.

    Its name stands in `State.rules` before those of the rules it used. Where it makes no step, or another rule throws
    its step away, nothing is left of it.
    """
    name = f"{make.__module__.removeprefix('frontdesk.dialog.')}.{make.__name__.strip('_')}"

    @wraps(make)
    def noted(state: State, /, *args: P.args, **kwargs: P.kwargs) -> Made:
        step = make(state, *args, **kwargs)
        if step is None:
            return step
        applied, before = step.state.rules, len(state.rules)
        since = applied[before:] if applied[:before] == state.rules else applied
        rules = (*state.rules, name, *since)
        return cast("Made", replace(step, state=replace(step.state, rules=rules)))

    setattr(noted, NAME, name)
    return noted


def name_of(function: object) -> str | None:
    """The name of a rule; None for anything else."""
    return getattr(function, NAME, None)
