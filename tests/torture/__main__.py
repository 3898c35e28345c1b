"""Sixty-four clients in four processes fight for two thousand openings, on both engines; then every answer is checked.

make torture                                              both engines, 50,000 attempts each
make torture ARGS="--engine postgresql --seed 7 --attempts 5000 --processes 2 --clients 8"
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.postgres import Server
from tests.torture.run import Report, torture

ENGINES = ("sqlite", "postgresql")


def main() -> int:
    parser = argparse.ArgumentParser(prog="make torture", description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, help="only this one")
    parser.add_argument("--seed", type=int, default=1, help="decides what every client chooses")
    parser.add_argument("--attempts", type=int, default=50_000)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--processes", type=int, default=4)
    chosen = parser.parse_args()
    failed = False
    for engine in [chosen.engine] if chosen.engine else ENGINES:
        with tempfile.TemporaryDirectory(prefix="frontdesk-torture-") as folder:
            server = Server() if engine == "postgresql" else None
            url = server.url("postgres") if server else f"sqlite:///{folder}/desk.db"
            size = chosen.attempts, chosen.clients, chosen.processes
            report = asyncio.run(torture(url, Path(folder), chosen.seed, *size))
            undone = asyncio.run(server.deadlocks()) if server else 0
            if server:
                server.close()
        show(f"{engine}, seed {chosen.seed}", report, undone)
        failed = failed or bool(report.faults)
    return int(failed)


def show(title: str, report: Report, undone: int) -> None:
    number = len(report.history)
    print(f"{title}: {number} attempts on {report.openings} openings in {report.seconds:.1f} s,")
    print(f"  {number / report.seconds:.0f} a second; deadlocks undone by the server and done again: {undone}")
    answers = sorted({got for _, got in report.outcomes})
    print(f"  {'':10}" + "".join(f"{answer:>18}" for answer in answers))
    for do in dict.fromkeys(do for do, _ in report.outcomes):
        print(f"  {do:10}" + "".join(f"{report.outcomes.get((do, answer), 0):>18}" for answer in answers))
    for fault in sorted(report.faults, key=lambda fault: " and got: " in fault)[:50]:  # what is worst comes first
        print(f"  FAULT: {fault}")
    print(f"  {len(report.faults)} faults" if report.faults else "  no fault")


if __name__ == "__main__":
    sys.exit(main())
