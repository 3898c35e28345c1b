"""The languages, each read once for all tests: reading one takes a second."""

from collections.abc import Mapping
from functools import cache

from frontdesk.languages import Language, find_prompts, keep_for_good, load_language
from frontdesk.model.business import Business


@cache
def language(code: str) -> Language:
    read = load_language(find_prompts(), code)
    keep_for_good()
    return read


def languages_of(*businesses: Business) -> Mapping[str, Language]:
    """Every language that one of them speaks, by code."""
    return {code: language(code) for business in businesses for code in business.languages}
