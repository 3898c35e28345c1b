"""What every part of a profile is made of: types that refuse unknown keys, and words by language."""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

T = TypeVar("T")


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _per_language(value: object) -> object:
    """A bare text holds for every language."""
    return {"*": value} if isinstance(value, str | list) else value


class ByLanguage(Part, Generic[T]):
    """What the business wrote, by language code; `*` is for every language that has none of its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    texts: dict[str, T] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _wrap(cls, value: object) -> object:
        if isinstance(value, dict) and set(value) == {"texts"}:
            return value
        return {"texts": _per_language(value)}

    def in_language(self, language: str) -> T:
        """The text in `language`, else the one for every language, else the first that was written."""
        return self.texts.get(language) or self.texts.get("*") or next(iter(self.texts.values()))


Text = ByLanguage[str]
Names = ByLanguage[list[str]]
