"""Contents of files in a folder, each under its digest: the Storage an office has by default."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from ..errors import ContentLost, UnwritableFile
from ..workflow.filing import Readable, Stored

PIECE = 1 << 20
NEW, GOING = "new-", "going-"
DIGEST = re.compile(r"[0-9a-f]{64}")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class FolderStorage:
    """Keeps contents in a folder as ``ab/abcd…``, where ``abcd…`` is the SHA-256.

    A content is written to ``.incoming``, synced, and then renamed, so that it is there whole or
    not at all. When it was last put or renewed is its modification time.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        self._incoming = self.folder / ".incoming"

    def put(self, stream: Readable, /, *, at: datetime) -> Stored:
        """Keep a content; one that is there already is written anew, and so made whole again."""
        with _failing(self.folder):
            self._incoming.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=NEW, dir=self._incoming)
        waiting = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                stored = self._copy(stream, file)
            with _failing(self.folder):
                _set_moment(waiting, at)
                path = self._path(stored.digest)
                path.parent.mkdir(exist_ok=True)
                waiting.replace(path)
                _sync(path.parent)
                _sync(self.folder)
        except BaseException:
            with suppress(OSError):
                waiting.unlink(missing_ok=True)
            raise
        return stored

    def _copy(self, stream: Readable, file: BinaryIO) -> Stored:
        seen, size = sha256(), 0
        while piece := stream.read(PIECE):
            seen.update(piece)
            size += len(piece)
            with _failing(self.folder):
                file.write(piece)
        with _failing(self.folder):
            file.flush()
            os.fsync(file.fileno())
        return Stored(digest=seen.hexdigest(), size=size)

    def open(self, digest: str, /) -> BinaryIO:
        """Open a content; raise ContentLost."""
        try:
            if DIGEST.fullmatch(digest):
                return self._path(digest).open("rb")
        except FileNotFoundError:
            pass
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise _lost(digest, f"it can't be read ({why})", f"无法读取（{why}）") from error
        raise _lost(digest, "it is not in the files' folder", "文件夹中没有它")

    def renew(self, digest: str, /, *, at: datetime) -> bool:
        """Count a content as put at that moment; False when it is not there."""
        with _failing(self.folder):
            try:
                _set_moment(self._path(digest), at)
            except FileNotFoundError:
                return False
        return True

    def stale(self, *, before: datetime) -> Iterator[str]:
        """Give the digests of contents last put or renewed before a moment."""
        self._tidy(before)
        for path in self.folder.glob("[0-9a-f][0-9a-f]/*"):
            with suppress(FileNotFoundError):
                if DIGEST.fullmatch(path.name) and _moment(path) < _nanoseconds(before):
                    yield path.name

    def remove(self, digest: str, /, *, before: datetime) -> bool:
        """Remove a content last put or renewed before a moment.

        It is taken aside before its moment is read, so that nobody can renew it in between.
        """
        path, aside = self._path(digest), self._incoming / f"{GOING}{digest}"
        with _failing(self.folder):
            self._incoming.mkdir(parents=True, exist_ok=True)
            try:
                path.replace(aside)
                if _moment(aside) >= _nanoseconds(before):
                    self._put_back(aside)
                    return False
                aside.unlink()
            except FileNotFoundError:
                return False
        return True

    def _tidy(self, before: datetime) -> None:
        """Clear away what killed processes left: what came in half, what was taken aside."""
        for path in self._incoming.glob("*"):
            with suppress(FileNotFoundError):
                if path.name.startswith(GOING):
                    self._put_back(path)
                elif _moment(path) < _nanoseconds(before):
                    path.unlink()

    def _put_back(self, aside: Path) -> None:
        path = self._path(aside.name.removeprefix(GOING))
        if path.exists():
            aside.unlink()
        else:
            aside.replace(path)

    def _path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest


def _nanoseconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1) * 1_000


def _moment(path: Path) -> int:
    return path.stat().st_mtime_ns


def _set_moment(path: Path, at: datetime) -> None:
    os.utime(path, ns=(_nanoseconds(at), _nanoseconds(at)))


def _sync(folder: Path) -> None:
    """Make a rename last; where folders can't be synced (Windows) it is left to the system."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _failing(folder: Path) -> Iterator[None]:
    """Say in a sentence that the folder refuses."""
    try:
        yield
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UnwritableFile(
            file=folder,
            why=why,
            why_zh=why,
            mend="See that its disk has room and that this user may write to it.",
            mend_zh="请检查磁盘空间，并为当前用户开放该文件夹的写权限。",
        ) from error


def _lost(digest: str, why: str, why_zh: str) -> ContentLost:
    return ContentLost(
        name=digest,
        digest=digest,
        why=why,
        why_zh=why_zh,
        mend="Restore it from the backup of the files' folder.",
        mend_zh="请从文件夹的备份中恢复。",
    )
