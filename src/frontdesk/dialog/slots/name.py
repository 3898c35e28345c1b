"""Name: how a spelling or a second half joins what was heard."""

from frontdesk.model.caller import PersonName


def join(old: PersonName | None, new: PersonName, corrects: bool) -> PersonName:
    """The name after hearing this: a spelled part replaces the heard part it resembles, a family name completes."""
    if old is not None and _repeats(old, new):
        return old
    if old is None or (new.given and new.family):
        return new
    if new.family and not new.given:
        return PersonName(old.given, new.family, new.spelled)
    if new.spelled and not corrects and old.full:
        if _alike(new.given, old.family) or not _alike(new.given, old.given):
            return PersonName(old.given, new.given, spelled=True)
        return PersonName(new.given, old.family, spelled=True)
    if new.given and old.family and (corrects or not old.given):
        return PersonName(new.given, old.family, new.spelled)
    return new


def same_again(known: PersonName, said: PersonName) -> bool:
    """The word that is known, where the other half was asked for: "Lopez", "and your last name?", "Lopez"."""
    once = bool(said.given) is not bool(said.family)
    return once and said.full.casefold() == known.full.casefold()


def completes(known: PersonName | None, name: PersonName) -> bool:
    """The half that was known, and the other one."""
    return known is not None and known.full in (name.given, name.family)


def _repeats(old: PersonName, new: PersonName) -> bool:
    """The name again, or a part of it, letter for letter. First and last name are no part of a name."""
    parts = () if new.given and new.family else (old.given.casefold(), old.family.casefold())
    return new.spelled and new.full.casefold() in (old.full.casefold(), *parts)


def _alike(one: str, other: str) -> bool:
    """Could one be a mishearing of the other? They start with the same letter."""
    return bool(one and other) and one[0].casefold() == other[0].casefold()
