"""Tables as Parquet, with the types of their columns; through pyarrow, which is optional."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from alliancekg.errors import UsageError
from alliancekg.tableschemas import Cell, Row

if TYPE_CHECKING:
    import pyarrow

_DIGITS: Final = 38, 76  # of a decimal of 128 and of 256 bits


def need() -> None:
    """Raise UsageError where pyarrow is not installed."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise UsageError(
            "parquet: needs pyarrow, which is not installed; expected pyarrow 18 or later."
            " Fix: python -m pip install 'alliancekg[parquet]', or write --format csv"
        ) from None


def parquet(fields: Sequence[Mapping[str, Any]], rows: Sequence[Row]) -> bytes:
    """Return a table as a file of Parquet: dates as days, decimal numbers exactly."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = list(zip(*rows, strict=True)) if rows else [() for _ in fields]
    made = [_column(field["type"], cells) for field, cells in zip(fields, columns, strict=True)]
    schema = pa.schema(
        [
            pa.field(
                field["name"],
                column.type,
                nullable=not field.get("constraints", {}).get("required", False),
                metadata={"description": field["description"]},
            )
            for field, column in zip(fields, made, strict=True)
        ]
    )
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(made, schema=schema), out, compression="zstd")
    return out.getvalue()


def _column(kind: str, cells: Sequence[Cell]) -> pyarrow.Array[Any]:
    import pyarrow as pa

    if kind == "number":
        numbers = [None if cell is None else Decimal(str(cell)) for cell in cells]
        return pa.array(numbers, _decimal(numbers))
    if kind == "date":
        days = [None if cell is None else date.fromisoformat(str(cell)) for cell in cells]
        return pa.array(days, pa.date32())
    types = {"integer": pa.int64(), "boolean": pa.bool_(), "string": pa.string()}
    return pa.array(list(cells), types[kind])


def _decimal(numbers: Sequence[Decimal | None]) -> pyarrow.DataType:
    """Return the decimal type that holds these numbers exactly."""
    import pyarrow as pa

    known = [number.as_tuple() for number in numbers if number is not None]
    scale = max((-int(number.exponent) for number in known), default=0)
    whole = max((len(n.digits) + int(n.exponent) for n in known), default=1)
    digits = max(whole, 1) + max(scale, 0)
    if digits > _DIGITS[1]:
        raise UsageError(
            f"parquet: a number has {digits} digits; expected {_DIGITS[1]} at most."
            " Fix: write --format csv"
        )
    make = pa.decimal128 if digits <= _DIGITS[0] else pa.decimal256
    return make(_DIGITS[digits > _DIGITS[0]], max(scale, 0))
