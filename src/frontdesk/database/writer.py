"""One thread that writes, and commits as many waiting units of work together as there are: one fsync for all."""

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from frontdesk.database.failures import CommitFailed, DatabaseFailed, explain

GROUP = 64
"""At most this many units share a commit, so that the first does not wait long for the last."""


class Unit:
    """A function to run in a transaction, and who waits for its result. It may run again, so it only touches the
    connection."""

    __slots__ = ("done", "failure", "result", "work")

    def __init__(self, work: Callable[[Connection], Any]) -> None:
        self.work = work
        self.done: Future[Any] = Future()
        self.result: Any = None
        self.failure: Exception | None = None

    def settle(self) -> None:
        if self.failure is not None:
            self.done.set_exception(self.failure)
        else:
            self.done.set_result(self.result)


class TransactionLost(Exception):
    """A failing statement made the database roll back the whole transaction, the neighbours' work included."""


class Writer:
    """Runs units in the order they come. `stop` finishes those that wait."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self._name = name
        self._waiting: queue.SimpleQueue[Unit | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="frontdesk-writer", daemon=True)
        self._thread.start()

    def submit(self, unit: Unit) -> None:
        self._waiting.put(unit)

    def stop(self) -> None:
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        more = True
        while more:
            group: list[Unit] = []
            unit = self._waiting.get()
            while unit is not None:
                if unit.done.set_running_or_notify_cancel():
                    group.append(unit)
                if len(group) == GROUP or self._waiting.empty():
                    break
                unit = self._waiting.get()
            more = unit is not None
            if group:
                self._commit(group)

    def _commit(self, group: Sequence[Unit]) -> None:
        try:
            self._attempt(group)
        except TransactionLost:
            # The one that lost it fails alone; its neighbours have done nothing wrong.
            for unit in group:
                self._commit_alone(unit)
        for unit in group:
            unit.settle()

    def _commit_alone(self, unit: Unit) -> None:
        try:
            self._attempt([unit])
        except TransactionLost as lost:
            unit.failure = DatabaseFailed(str(lost.__cause__))

    def _attempt(self, group: Sequence[Unit]) -> None:
        committing = False
        try:
            with self._engine.connect() as connection, connection.begin():
                for unit in group:
                    self._run_unit(connection, unit)
                committing = True
        except TransactionLost:
            raise
        except Exception as error:  # whatever it is, the thread goes on and nobody waits for ever
            # What a unit concluded from its neighbours' work is not true any more either: all of them fail.
            kind = CommitFailed if committing else DatabaseFailed
            for unit in group:
                unit.failure = kind(explain(error, self._name))
                unit.failure.__cause__ = error

    def _run_unit(self, connection: Connection, unit: Unit) -> None:
        unit.result, unit.failure = None, None
        savepoint = connection.begin_nested()
        try:
            unit.result = unit.work(connection)
            savepoint.commit()
        except Exception as error:
            unit.failure = error
            if isinstance(error, SQLAlchemyError):
                unit.failure = DatabaseFailed(explain(error, self._name))
                unit.failure.__cause__ = error
            try:
                savepoint.rollback()
            except SQLAlchemyError:
                raise TransactionLost from unit.failure
