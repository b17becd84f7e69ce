"""Tables of a TOML document, read member by member; what is wrong is noted, not raised."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from service.policy import flaws
from service.policy.flaws import Flaw, Value

_T = TypeVar("_T")
MAX_TEXT = 1000
_BARE = re.compile(r"[A-Za-z0-9_-]+(?:\[\d+\])?")


@dataclass(slots=True)
class Notes:
    """The flaws found so far."""

    flaws: list[Flaw] = field(default_factory=list)

    def add(self, at: str, says: str, **values: Value) -> None:
        """Note that something is wrong."""
        self.flaws.append(Flaw(at, says, values))


@dataclass(slots=True)
class Table:
    """A table at a path of the document. What nobody asks for is unknown, and noted by `end`."""

    members: Mapping[str, object]
    at: str
    notes: Notes
    _known: dict[str, None] = field(default_factory=dict)

    @classmethod
    def of(cls, value: object, at: str, notes: Notes) -> "Table":
        """Return `value` as a table; an empty one, with a flaw noted, where it is none."""
        if isinstance(value, dict):
            return cls(value, at, notes)
        notes.add(at, flaws.NOT_TABLE)
        return cls({}, at, notes)

    def path(self, name: str) -> str:
        """Return where a member stands."""
        key = name if _BARE.fullmatch(name) else f'"{name}"'
        return f"{self.at}.{key}" if self.at else key

    def wrong(self, name: str, says: str, **values: Value) -> None:
        """Note that a member is wrong."""
        self.notes.add(self.path(name), says, **values)

    def has(self, name: str) -> bool:
        """Whether there is such a member."""
        self._known[name] = None
        return name in self.members

    def take(self, name: str, kind: type[_T], says: str) -> _T | None:
        """Return a member of a type, None where there is none."""
        if not self.has(name):
            return None
        value = self.members[name]
        if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
            return value
        self.wrong(name, says)
        return None

    def text(self, name: str, most: int = MAX_TEXT) -> str:
        """Return a text, empty where there is none."""
        value = self.take(name, str, flaws.NOT_TEXT)
        return "" if value is None else self._fitting(name, value, most)

    def required(self, name: str, most: int) -> str:
        """Return a text that must be there."""
        value = self.text(name, most).strip()
        if name not in self.members:
            self.wrong(name, flaws.MISSING)
        elif not value and isinstance(self.members[name], str):
            self.wrong(name, flaws.EMPTY)
        return value

    def texts(self, name: str, most: int = 1000, longest: int = MAX_TEXT) -> tuple[str, ...]:
        """Return the texts of a list, or the one text; none where there is none."""
        if not self.has(name):
            return ()
        value = self.members[name]
        given = [value] if isinstance(value, str) else value
        if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
            self.wrong(name, flaws.NOT_TEXTS)
            return ()
        if not given:
            self.wrong(name, flaws.EMPTY)
        if len(given) > most:
            self.wrong(name, flaws.TOO_MANY, most=most)
            return ()
        return tuple(self._fitting(f"{name}[{n}]", one, longest) for n, one in enumerate(given, 1))

    def number(self, name: str, least: float, most: float) -> float | None:
        """Return a number within bounds, None where there is none."""
        if not self.has(name):
            return None
        value = self.members[name]
        if not isinstance(value, int | float) or isinstance(value, bool):
            self.wrong(name, flaws.NOT_NUMBER)
        elif not least <= value <= most:
            self.wrong(name, flaws.NOT_BETWEEN, least=least, most=most)
        else:
            return float(value)
        return None

    def whole(self, name: str, least: int, most: int) -> int | None:
        """Return a whole number within bounds, None where there is none."""
        if not self.has(name):
            return None
        value = self.members[name]
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.wrong(name, flaws.NOT_WHOLE, least=least, most=most)
        return None

    def switch(self, name: str) -> bool | None:
        """Return true or false, None where there is neither."""
        return self.take(name, bool, flaws.NOT_SWITCH)

    def one_of(self, name: str, known: Collection[str], default: str = "") -> str:
        """Return one of some words; `default` where there is none."""
        if not self.has(name):
            return default
        value = self.members[name]
        if isinstance(value, str) and value in known:
            return value
        self.wrong(name, flaws.NOT_ONE_OF, known=", ".join(known))
        return default

    def table(self, name: str) -> "Table | None":
        """Return a table, None where there is none."""
        if not self.has(name):
            return None
        return Table.of(self.members[name], self.path(name), self.notes)

    def tables(self, name: str, most: int) -> "list[Table]":
        """Return the tables of a list; none where there is none."""
        if not self.has(name):
            return []
        value = self.members[name]
        if not isinstance(value, list):
            self.wrong(name, flaws.NOT_TABLES)
            return []
        if len(value) > most:
            self.wrong(name, flaws.TOO_MANY, most=most)
        return [
            Table.of(one, f"{self.path(name)}[{n}]", self.notes)
            for n, one in enumerate(value[:most], 1)
        ]

    def others(self) -> "dict[str, object]":
        """Return every member, for a table whose names are not ours; nothing is unknown then."""
        self._known |= dict.fromkeys(self.members)
        return dict(self.members)

    def end(self) -> None:
        """Note every member that nobody asked for."""
        for name in self.members:
            if name not in self._known:
                self.wrong(name, flaws.UNKNOWN, known=", ".join(self._known))

    def _fitting(self, name: str, value: str, most: int) -> str:
        if len(value) > most:
            self.wrong(name, flaws.TOO_LONG, most=most)
            return ""
        return value
