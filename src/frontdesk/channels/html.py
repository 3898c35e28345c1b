"""Templates of the pages we show, read from the folder of whoever shows them."""

from importlib.resources.abc import Traversable

from jinja2 import Environment, FunctionLoader, StrictUndefined


def templates_in(folder: Traversable) -> Environment:
    """Values are escaped, and a template that names something unknown fails."""
    return Environment(
        loader=FunctionLoader(lambda name: (folder / name).read_text("utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
