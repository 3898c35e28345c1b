"""What every part of a profile is made of: types that refuse unknown keys, and words by language."""

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

T = TypeVar("T")


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _per_language(value: object) -> object:
    """A bare text holds for every language."""
    return {"*": value} if isinstance(value, str | list) else value


EVERY = "*"
"""In the place of a language code: for every language that has none of its own."""


class ByLanguage(Part, Generic[T]):
    """What the business wrote, by language code such as `de` or `de-AT`, or by `*` for all others."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    texts: dict[str, T] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _wrap(cls, value: object) -> object:
        if isinstance(value, dict) and set(value) == {"texts"}:
            return value
        return {"texts": _per_language(value)}

    def in_language(self, language: str) -> T:
        """What a conversation in `language` is told: what was written in it, else for every language, else in the
        first language of the business that there is, else the first that was written."""
        return self.texts[self._written(language) or next(iter(self.texts))]

    def speaks(self, language: str) -> bool:
        """Whether there is something written in `language`, or for every language."""
        return self._written(language) is not None

    def _written(self, language: str) -> str | None:
        base = language.partition("-")[0]
        kin = (code for code in self.texts if code.partition("-")[0] == base)
        return next((code for code in (language, base, *kin, EVERY) if self.texts.get(code)), None)

    def put_first(self, languages: Sequence[str]) -> None:
        """Once, while the profile is read: the languages of the business go before any other."""
        ordered = [code for code in languages if code in self.texts]
        ordered += [code for code in self.texts if code not in ordered]
        texts = {code: self.texts[code] for code in ordered}
        self.texts.clear()
        self.texts.update(texts)


def texts_of(part: object, at: str = "") -> Iterator[tuple[str, "ByLanguage[str] | ByLanguage[list[str]]"]]:
    """Everything in a part of a profile that is written by language, with where it stands: `services.cut.names`."""
    if isinstance(part, ByLanguage):
        yield at, part
    elif isinstance(part, tuple):
        for place, one in enumerate(part, start=1):
            yield from texts_of(one, f"{at}.{getattr(one, 'id', place)}")
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from texts_of(getattr(part, name), f"{at}.{name}" if at else name)


Text = ByLanguage[str]
Names = ByLanguage[list[str]]
