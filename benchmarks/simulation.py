"""How the desk does with simulated callers: on the phone, in writing, and where a recogniser mishears.

    make simulate ARGS="--n 240 --write"

`frontdesk simulate` is the same for one's own business, with more to choose. The sample business is called here in
every language that simulated callers speak.
"""

import argparse
import asyncio
from dataclasses import replace

from benchmarks.pages import SIMULATION, put

from frontdesk.app import load_languages
from frontdesk.model.utterance import Medium
from frontdesk.profiles import SAMPLE, load_profile
from frontdesk.simulation.conversation import Settings, hold_conversation
from frontdesk.simulation.phrasebook import LANGUAGES
from frontdesk.simulation.report import by_language, table
from frontdesk.simulation.world import House

SAMPLES = SAMPLE.parent
NOISE = 0.1


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=240, help="callers in each table")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--write", action="store_true", help="keep the tables in docs/simulation.md")
    options = parser.parse_args()
    sample = load_profile(SAMPLE).model_copy(update={"languages": LANGUAGES})
    house = House.of(sample, load_languages((sample,)))
    brief = load_profile(SAMPLES / "standard.toml")
    calls = Settings(seed=options.seed, languages=LANGUAGES)
    runs = {
        "voice": (house, calls),
        "text": (house, replace(calls, medium=Medium.TEXT)),
        "noise": (house, replace(calls, noise=NOISE)),
        "brief": (House.of(brief, load_languages((brief,))), replace(calls, languages=brief.languages)),
    }
    tables: dict[str, str] = {}
    for name, (where, settings) in runs.items():
        outcomes = [await hold_conversation(where, number, settings) for number in range(options.n)]
        tables[name] = table(outcomes)
        if name == "voice":
            tables["languages"] = by_language(outcomes)
        print(name, tables[name], sep="\n")
    if options.write:
        put(SIMULATION, tables)


if __name__ == "__main__":
    asyncio.run(main())
