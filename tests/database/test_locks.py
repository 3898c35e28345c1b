"""Locks by name: nothing on SQLite, where one transaction writes at a time."""

from sqlalchemy import create_engine, event

from frontdesk.database.locks import key, lock


def test_a_name_has_the_same_key_on_every_machine() -> None:
    assert [key("host/physio/anna"), key("host/physio/ben")] == [-5701233011841121428, -3234678696783635218]


def test_sqlite_is_asked_nothing() -> None:
    engine = create_engine("sqlite://")
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    with engine.begin() as connection:
        lock(connection, "host/physio/anna", "host/physio/ben")
    engine.dispose()
    assert asked == []
