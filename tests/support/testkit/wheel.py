"""Print what a wheel holds, one path a line, its version left open: ``make wheel-list``."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from zipfile import ZipFile


def contents(wheel: Path) -> list[str]:
    """Give the wheel's files, sorted, the version written as VERSION."""
    with ZipFile(wheel) as archive:
        names = archive.namelist()
    return sorted(re.sub(r"^guatu-[^/]+\.dist-info/", "guatu-VERSION.dist-info/", n) for n in names)


if __name__ == "__main__":
    print("\n".join(contents(Path(sys.argv[1]))))
