"""Writes definitions/samples/ledger.xlsx: 60 good rows and 6 bad ones, the same every time."""

from __future__ import annotations

import sys
from pathlib import Path

from guatu.demo.ledger import make_rows, write_ledger

TARGET = Path(__file__).resolve().parents[1] / "definitions" / "samples" / "ledger.xlsx"
ROWS, SEED = 60, 2026


def main() -> int:
    """Write the sample, at another path if one is given."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    write_ledger(target, make_rows(ROWS, SEED), bad=True)
    print(target)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
