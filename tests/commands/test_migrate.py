"""`frontdesk migrate`: makes the tables or brings them up to date, says what it did, and can be run again."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.commands.running import fails, run, run_here
from tests.database.first_release import first_release


def test_it_makes_the_tables_once(tmp_path: Path) -> None:
    made = run("migrate", cwd=tmp_path)
    assert (made.returncode, made.stdout, made.stderr) == (0, "sqlite:///frontdesk.db is made, at schema 4.\n", "")
    again = run_here("migrate", cwd=tmp_path)
    assert (again.returncode, again.stdout) == (0, "sqlite:///frontdesk.db is up to date, at schema 4.\n")
    assert (tmp_path / "frontdesk.db").stat().st_size > 0


def test_it_says_from_where_to_where(tmp_path: Path) -> None:
    asyncio.run(first_release(f"sqlite:///{tmp_path / 'frontdesk.db'}"))
    for command, code, said in (
        (["migrate", "--check"], 1, "is at schema 1; frontdesk migrate brings it to 4"),
        (["migrate"], 0, "is brought from schema 1 to 4"),
        (["migrate", "--check"], 0, "is up to date, at schema 4"),
    ):
        done = run_here(*command, cwd=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (code, f"sqlite:///frontdesk.db {said}.\n", "")


def test_to_check_makes_nothing(tmp_path: Path) -> None:
    done = run_here("migrate", "--check", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (
        1,
        "sqlite:///frontdesk.db is not made yet; frontdesk migrate brings it to 4.\n",
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_it_makes_them_in_postgres_and_keeps_the_password_to_itself(database_url: str, tmp_path: Path) -> None:
    with_password = database_url.replace("@", ":hush@")
    run_here("migrate", FRONTDESK_DATABASE_URL=with_password, cwd=tmp_path)
    again = run_here("migrate", FRONTDESK_DATABASE_URL=with_password, cwd=tmp_path)
    assert (again.returncode, again.stderr) == (0, "")
    assert "is up to date, at schema 4" in again.stdout
    assert "hush" not in again.stdout
    assert list(tmp_path.iterdir()) == []


def test_mistakes(tmp_path: Path) -> None:
    def migrate(url: str, sentence: str) -> None:
        fails(run_here("migrate", FRONTDESK_DATABASE_URL=url, cwd=tmp_path), sentence)
        if "no/such" not in url:
            fails(run_here("migrate", "--check", FRONTDESK_DATABASE_URL=url, cwd=tmp_path), sentence)

    migrate("sqlite:///no/such/folder.db", "check that its folder exists")
    migrate("mysql://localhost/desk", "are not supported: use sqlite:///frontdesk.db")
    migrate("frontdesk.db", "The database URL cannot be read")
    migrate("postgresql://me:hush@127.0.0.1:1/desk", "postgresql://me@127.0.0.1:1/desk cannot be used: its server")
    run_here("migrate", cwd=tmp_path)
    with closing(sqlite3.connect(tmp_path / "frontdesk.db")) as damaged:
        damaged.execute("DROP TABLE callbacks")
    migrate("sqlite:///frontdesk.db", "it lacks the table callbacks")
    (tmp_path / "text.db").write_text("this is no database " * 100)
    migrate("sqlite:///text.db", "it is not a database")
