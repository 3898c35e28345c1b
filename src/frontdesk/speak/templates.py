"""Wordings with places for values, in Jinja2's sandbox. A value is put in as it is, never read as a template."""

from functools import cache

from jinja2 import StrictUndefined, Template, TemplateError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

ENVIRONMENT = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)


@cache  # many wordings serve both media, and several keys
def compile_template(text: str, mentions: frozenset[str]) -> Template:
    """A template that mentions nothing but `mentions`. Raises ValueError saying what is wrong with it."""
    try:
        tree = ENVIRONMENT.parse(text)
        mentioned = meta.find_undeclared_variables(tree)
        template = ENVIRONMENT.from_string(tree)
    except TemplateError as error:
        raise ValueError(f"is not a template: {error.message}") from error
    if unknown := mentioned - mentions:
        raise ValueError(f'cannot mention "{min(unknown)}"; it can mention: {", ".join(sorted(mentions))}')
    used = {node.name for node in tree.find_all(nodes.Filter)}  # Jinja2 lets them pass inside a condition
    if unknown := used - ENVIRONMENT.filters.keys():
        raise ValueError(f'is not a template: there is no filter "{min(unknown)}"')
    return template
