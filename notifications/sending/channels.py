"""Ways out of the database: what a channel is, and the one that drops files into a folder."""

from __future__ import annotations

import os
import re
import unicodedata
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp
from typing import Final, Protocol

from ...errors import DeliveryFailed
from ...workflow.values import Outgoing

_UNFIT: Final = re.compile(r'[\\/:*?"<>|\s]+')
_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_NAME_BYTES: Final = 180
_KEY_DIGITS: Final = 10


class Channel(Protocol):
    """One way to deliver; the same key may be given again and must do no harm."""

    @property
    def name(self) -> str:
        """The channel's name, as outgoing items name it."""
        ...

    def deliver(self, outgoing: Outgoing) -> None:
        """Deliver one item; raise DeliveryFailed with ``is_permanent``."""
        ...


class FileChannel:
    """Drops each item into a folder as ``NAME.txt`` and, if it has one, ``NAME.html``.

    A file appears whole or not at all.
    Delivered again, an item finds its files and leaves them; another item of the same name but
    other content gets a name of its own, made from its key.
    The address is not used: the folder is the address.
    """

    def __init__(self, folder: Path | str, *, name: str = "file") -> None:
        self._folder = Path(folder)
        self._name = name

    @property
    def name(self) -> str:
        """The channel's name."""
        return self._name

    def deliver(self, outgoing: Outgoing) -> None:
        """Write the item's files; raise DeliveryFailed, temporary, when the folder refuses."""
        contents = {".txt": outgoing.text.encode("utf-8", "replace")}
        if outgoing.html:
            contents[".html"] = outgoing.html.encode("utf-8", "replace")
        plain = safe_name(outgoing.name or outgoing.subject)
        digits = sha256(outgoing.key.encode("utf-8", "replace")).hexdigest()[:_KEY_DIGITS]
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if not self._take(plain, contents):
                self._write_over(f"{plain}-{digits}", contents)
            _sync_folder(self._folder)
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise DeliveryFailed(
                channel=self._name,
                address=str(self._folder),
                why=why,
                why_zh=f"无法写入文件夹（{why}）",
                is_permanent=False,
            ) from error

    def _take(self, stem: str, contents: dict[str, bytes]) -> bool:
        """Write the files under a free name; False when somebody else's content has it."""
        for suffix in (".txt", ".html"):
            path = self._folder / f"{stem}{suffix}"
            if path.exists() and path.read_bytes() != contents.get(suffix):
                return False
        return all(self._write_new(f"{stem}{s}", content) for s, content in contents.items())

    def _write_new(self, name: str, content: bytes) -> bool:
        path = self._folder / name
        if path.exists():
            return path.read_bytes() == content
        temporary = self._temporary(content)
        try:
            # A link, unlike a rename, never replaces what another process put there meanwhile.
            os.link(temporary, path)
        except FileExistsError:
            return path.read_bytes() == content
        except OSError:  # a file system without links
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        return True

    def _write_over(self, stem: str, contents: dict[str, bytes]) -> None:
        for suffix, content in contents.items():
            temporary = self._temporary(content)
            try:
                temporary.replace(self._folder / f"{stem}{suffix}")
            finally:
                temporary.unlink(missing_ok=True)

    def _temporary(self, content: bytes) -> Path:
        handle, name = mkstemp(prefix=".guatu-", suffix=".part", dir=self._folder)
        path = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            path.chmod(0o644)
        except OSError:
            path.unlink(missing_ok=True)
            raise
        return path


def safe_name(text: str) -> str:
    """Make a file name of any text: one path segment, Chinese kept, never hidden or reserved."""
    normal = unicodedata.normalize("NFC", text)
    seen = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in normal)
    name = _UNFIT.sub("_", seen).strip("._ ")
    while len(name.encode()) > _NAME_BYTES:
        name = name[:-1]
    if not name:
        return "untitled"
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # Windows can't open a folder, and needs no such call
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
