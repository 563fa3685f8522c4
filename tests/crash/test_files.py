"""A process is killed while a file comes in: what is left of it is cleared away later."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import UTC, datetime, timedelta

from guatu.store import FolderStorage

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LATER = datetime(2100, 1, 1, tzinfo=UTC)

PUTTING = """
import sys
from datetime import UTC, datetime
from guatu.store import FolderStorage

class Halting:
    left = 3
    def read(self, size, /):
        if self.left == 0:
            print("half", flush=True)
            sys.stdin.read()
        self.left -= 1
        return b"x" * size

FolderStorage(sys.argv[1]).put(Halting(), at=datetime.now(UTC))
"""


def test_a_process_killed_while_a_file_comes_in_leaves_no_content(tmp_path) -> None:
    folder = FolderStorage(tmp_path)
    kept = folder.put(io.BytesIO(b"whole"), at=NOW).digest
    child = subprocess.Popen(
        [sys.executable, "-c", PUTTING, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "half\n"

    child.kill()
    child.communicate()

    (left,) = (tmp_path / ".incoming").iterdir()
    assert left.stat().st_size > 0
    assert [*folder.stale(before=LATER)] == [kept]
    assert [*(tmp_path / ".incoming").iterdir()] == []
    assert [*folder.stale(before=NOW + timedelta(seconds=1))] == [kept]
