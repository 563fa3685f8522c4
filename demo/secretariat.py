"""The secretariat of the demonstration: letters are reviewed, signed, numbered, sealed and sent."""

from __future__ import annotations

from collections import Counter

from ..definitions.lamps import FIELD
from ..office import Office
from ..store import LetterRow
from .posts import Posts

_FILLED = {
    "时间": "收到本通知后第三个工作日上午9时30分",
    "地点": "市政务服务中心三楼会议室",
    "会议": "经市招商委员会专题会议研究，到会委员一致同意",
}


class Secretariat:
    """Takes every letter that may go out through its life, a step or several a working day.

    What was drafted is reviewed and signed at once, goes out the next working day, and is received
    the day after.
    """

    def __init__(self, office: Office, posts: Posts, done: Counter[str]) -> None:
        self._office = office
        self._posts = posts
        self._done = done

    def work(self) -> None:
        """Do one working day's work."""
        views, letters = self._office.views, self._office.engine.letters
        for row in views.letters(state="delivered"):
            self._receive(row)
        for row in views.letters(state="signed"):
            clerk = self._clerk(row)
            sent = letters.number(row.key, by=clerk)
            if sent.body.get("layout") != "纪要":
                letters.seal(row.key, by=clerk)
            letters.deliver(row.key, by=clerk)
            self._done["发文"] += 1
        for row in views.letters(state="draft"):
            head = self._posts.head(row.issuer)
            if not row.barred and head is not None:
                self._fill(row)
                letters.review(row.key, by=self._clerk(row))
                letters.sign(row.key, by=head)

    def _clerk(self, row: LetterRow) -> str:
        return self._posts.clerk(row.issuer) or row.issuer

    def _fill(self, row: LetterRow) -> None:
        """Fill in what the template leaves to people: when and where they meet, what was decided."""
        places = self._office.letters.unfilled(row.key)
        if not places:
            return
        source = self._office.letters.source(row.key)
        for place in places:
            known = (said for word, said in _FILLED.items() if word in place)
            source = source.replace(place, next(known, "详见附卷材料"))
        clerk = self._clerk(row)
        self._office.engine.letters.revise(row.key, source, by=clerk, why="补齐待填内容")
        self._done["补齐函件"] += 1

    def _receive(self, row: LetterRow) -> None:
        """Let every addressee sign for a letter, the issuer record it for whoever has nobody."""
        for unit in row.addressees:
            is_outside = unit.startswith(FIELD)
            person = self._posts.clerk(row.issuer if is_outside else unit)
            if person is not None:
                self._office.engine.letters.receive(row.key, by=person, unit=unit)
                self._done["签收"] += 1
