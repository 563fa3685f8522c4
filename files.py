"""The office's files: received, checked, filed to cases, and given out to those who may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import BinaryIO, cast

from .errors import (
    AuditorsOnlyLook,
    ContentLost,
    FileRefused,
    FilesOff,
    UnknownFile,
    UnknownMaterial,
    UnknownPerson,
)
from .settings import Settings
from .store import FileArchive, FolderStorage, SqlStore
from .workflow.engine import Engine
from .workflow.explain import MaterialState, material_states
from .workflow.filing import (
    Bounded,
    Readable,
    Screen,
    Storage,
    disposition,
    head_of,
    is_whole,
    kind_of,
    require_kind,
    tidy_name,
)
from .workflow.transactor import CaseName, Transactor
from .workflow.values import Case, Filed, Received

UNFILED_FOR = timedelta(days=1)
"""How long a content that nobody files is kept."""

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A version of a material on its way to somebody; ``stream`` is his to close.

    ``size`` is in bytes, ``digest`` the SHA-256, proved before the first byte is given.
    """

    name: str
    media_type: str
    size: int
    digest: str
    stream: BinaryIO

    @property
    def disposition(self) -> str:
        """The header ``Content-Disposition`` to send it with: always to be saved, never shown."""
        return disposition(self.name)


