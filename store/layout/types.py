"""Column types that keep what they are given, on every database."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import JSON, BigInteger, DateTime, TypeDecorator
from sqlalchemy.engine import Dialect

from ...clock import as_utc


class Moment(TypeDecorator[datetime]):
    """An aware moment, stored as UTC; a naive one is refused.

    SQLite drops offsets, so there the stored text is the UTC wall time.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Use timestamptz on PostgreSQL."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Bring a moment to UTC; raise NaiveMoment when it has no zone."""
        if value is None:
            return None
        moment = as_utc(value)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> datetime | None:
        """Give the moment back as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Amount(TypeDecorator[Decimal]):
    """An exact amount with four places behind the point, stored as a whole number of ten-thousandths.

    So sums are exact on every database; ``sum`` of a column gives ten-thousandths.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(
        self,
        value: Decimal | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> int | None:
        """Give the ten-thousandths of an amount."""
        return None if value is None else int((value * TEN_THOUSAND).to_integral_value())

    def process_result_value(
        self,
        value: int | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> Decimal | None:
        """Give the amount of ten-thousandths."""
        return None if value is None else Decimal(value) / TEN_THOUSAND


TEN_THOUSAND: Final = 10_000

Data = JSON(none_as_null=True)
