"""Messages to group robots (企业微信, 钉钉, 飞书 and others): the only door to ``apprise``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ...errors import DeliveryFailed, ExtraMissing, UnusableChannel
from ...workflow.delivery import Enclosure, Outgoing, Receipt
from ..writing.inert import cleaned

library: Any = None
try:
    import apprise
except ModuleNotFoundError:
    pass  # the extra guatu[im] is not installed: naming a robot among the settings says so
else:
    library = apprise

MOST: Final = 600
"""How many characters a message may have: the strictest robot, 企业微信, takes 2,048 bytes."""

_MORE: Final = "……（全文见系统）"
_WHY: Final = 200


class ImChannel:
    """Says each item in a group chat, through the robot an apprise URL names.

    Papers do not travel this way, and a robot gives no receipt. A message longer than a robot takes
    is cut. ``patience`` is in seconds. The URL holds the robot's key and is never shown.
    Raises ExtraMissing without the extra ``im``, UnusableChannel for a URL apprise can't read.
    """

    def __init__(self, url: str, *, name: str, patience: float = 30.0) -> None:
        if library is None:
            raise ExtraMissing(extra="im")
        asset = library.AppriseAsset(
            app_id="guatu",
            async_mode=False,
            allow_templates=False,
            secure_logging=True,
            storage_mode=library.PersistentStoreMode.MEMORY,
        )
        # Kept, because it also keeps the pace a robot allows.
        self._robot = library.Apprise(asset=asset)
        self._name = name
        self._patience = patience
        if not self._robot.add(url):
            raise UnusableChannel(
                name=name,
                why="its address is none that apprise knows",
                why_zh="地址无法识别",
                mend="Write it like wecombot://KEY, dingtalk://TOKEN or feishu://TOKEN.",
                mend_zh="请写成 wecombot://密钥、dingtalk://令牌 或 feishu://令牌。",
            )

    @property
    def name(self) -> str:
        """The channel's name."""
        return self._name

    def deliver(
        self,
        outgoing: Outgoing,
        enclosures: Sequence[Enclosure],  # noqa: ARG002 - they do not travel this way
    ) -> Receipt | None:
        """Say one item; raise DeliveryFailed, temporary, when the robot does not take it."""
        done = self._robot.notify(
            body=_fitting(outgoing.text),
            title=cleaned(outgoing.subject),
            body_format=library.NotifyFormat.TEXT,
            interpret_escapes=False,
            timeout=self._patience,
        )
        if not done:
            said = "; ".join(cleaned(entry.message) for entry in done.logs())[:_WHY]
            why = said or "no answer"
            raise DeliveryFailed(
                channel=self._name,
                address=outgoing.address,
                why=why,
                why_zh=f"群机器人未接收（{why}）",
                is_permanent=False,
            )
        return None


def _fitting(text: str) -> str:
    """Cut a message to what a robot takes, and say so."""
    sendable = text.encode("utf-8", "replace").decode("utf-8").strip()
    if len(sendable) <= MOST:
        return sendable
    return sendable[: MOST - len(_MORE)] + _MORE
