"""A small fight for the desk's openings, two processes on each engine; the large one is `make torture`."""

from pathlib import Path

from tests.torture.run import torture


async def test_two_processes_fight_and_everything_they_were_told_is_true(database_url: str, tmp_path: Path) -> None:
    report = await torture(database_url, tmp_path, seed=7, attempts=320, clients=16, processes=2, every=10)
    assert report.faults == []
    assert report.openings > 2000
    told = {got for _, got in report.outcomes}
    assert {"done", "taken", "rejected", "key reused"} <= told, "they got in each other's way"
