"""What every body, query and answer of the doors has in common."""

from pydantic import BaseModel, ConfigDict


class Wire(BaseModel):
    """What stands below a field in the source is its description in `/openapi.json`."""

    model_config = ConfigDict(use_attribute_docstrings=True)
