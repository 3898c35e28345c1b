"""`python -m tests.faults --n 1000 --seed 7 --system calcom`: in as many processes as there are cores."""

import argparse
import asyncio
import logging
import os
import sys
from concurrent.futures import ProcessPoolExecutor

from tests.faults.practice import PRACTICE
from tests.faults.run import Report, run
from tests.faults.systems import SYSTEMS
from tests.spoken import languages_of


def part(system: int, numbers: range, seed: int) -> Report:
    logging.disable()  # every fault is logged
    return asyncio.run(run(SYSTEMS[system], PRACTICE, languages_of(PRACTICE), numbers, seed))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--system", default="")
    given = parser.parse_args()
    chosen = [number for number, system in enumerate(SYSTEMS) if system.name.startswith(given.system)]
    cores, wrong = os.cpu_count() or 1, 0
    with ProcessPoolExecutor(cores) as pool:
        for system in chosen:
            shares = [range(given.first + core, given.first + given.n, cores) for core in range(cores)]
            reports = list(pool.map(part, [system] * cores, shares, [given.seed] * cores))
            report = sum(reports[1:], reports[0])
            print(report.line(), flush=True)
            for line in [*report.wrong, *(f"{times} x {error}" for error, times in report.errors.items())]:
                print(f"    {line}")
            wrong += len(report.wrong) + sum(report.errors.values())
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
