"""The language model that a profile may name. Without the section, none is ever asked."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from frontdesk.model.part import Part

ADDRESS = re.compile(r"https?://[^\s/@?#]+(?:/[^\s@?#]*)?")
"""Without a user and a password: secrets stand in the environment."""


def _endpoint(text: str) -> str:
    if not ADDRESS.fullmatch(text):
        raise ValueError(f'"{text}" is not an endpoint; write its address, like "http://127.0.0.1:11434/v1"')
    return text.rstrip("/")


class LanguageModel(Part):
    """Where words that no reader could read are sent to, and how often and how long that may take."""

    endpoint: Annotated[str, AfterValidator(_endpoint)]
    """Base address of a server that speaks OpenAI's chat completions, without `/chat/completions`."""
    model: str = Field(min_length=1, max_length=200)
    """The model's name, as the server knows it."""
    api_key_env: str | None = None
    """Name of the environment variable that holds the key; without it none is sent."""
    time_limit_seconds: float = Field(default=2.0, gt=0, le=5)
    """For one answer. The shortest limit of a telephone provider is 5 seconds for the whole turn."""
    max_calls: int = Field(default=5, gt=0, le=50)
    """How often one conversation may ask."""
    temperature: float = Field(default=0.0, ge=0, le=2)
    """0 gives the same answer to the same words, as far as the model can; some accept only 1."""