class Files:
    """The files of one office.

    Without a storage of the host's they are in ``Settings.files_folder``; without that either,
    what needs one raises FilesOff.
    """

    def __init__(
        self,
        store: SqlStore,
        transactor: Transactor,
        settings: Settings,
        *,
        storage: Storage | None = None,
        screen: Screen | None = None,
    ) -> None:
        if storage is None and settings.files_folder is not None:
            storage = FolderStorage(settings.files_folder)
        self._given = storage
        self._screen = screen
        self._settings = settings
        self._store = store
        self._archive = FileArchive(store)
        self._transactor = transactor
        self._engine = Engine(transactor)

    @property
    def is_on(self) -> bool:
        """Whether this office keeps files."""
        return self._given is not None

    def receive(self, stream: Readable, *, name: str, declared_type: str = "", by: str) -> Received:
        """Check a file and keep its content, reading it in pieces; it is to be filed within a day.

        ``name`` is what the sender calls it, ``declared_type`` the media type he gives it, which is
        not believed. Raises FileRefused with what to do, FilesOff, UnknownPerson, AuditorsOnlyLook,
        UnwritableFile; whatever is raised, nothing of the file stays.
        """
        storage, now = self._storage(), self._transactor.clock.now()
        self._require_sender(by)
        tidy = tidy_name(name)
        kind = kind_of(tidy, self._settings.file_kinds, declared_type=declared_type)
        head = head_of(stream)
        if not head:
            raise _refused(tidy, "it is empty", "文件为空", "Send it again.", "请重新选择文件。")
        require_kind(tidy, kind, head)
        bounded = Bounded(head, stream, limit=self._settings.file_limit, name=tidy)
        stored = storage.put(bounded, at=now)
        received = Received(
            name=tidy, digest=stored.digest, size=stored.size, media_type=kind.media_type
        )
        self._require_clean(storage, received, now)
        return received

    def file(  # noqa: PLR0913 - keyword-only
        self,
        case: CaseName,
        material: str,
        received: Received,
        *,
        by: str,
        note: str = "",
        expect: int | None = None,
        key: str | None = None,
    ) -> Case:
        """File what was received as the next version of a material.

        ``received`` is only ever what ``receive`` gave: whoever could make one up could file, and
        then fetch, any content there is. Raises ContentLost for one that waited too long, and
        whatever ``engine.record`` raises.
        """
        if not self._storage().renew(received.digest, at=self._transactor.clock.now()):
            raise ContentLost(
                name=received.name,
                digest=received.digest,
                why="it was not filed within a day of being received",
                why_zh="接收后超过一天未提交",
                mend="Send it again.",
                mend_zh="请重新上传。",
            )
        return self._engine.record(
            case, by=by, materials={material: received}, note=note, expect=expect, key=key
        )

    def versions(self, case: CaseName, *, by: str | None = None) -> Sequence[MaterialState]:
        """List the materials of a case's flow, each with its versions, the oldest first.

        With ``by`` they are listed for that person: UnknownCase when he may not see the case.
        """
        with self._transactor.reading(case, by=by) as sheet:
            return material_states(sheet)

    def download(self, case: CaseName, material: str, number: int, *, by: str) -> Download:
        """Give out a version of a material to somebody who may see the case.

        Raises UnknownCase when he may not, UnknownMaterial, UnknownFile, and ContentLost when what
        is kept is not, byte for byte, what was filed.
        """
        with self._transactor.reading(case, by=by) as sheet:
            if material not in sheet.flow.materials:
                raise UnknownMaterial(name=material, known=tuple(sheet.flow.materials))
            filed = sheet.materials.get(material, number)
        if filed is None:
            raise UnknownFile(name=f"{material}/{number}")
        if not filed.digest:
            raise _lost(
                filed,
                ("only its name was filed", "当时只登记了文件名"),
                ("File it as the next version.", "请把文件作为新版本提交。"),
            )
        return Download(
            name=filed.name,
            media_type=filed.media_type,
            size=filed.size,
            digest=filed.digest,
            stream=self._proved(filed),
        )

    def tidy(self) -> int:
        """Remove contents that no version names and nobody has put for a day; give how many."""
        storage = self._storage()
        before = self._transactor.clock.now() - UNFILED_FOR
        stale = iter(storage.stale(before=before))
        removed = 0
        while batch := [*islice(stale, BATCH)]:
            named = self._archive.named(batch)
            removed += sum(
                storage.remove(digest, before=before) for digest in batch if digest not in named
            )
        return removed

    def _storage(self) -> Storage:
        if self._given is None:
            raise FilesOff
        return self._given

    def _require_sender(self, by: str) -> None:
        with self._store.reading() as connection:
            person = self._store.rosters.directory(connection).person(by)
        if person is None:
            raise UnknownPerson(name=by)
        if "auditor" in person.roles:
            raise AuditorsOnlyLook(person=person.name, action="", action_zh="", case=0, roles="")

    def _require_clean(self, storage: Storage, received: Received, now: datetime) -> None:
        """Let the screen look; what it does not pass is removed, unless it is filed already."""
        if self._screen is None:
            return
        try:
            with storage.open(received.digest) as content:
                found = cast("object", self._screen(content, received))  # a host's, so anything
        except Exception as error:
            self._discard(storage, received, now)
            raise _unscreened(received.name) from error
        if found == "":
            return
        self._discard(storage, received, now)
        if not isinstance(found, str):
            raise _unscreened(received.name)
        again = ("Send a file without it.", "请更换文件后再上传。")
        raise _refused(received.name, found, found, *again)

    def _discard(self, storage: Storage, received: Received, now: datetime) -> None:
        if not self._archive.named([received.digest]):
            storage.remove(received.digest, before=now + timedelta(microseconds=1))

    def _proved(self, filed: Filed) -> BinaryIO:
        """Open a content at its start after reading it whole once; raise ContentLost."""
        stream = self._opened(filed)
        try:
            _require_whole(stream, filed)
            if not stream.seekable():
                stream.close()
                return self._opened(filed)
            stream.seek(0)
        except BaseException:
            stream.close()
            raise
        return stream

    def _opened(self, filed: Filed) -> BinaryIO:
        try:
            return self._storage().open(filed.digest)
        except ContentLost as lost:
            why = (f"its content is lost: {lost.why}", f"内容缺失：{lost.why_zh}")
            raise _lost(filed, why, _backup(filed)) from lost


def _require_whole(stream: BinaryIO, filed: Filed) -> None:
    if not is_whole(stream, digest=filed.digest, size=filed.size):
        changed = ("its content was changed after it was filed", "内容在提交后被改动")
        raise _lost(filed, changed, _backup(filed))


def _refused(name: str, why: str, why_zh: str, mend: str, mend_zh: str) -> FileRefused:
    return FileRefused(name=name, why=why, why_zh=why_zh, mend=mend, mend_zh=mend_zh)


def _unscreened(name: str) -> FileRefused:
    return _refused(
        name,
        "it could not be screened",
        "未能完成安全检查",
        "Try again later; tell whoever runs the office if it stays so.",
        "请稍后再试；一直如此请告知管理员。",
    )


def _backup(filed: Filed) -> tuple[str, str]:
    return (
        f"Restore {filed.digest} from the backup of the files.",
        f"请从文件备份中恢复 {filed.digest}。",
    )


def _lost(filed: Filed, why: tuple[str, str], mend: tuple[str, str]) -> ContentLost:
    return ContentLost(
        name=filed.name,
        digest=filed.digest,
        why=why[0],
        why_zh=why[1],
        mend=mend[0],
        mend_zh=mend[1],
    )
