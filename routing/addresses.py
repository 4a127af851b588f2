"""Numbers in addresses and forms that name a row: what no key of the database can be is found nowhere."""

from typing import Any, Final

from werkzeug.routing import IntegerConverter, ValidationError

LARGEST_KEY: Final = 2**31 - 1  # of PostgreSQL's integer; SQLite's are larger


class KeyConverter(IntegerConverter):
    """`<int:document_id>`, as far as a key can reach: beyond it lies 404, not a broken statement."""

    def to_python(self, value: str) -> Any:
        number = super().to_python(value)
        if number > LARGEST_KEY:
            raise ValidationError
        return number


def key(value: Any) -> int:
    """A key sent with a form; what is none becomes 0, which no row bears, and is refused where a row is due."""
    number = int(value) if str(value).isdecimal() else 0
    return number if number <= LARGEST_KEY else 0
