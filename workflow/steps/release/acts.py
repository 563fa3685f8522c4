"""From draft to seal: 拟稿, 核稿, 签发, 编号, 用印 (条例 Art. 20-25), and 作废 and 归档."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from ....definitions.letters import TO_FILL
from ....errors import LetterFailed
from ...correspondence import LetterState, SealImage, code_of, digest_of
from ..correspondents import barred, parties
from .page import Page
from .standing import (
    refused,
    require_clerk,
    require_reason,
    require_signer,
    require_state,
)

UPWARD: Final = frozenset({"请示", "报告"})
"""文种 of letters to a superior, which name who signed them (签发人, GB/T 9704 7.2.6)."""

SEALED_LAYOUTS: Final = frozenset({"文件", "信函"})
VOIDABLE: Final[tuple[LetterState, ...]] = (
    *("draft", "reviewed", "signed", "numbered"),
    *("sealed", "delivered", "received"),
)
SEAL_BYTES: Final = 2_000_000
_IMAGES: Final = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}


def revise(page: Page, source: str, *, why: str) -> None:
    """Replace the text of a letter that is not signed yet; what was reviewed is a draft again."""
    require_clerk(page, "revise this letter", "修改此件")
    require_state(page, ("draft", "reviewed"), "revised", "修改")
    require_reason(why, "revise", "修改函件")
    written = page.means.scribe.read(source, letter=page.letter.spec)
    if written.body.get("layout", "文件") != page.letter.body.get("layout", "文件"):
        what, what_zh = "the 版式 of a letter is its template's", "版式由模板确定，不能改动"
        raise LetterFailed(
            letter=page.letter.spec, line=1, what=what, what_zh=what_zh, why=what, why_zh=what_zh
        )
    page.show(written)
    page.put(recipients=_named_now(page))
    page.put(state="draft", reviewed_by="", barred=_barred(page))
    page.log("revised", {"digest": digest_of(page.letter.body)}, why=why)


def review(page: Page) -> None:
    """Find a draft fit to be signed (核稿)."""
    require_clerk(page, "review this letter", "核稿")
    require_state(page, ("draft",), "reviewed", "核稿")
    require_issuable(page, "reviewed", "核稿")
    page.put(state="reviewed", reviewed_by=page.by)
    page.log("reviewed")


def send_back(page: Page, *, why: str) -> None:
    """Give a reviewed letter back to be drafted better (退回)."""
    require_clerk(page, "send this letter back", "退回此件")
    require_state(page, ("reviewed",), "sent back", "退回")
    require_reason(why, "send back", "退回函件")
    page.put(state="draft", reviewed_by="")
    page.log("sent_back", why=why)


def sign(page: Page) -> None:
    """Sign a letter (签发): its content is frozen and hashed, its date is today.

    条例 Art. 9 (12): 成文日期 is the day the head signs.
    """
    require_signer(page)
    require_state(page, ("reviewed",), "signed", "签发")
    require_issuable(page, "signed", "签发")
    values: dict[str, Any] = {"date": in_words(page.today)}
    if page.letter.genre in UPWARD:
        values["approvers"] = (page.person.name,)
    page.rewrite(is_draft=True, **values)
    digest = digest_of(page.letter.body)
    code = code_of(page.letter.key, digest)
    page.rewrite(is_draft=True, code=code)
    page.put(state="signed", signed_by=page.by, signed_at=page.now, digest=digest, code=code)
    page.log("signed", {"digest": digest, "code": code})


def number(page: Page) -> None:
    """Give a signed letter the next number of its issuing code and year (登记编号)."""
    require_clerk(page, "number this letter", "编号")
    require_state(page, ("signed",), "numbered", "编号")
    code = require_issuing_code(page)
    year = page.today.year
    serial = page.uow.letters.next_serial(code, year, page.letter, at=page.now, by=page.by)
    said = f"{code}〔{year}〕{serial}号"
    printed: dict[str, Any] = (
        {"print_date": in_words(page.today)} if page.letter.body.get("printer") else {}
    )
    page.rewrite(number=said, **printed)
    page.put(state="numbered", number=said)
    page.log("numbered", {"number": said})


def seal(page: Page, images: Sequence[bytes]) -> None:
    """Put the seals on a numbered letter (用印).

    ``images`` are PNG or JPEG pictures, one for each signer in their order; none where the seal is
    put on paper by hand.
    """
    require_clerk(page, "seal this letter", "用印")
    require_state(page, ("numbered",), "sealed", "用印")
    if page.letter.body.get("layout", "文件") not in SEALED_LAYOUTS:
        raise refused(page, "sealed", "用印", "it carries no seal", "此件不加盖印章")
    kept = [_image(page, content) for content in images]
    signers = len(page.letter.body.get("signers", ()))
    if kept and len(kept) != signers:
        raise refused(
            page,
            "sealed",
            "用印",
            f"it has {signers} signers, and {len(kept)} seals were given",
            f"署名机关 {signers} 个，印章图片 {len(kept)} 个",
        )
    for image in kept:
        page.keep(image)
    digests = tuple(image.digest for image in kept)
    page.put(state="sealed", seals=digests)
    page.log("sealed", {"seals": list(digests)})


def archive(page: Page) -> None:
    """File a letter away when its life is over (归档)."""
    require_clerk(page, "archive this letter", "归档")
    require_state(page, ("delivered", "received"), "archived", "归档")
    page.put(state="archived")
    page.log("archived")


def void(page: Page, *, why: str) -> None:
    """Make a letter void (作废); a number it had is kept as void and never given again."""
    require_clerk(page, "make this letter void", "作废此件")
    require_state(page, VOIDABLE, "made void", "作废")
    require_reason(why, "make void", "作废函件")
    page.put(state="void")
    if page.letter.number:
        page.uow.letters.void_number(page.letter.key, page.now)
    page.log("voided", {"number": page.letter.number}, why=why)


def in_words(day: date) -> str:
    """Write a day as letters do: full year, no leading zero (GB/T 9704 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def _barred(page: Page) -> str:
    letter, unit = page.letter, page.directory.unit
    found = (unit(key) for key in letter.addressees)
    units = [each for each in found if each is not None]
    receivers = parties(page.directory, units, letter.outsiders.values())
    return barred(page.directory, letter.genre, unit(letter.issuer), receivers, letter.body)


def _named_now(page: Page) -> tuple[str, ...]:
    """Name the addressees as the edited text does, where one outside was still to be filled in."""
    letter = page.letter
    written = [name.strip() for name in str(letter.body.get("to", "")).split("、")]
    blank = any(name.startswith(TO_FILL) for name in letter.outsiders.values())
    if not blank or len(written) != len(letter.recipients):
        return letter.recipients
    return tuple(
        said if name.startswith(TO_FILL) else name
        for name, said in zip(letter.recipients, written, strict=True)
    )


def require_issuable(page: Page, done: str, done_zh: str) -> None:
    """Raise LetterRefused for a letter that may not be issued as it is, or is not filled in."""
    if page.letter.barred:
        raise refused(page, done, done_zh, page.letter.barred, page.letter.barred)
    if places := page.means.scribe.unfilled(page.letter.body):
        named = "、".join(places)
        raise refused(page, done, done_zh, f"fill in first {named}", f"尚有未填写的内容：{named}")


def require_issuing_code(page: Page) -> str:
    """Give the code the issuing unit's letters are numbered under; raise LetterRefused for none."""
    unit = page.directory.unit(page.letter.issuer)
    if unit is not None and unit.code:
        return unit.code
    name = unit.title if unit else page.letter.issuer
    raise refused(
        page,
        "numbered",
        "编号",
        f"{name} has no issuing code; give it one in the roster",
        f"{name}没有机关代字，请先在名册中登记",
    )


def _image(page: Page, content: bytes) -> SealImage:
    is_image = any(content.startswith(signs) for signs in _IMAGES)
    if not is_image or len(content) > SEAL_BYTES:
        raise refused(
            page,
            "sealed",
            "用印",
            f"a seal is a PNG or JPEG picture of at most {SEAL_BYTES} bytes",
            f"印章须为 PNG 或 JPEG 图片，不超过 {SEAL_BYTES} 字节",
        )
    return SealImage(digest=hashlib.sha256(content).hexdigest(), content=content)
