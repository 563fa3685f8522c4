"""Dropping files into a folder, for systems that pick them up there."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp
from typing import Final

from ...clock import as_utc
from ...errors import DeliveryFailed
from ...workflow.delivery import Enclosure, Outgoing, Receipt

_UNFIT: Final = re.compile(r'[\\/:*?"<>|\s]+')
_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_NAME_BYTES: Final = 180
_KEY_DIGITS: Final = 10
_MANIFEST: Final = ".manifest.json"
_SUFFIX: Final = re.compile(r"\.[A-Za-z0-9]{1,8}$")
_FIXED: Final = (".txt", ".html", _MANIFEST)


class FileChannel:
    """Drops each item into a folder: ``NAME.txt``, if it has a page ``NAME.html``, and its papers.

    A file appears whole or not at all, and ``NAME.manifest.json`` after all others: who picks up
    what a manifest lists takes only what is complete. It names the item's key, subject and moment,
    its letter, and every file with size and SHA-256.
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

    def deliver(self, outgoing: Outgoing, enclosures: Sequence[Enclosure]) -> Receipt | None:
        """Write the item's files; raise DeliveryFailed, temporary, when the folder refuses."""
        plain = safe_name(outgoing.name or outgoing.subject)
        digits = sha256(outgoing.key.encode("utf-8", "replace")).hexdigest()[:_KEY_DIGITS]
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            stems = (plain, f"{plain}-{digits}")
            if not any(self._is_complete(stem, outgoing.key) for stem in stems):
                contents = _contents(outgoing, enclosures)
                if not self._take(
                    plain, {**contents, _MANIFEST: _manifest(outgoing, plain, contents)}
                ):
                    manifest = _manifest(outgoing, stems[1], contents)
                    self._write_over(stems[1], {**contents, _MANIFEST: manifest})
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
        return None

    def _is_complete(self, stem: str, key: str) -> bool:
        """Say whether the item was dropped under a name before, with everything in its place."""
        try:
            listed = json.loads((self._folder / f"{stem}{_MANIFEST}").read_bytes())
            return listed["key"] == key and all(
                sha256((self._folder / Path(file["name"]).name).read_bytes()).hexdigest()
                == file["sha256"]
                for file in listed["files"]
            )
        except (FileNotFoundError, ValueError, LookupError, TypeError):
            return False

    def _take(self, stem: str, contents: Mapping[str, bytes]) -> bool:
        """Write the files under a free name; False when somebody else's content has it."""
        for suffix in {**dict.fromkeys(_FIXED), **contents}:
            path = self._folder / f"{stem}{suffix}"
            if path.exists() and path.read_bytes() != contents.get(suffix):
                return False
        for suffix, content in contents.items():
            self._sync_before(suffix)
            if not self._write_new(f"{stem}{suffix}", content):
                return False
        return True

    def _sync_before(self, suffix: str) -> None:
        """Let nobody see the manifest, after a power cut either, before what it lists."""
        if suffix == _MANIFEST:
            _sync_folder(self._folder)

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

    def _write_over(self, stem: str, contents: Mapping[str, bytes]) -> None:
        for suffix, content in contents.items():
            self._sync_before(suffix)
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


def _contents(outgoing: Outgoing, enclosures: Sequence[Enclosure]) -> dict[str, bytes]:
    """Give what an item comes to as files, by the end of their names."""
    contents = {".txt": outgoing.text.encode("utf-8", "replace")}
    if outgoing.html:
        contents[".html"] = outgoing.html.encode("utf-8", "replace")
    for number, paper in enumerate(enclosures, start=1):
        suffix = _SUFFIX.search(paper.name)
        ending = suffix[0].lower() if suffix else ".bin"
        is_taken = ending in contents or ending in _FIXED
        contents[f"_{number}{ending}" if is_taken else ending] = paper.content
    return contents


def _manifest(outgoing: Outgoing, stem: str, contents: Mapping[str, bytes]) -> bytes:
    listed = {
        "key": outgoing.key,
        "subject": outgoing.subject,
        "created": as_utc(outgoing.created_at).isoformat(),
        "letter": outgoing.letter,
        "files": [
            {
                "name": f"{stem}{suffix}",
                "size": len(content),
                "sha256": sha256(content).hexdigest(),
            }
            for suffix, content in contents.items()
        ],
    }
    text = json.dumps(listed, ensure_ascii=False, indent=2)
    return f"{text}\n".encode("utf-8", "replace")


def safe_paper_name(text: str) -> str:
    """Make a file name of a paper's name; however long that is, it keeps its ending."""
    found = _SUFFIX.search(text)
    ending = found[0] if found else ""
    return f"{safe_name(text.removesuffix(ending))}{ending}"


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # Windows can't open a folder, and needs no such call
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
