"""What every storage of contents does: the folder an office has, and one a host brings."""

from __future__ import annotations

import io
import os
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from guatu.errors import ContentLost, UnwritableFile
from guatu.store import FolderStorage
from guatu.workflow.filing import Storage, Stored
from testkit.storages import BrokenStream, MemoryStorage

WORDS = "青石数据中心项目".encode() * 1_000
DIGEST = sha256(WORDS).hexdigest()
SECOND = timedelta(seconds=1)
UNKNOWN = "0" * 64


@pytest.fixture(params=["folder", "memory"])
def storage(request, tmp_path: Path) -> Storage:
    return FolderStorage(tmp_path / "files") if request.param == "folder" else MemoryStorage()


@pytest.fixture
def folder(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "files")


@pytest.fixture
def now(clock):
    return clock.now()


def read(storage: Storage, digest: str) -> bytes:
    with storage.open(digest) as stream:
        return stream.read()


def files_in(folder: FolderStorage) -> list[str]:
    found = folder.folder.rglob("*")
    return sorted(str(path.relative_to(folder.folder)) for path in found if path.is_file())


def test_what_is_put_is_known_by_its_content(storage, now) -> None:
    stored = storage.put(io.BytesIO(WORDS), at=now)

    assert stored == Stored(digest=DIGEST, size=len(WORDS))
    assert read(storage, DIGEST) == WORDS


def test_the_same_content_is_kept_once(storage, now) -> None:
    twice = [storage.put(io.BytesIO(WORDS), at=now) for _ in range(2)]

    assert twice[0] == twice[1]
    assert list(storage.stale(before=now + SECOND)) == [DIGEST]


def test_nothing_is_left_of_a_stream_that_breaks(storage, now) -> None:
    with pytest.raises(ConnectionError):
        storage.put(BrokenStream(WORDS), at=now)

    assert list(storage.stale(before=now + SECOND)) == []
    with pytest.raises(ContentLost):
        storage.open(DIGEST)


@pytest.mark.parametrize("digest", [UNKNOWN, "", "..", "../../secret", "AB" * 32])
def test_what_is_not_there_can_not_be_opened(storage, digest) -> None:
    with pytest.raises(ContentLost):
        storage.open(digest)


def test_only_what_is_there_is_renewed(storage, now) -> None:
    storage.put(io.BytesIO(WORDS), at=now)

    assert [storage.renew(digest, at=now) for digest in (DIGEST, UNKNOWN)] == [True, False]


def test_what_was_put_or_renewed_since_is_not_stale(storage, now) -> None:
    storage.put(io.BytesIO(WORDS), at=now)
    other = storage.put(io.BytesIO(b"other"), at=now).digest
    storage.renew(DIGEST, at=now + 2 * SECOND)

    assert list(storage.stale(before=now)) == []
    assert list(storage.stale(before=now + SECOND)) == [other]


def test_what_was_renewed_meanwhile_is_not_removed(storage, now) -> None:
    storage.put(io.BytesIO(WORDS), at=now)
    (found,) = storage.stale(before=now + SECOND)
    storage.renew(found, at=now + 2 * SECOND)

    assert storage.remove(found, before=now + SECOND) is False
    assert read(storage, DIGEST) == WORDS


def test_what_is_stale_is_removed_once(storage, now) -> None:
    storage.put(io.BytesIO(WORDS), at=now)

    removed = [storage.remove(DIGEST, before=now + SECOND) for _ in range(2)]

    assert removed == [True, False]
    with pytest.raises(ContentLost):
        storage.open(DIGEST)


# --- the folder -----------------------------------------------------------------------------


def test_a_content_stands_in_the_folder_under_its_digest(folder, now) -> None:
    folder.put(io.BytesIO(WORDS), at=now)

    assert files_in(folder) == [f"{DIGEST[:2]}/{DIGEST}"]


def test_a_content_that_was_damaged_is_made_whole_by_putting_it_again(folder, now) -> None:
    folder.put(io.BytesIO(WORDS), at=now)
    (folder.folder / DIGEST[:2] / DIGEST).write_bytes(b"damaged")

    folder.put(io.BytesIO(WORDS), at=now)

    assert read(folder, DIGEST) == WORDS


def test_what_a_killed_process_left_half_written_is_cleared_away_later(folder, now) -> None:
    folder.put(io.BytesIO(WORDS), at=now)
    left = folder.folder / ".incoming" / "new-abc"
    left.write_bytes(b"half")
    os.utime(left, (now.timestamp(), now.timestamp()))

    found = [list(folder.stale(before=now)), left.exists()]
    found += [list(folder.stale(before=now + SECOND)), left.exists()]

    assert found == [[], True, [DIGEST], False]


def test_what_a_process_was_killed_over_removing_comes_back(folder, now) -> None:
    folder.put(io.BytesIO(WORDS), at=now)
    path = folder.folder / DIGEST[:2] / DIGEST
    path.rename(folder.folder / ".incoming" / f"going-{DIGEST}")

    assert list(folder.stale(before=now)) == []
    assert read(folder, DIGEST) == WORDS


def test_a_folder_that_can_not_be_written_says_so(tmp_path, now) -> None:
    (tmp_path / "files").write_text("a file where the folder should be")

    with pytest.raises(UnwritableFile, match="disk has room"):
        FolderStorage(tmp_path / "files").put(io.BytesIO(WORDS), at=now)
