"""`frontdesk understand`: single sentences, read for other programs."""

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from frontdesk.languages import Language
    from frontdesk.understand.task import Place
    from frontdesk.understand.vocabulary import Vocabulary

EXAMPLES = (
    'echo \'{"task": "time", "text": "Friday at three", "now": "2026-03-05T09:00", "tz": "Europe/London"}\' \\',
    "    | frontdesk understand",
    'echo \'{"task": "phone", "text": "oh two oh, 7946 0123", "region": "GB"}\' | frontdesk understand',
)


def understand() -> None:
    """Read requests from standard input, one JSON object a line, and write a response for each.

    The tasks are time, phone, name and turn. The response is null when nothing was understood; where the request has
    an "id", it comes back beside keys that are null. A line that cannot be used gets {"error": …}, and the next one
    is read.
    """
    import json
    import sys

    from frontdesk.understand.task import TaskError, answer, nothing_for

    for line in sys.stdin.buffer:
        if not line.strip():
            continue
        request: Any = None
        response: Any
        try:
            request = json.loads(line)
            if not isinstance(request, dict):
                raise TaskError("a line must be one JSON object")
            response = answer(request, _vocabulary)
        except TaskError as error:
            response = {"error": str(error)}
        except (ValueError, RecursionError) as error:
            response = {"error": f"the line is not JSON in UTF-8: {error}"}
        if isinstance(request, dict) and "id" in request:
            response = {"id": request["id"], **(response or nothing_for(request["task"]))}
        print(json.dumps(response, ensure_ascii=False), flush=True)


@cache
def _language(code: str) -> "Language":
    from frontdesk.languages import LanguageError, find_prompts, load_language
    from frontdesk.settings import read_settings
    from frontdesk.understand.task import TaskError

    settings = read_settings()
    try:
        return load_language(find_prompts(settings.prompts), code, settings.words)
    except LanguageError as error:
        raise TaskError(str(error)) from error


@cache
def _vocabulary(place: "Place") -> "Vocabulary":
    from frontdesk.languages import keep_for_good
    from frontdesk.understand.task import TaskError, neutral_business
    from frontdesk.understand.vocabulary import Vocabulary

    language = _language(place.language)
    try:
        business = neutral_business(place.region or language.region, place.time_zone)
    except ValueError as error:
        raise TaskError('"region" must be a country such as GB, and "tz" a time zone such as Europe/London') from error
    vocabulary = Vocabulary(language.lexicon, business, language.code)
    keep_for_good()
    return vocabulary
