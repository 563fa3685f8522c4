"""A ledger of deliveries that many processes write at once, in place of real channels."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

from guatu import Settings, Smtp
from guatu.notifications import FileChannel, SmtpChannel
from guatu.workflow.values import Outgoing


class Ledger:
    """A file with one line a delivery: the key, a tab, the process that delivered."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def settings(self, *, mails: bool = True, **more: Any) -> Settings:
        """Give settings under which letters, and with ``mails`` notices too, are delivered.

        Nothing waits for office hours: the tests run at any.
        """
        smtp = Smtp(host="mail.invalid", sender="office@example.org") if mails else None
        return Settings(letters_folder=self.file.parent, smtp=smtp, hold_notices=False, **more)

    def take_over(self) -> None:
        """Write into the ledger what this process delivers from now on, and deliver nothing."""

        def deliver(_channel: object, outgoing: Outgoing, _papers: object) -> None:
            self.write(outgoing)

        FileChannel.deliver = deliver  # type: ignore[method-assign,assignment]
        SmtpChannel.deliver = deliver  # type: ignore[method-assign,assignment]

    def write(self, outgoing: Outgoing) -> None:
        """Append one delivery; a line is written whole or not at all."""
        handle = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        try:
            os.write(handle, f"{outgoing.key}\t{os.getpid()}\n".encode())
        finally:
            os.close(handle)

    def counts(self) -> Counter[str]:
        """Tell how many times each key was delivered."""
        lines = self.file.read_text().splitlines() if self.file.exists() else []
        return Counter(line.split("\t")[0] for line in lines)
