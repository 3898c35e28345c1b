"""Which of a business's languages an utterance is in, or asks for.

A caller may ask for a language in any of them ("können wir Deutsch reden", "do you speak German"), or just speak it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from frontdesk.model.caller_acts import AskFact, Command, Do, Topic
from frontdesk.model.expectation import Expectation
from frontdesk.model.utterance import MAX_WORDS, Keys, Words
from frontdesk.understand.interpret import Interpretation, interpret
from frontdesk.understand.lexicon import Lexicon
from frontdesk.understand.normalize import Kind, Token, tokenize
from frontdesk.understand.phrases import Where
from frontdesk.understand.proposals import read_proposal
from frontdesk.understand.vocabulary import Vocabulary

ENOUGH_WORDS = 3
"""Fewer words of another language may be a name, or borrowed."""
NATIVE = 0.7
"""This share of the words is known in the language that is spoken…"""
FOREIGN = 0.5
"""…and at most this share in the one that is not."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What an utterance means, and the language it is to go on in. `asked`: the caller asked for that language."""

    interpretation: Interpretation
    language: str
    asked: bool = False

    @property
    def unread(self) -> bool:
        """No reader could read anything, or only that it is a question."""
        return not self.asked and all(act == AskFact(Topic.OTHER) for act in self.interpretation.acts)


def interpret_in(
    utterance: Words | Keys,
    expectation: Expectation,
    now: datetime,
    vocabularies: Mapping[str, Vocabulary],
    language: str,
) -> Heard:
    """As `interpret`, in whichever of the business's languages the caller speaks; `language` is the one so far.

    A proposal that comes with the words counts only where nothing else could be read.
    """
    heard = _interpret_in(utterance, expectation, now, vocabularies, language)
    if isinstance(utterance, Keys) or utterance.proposed is None or not heard.unread:
        return heard
    read = read_proposal(utterance.text, utterance.proposed, now, vocabularies[heard.language])
    return replace(heard, interpretation=read) if read.acts else heard


def _interpret_in(
    utterance: Words | Keys,
    expectation: Expectation,
    now: datetime,
    vocabularies: Mapping[str, Vocabulary],
    language: str,
) -> Heard:
    if isinstance(utterance, Keys) or len(vocabularies) == 1 or not utterance.alternatives:
        return Heard(interpret(utterance, expectation, now, vocabularies[language]), language)
    text = utterance.alternatives[0].text[:MAX_WORDS]
    lexicons = {code: vocabulary.lexicon for code, vocabulary in vocabularies.items()}
    spoken = spoken_language(text, lexicons, language)
    if (wanted := wanted_language(text, lexicons)) is None:
        heard = interpret(utterance, expectation, now, vocabularies[spoken])
        if not heard.acts and (other := _in_passing(text, lexicons, spoken) or _naming(text, vocabularies)) is not None:
            heard = interpret(utterance, expectation, now, vocabularies[other])
            if Do(Command.GREET) in heard.acts:
                spoken = other  # who says "bonjour" will go on in French
        return Heard(heard, spoken)
    code, start, end = wanted
    rest = text[:start] + " " * (end - start) + text[end:]
    first = replace(utterance.alternatives[0], text=rest)
    left = interpret(replace(utterance, alternatives=(first,)), expectation, now, vocabularies[spoken])
    if code == language and not left.acts:
        left = Interpretation((AskFact(Topic.LANGUAGES),))  # "do you speak English?", in English
    return Heard(left, code, asked=code != language)


def wanted_language(text: str, lexicons: Mapping[str, Lexicon]) -> tuple[str, int, int] | None:
    """The language that is asked for, and the characters that ask."""
    longest: tuple[str, int, int] | None = None
    for code, lexicon in lexicons.items():
        tokens = [token for token in tokenize(text, lexicon.cuts) if not token.is_sign]
        norms = [token.norm for token in tokens]
        for found in lexicon.asked_for.find(norms, [None] * len(norms)):
            start, end = tokens[found.start].start, tokens[found.end - 1].end
            alone = all(norm in lexicon.fillers for norm in norms[: found.start] + norms[found.end :])
            counts = found.sense.where is Where.ANYWHERE or alone
            if counts and (longest is None or end - start > longest[2] - longest[1]):
                longest = code, start, end
    return longest


def spoken_language(text: str, lexicons: Mapping[str, Lexicon], language: str) -> str:
    """The language of the words: another than `language` only where the words leave no doubt."""
    words = _known(text, lexicons[language])
    if len(words) < ENOUGH_WORDS or sum(words) > FOREIGN * len(words):
        return language
    shares = {code: _known(text, lexicon) for code, lexicon in lexicons.items() if code != language}
    best = max(shares, key=lambda code: sum(shares[code]))
    enough = sum(shares[best]) >= max(ENOUGH_WORDS, NATIVE * len(shares[best]))
    return best if enough and sum(shares[best]) >= sum(words) + 2 else language


def _in_passing(text: str, lexicons: Mapping[str, Lexicon], language: str) -> str | None:
    """The language of a word or two that mean nothing in the one that is spoken: "ja, bitte"."""
    others = (code for code in lexicons if code != language)
    return next((code for code in others if (words := _known(text, lexicons[code])) and all(words)), None)


def _naming(text: str, vocabularies: Mapping[str, Vocabulary]) -> str | None:
    """The language in which a service is called that: "Sportmassage", of somebody who spoke Spanish so far."""
    for code, vocabulary in vocabularies.items():
        norms = [token.norm for token in tokenize(text, vocabulary.lexicon.cuts)]
        if any(naming.whole for naming in vocabulary.services.find(norms)):
            return code
    return None


def _known(text: str, lexicon: Lexicon) -> list[bool]:
    return [_is_known(token, lexicon) for token in tokenize(text, lexicon.cuts) if token.kind is Kind.WORD]


def _is_known(token: Token, lexicon: Lexicon) -> bool:
    return token.norm in lexicon.familiar
