"""Statements that are always the same, compiled once: finding out that they are is most of what executing one costs.

What it finds out (the text, the order of the parameters, how each type is written) is asked of it once a statement and
kept; the statement then goes to the driver on the same connection, within the same transaction and events.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, CursorResult
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase


@dataclass(frozen=True, slots=True)
class _Bind:
    """One parameter in its place: its name, how its type is written for the driver, and its value if none is given."""

    name: str
    write: Callable[[Any], Any] | None
    required: bool
    default: Any

    def of(self, given: Mapping[str, Any]) -> Any:
        """Its value as the driver takes it. Raises KeyError where a required one is missing."""
        value = given[self.name] if self.required or self.name in given else self.default
        return self.write(value) if self.write is not None else value


@lru_cache(maxsize=8)
def _counting(dialect: Dialect) -> Dialect:
    """The dialect with parameters in their places: psycopg takes them so as well as by name, and sooner."""
    kind: type[DefaultDialect] = type(dialect)  # type: ignore[assignment]
    return dialect if dialect.positional else kind(paramstyle="format")


@lru_cache(maxsize=256)
def _prepared(statement: UpdateBase, dialect: Dialect) -> tuple[str, tuple[_Bind, ...]]:
    compiled = statement.compile(dialect=_counting(dialect))
    if not isinstance(compiled, SQLCompiler) or compiled.positiontup is None:
        raise ValueError(f"{dialect.name} does not count parameters")
    binds = (compiled.binds[name] for name in compiled.positiontup)
    return str(compiled), tuple(
        _Bind(bind.key, bind.type.dialect_impl(dialect).bind_processor(dialect), bind.required, bind.value)
        for bind in binds
    )


def execute(connection: Connection, statement: UpdateBase, parameters: Mapping[str, Any]) -> CursorResult[Any]:
    """Execute a statement that writes and names each of its columns by a parameter.

    Only for statements that are module constants or kept: one made anew for each call is compiled anew each time.
    """
    text, binds = _prepared(statement, connection.dialect)
    return connection.exec_driver_sql(text, tuple(bind.of(parameters) for bind in binds))
