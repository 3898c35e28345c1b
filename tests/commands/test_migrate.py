"""`frontdesk migrate`: makes the tables, and can be run again."""

from pathlib import Path

from tests.commands.running import fails, run, run_here


def test_it_makes_the_tables_once(tmp_path: Path) -> None:
    for _ in range(2):
        done = run("migrate", cwd=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (0, "The database frontdesk.db is up to date.\n", "")
    assert (tmp_path / "frontdesk.db").stat().st_size > 0


def test_mistakes(tmp_path: Path) -> None:
    def migrate(url: str, sentence: str) -> None:
        fails(run_here("migrate", FRONTDESK_DATABASE_URL=url, cwd=tmp_path), sentence)

    migrate("sqlite:///no/such/folder.db", "check that its folder exists")
    migrate("mysql://localhost/desk", "are not supported: use sqlite:///frontdesk.db")
    migrate("frontdesk.db", "The database URL cannot be read")
    (tmp_path / "text.db").write_text("this is no database " * 100)
    migrate("sqlite:///text.db", "it is not a database")
