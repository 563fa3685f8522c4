"""XML that comes from outside, read without harm: no document type, no entities, bounded size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from ....errors import UnreadableFile

SIZE_LIMIT: Final = 4 * 1024 * 1024
_DEPTH_LIMIT: Final = 64
_ELEMENTS_LIMIT: Final = 60_000
MODEL: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"


@dataclass(slots=True)
class Tag:
    """One element: its name without namespace, attributes likewise, and whether BPMN defines it.

    ``text`` is what stands directly inside.
    """

    name: str
    is_bpmn: bool
    space: str
    attributes: dict[str, str]
    children: list[Tag] = field(default_factory=list)
    text: str = ""

    @property
    def id(self) -> str:
        """Its id, empty for none."""
        return self.attributes.get("id", "")

    @property
    def title(self) -> str:
        """Its name for people, in one line, empty for none."""
        return " ".join(self.attributes.get("name", "").split())

    def all(self, *names: str) -> Iterator[Tag]:
        """Give the BPMN elements of some names directly inside; of any without names."""
        return (x for x in self.children if x.is_bpmn and (not names or x.name in names))

    def first(self, name: str) -> Tag | None:
        """Give the first BPMN element of a name directly inside."""
        return next(self.all(name), None)

    def extensions(self, space: str, name: str) -> Iterator[Tag]:
        """Give the extension elements of a namespace and a name."""
        for inside in self.all("extensionElements"):
            yield from (x for x in inside.children if (x.space, x.name) == (space, name))


class _Refused(Exception):
    """The text holds what no process needs; why, in English and Chinese."""


def parse(xml: bytes | str, file: str) -> Tag:
    """Read XML into tags; raise UnreadableFile for what is no XML or might do harm."""
    raw = xml.encode("utf-8", errors="replace") if isinstance(xml, str) else xml
    if len(raw) > SIZE_LIMIT:
        raise _unreadable(file, "it is larger than 4 MiB", "超过 4 MiB")
    # A text was decoded already, whatever it says of its encoding.
    reader = expat.ParserCreate("utf-8" if isinstance(xml, str) else None, namespace_separator="\n")
    builder = _Builder()
    reader.StartElementHandler = builder.start
    reader.EndElementHandler = builder.end
    reader.CharacterDataHandler = builder.said
    reader.StartDoctypeDeclHandler = builder.refuse_doctype
    reader.buffer_text = True
    try:
        reader.Parse(raw, True)  # noqa: FBT003 - expat's own: this is all there is
    except expat.ExpatError as error:
        why = expat.ErrorString(error.code)
        raise _unreadable(
            file,
            f"line {error.lineno} is no XML ({why})",
            f"第 {error.lineno} 行不是正确的 XML（{why}）",
        ) from error
    except (_Refused, LookupError, ValueError) as error:
        known = isinstance(error, _Refused)
        why, why_zh = error.args if known else ("its encoding is unknown", "无法识别其字符编码")
        raise _unreadable(file, why, why_zh) from error
    return builder.root


def _unreadable(file: str, why: str, why_zh: str) -> UnreadableFile:
    return UnreadableFile(
        file=file,
        why=why,
        why_zh=why_zh,
        mend="Save the process as BPMN 2.0 XML again.",
        mend_zh="请重新另存为 BPMN 2.0 XML。",
    )


class _Builder:
    """Builds tags from what the parser reports."""

    def __init__(self) -> None:
        self.root = Tag(name="", is_bpmn=False, space="", attributes={})
        self._open = [self.root]
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition("\n")
        self._count += 1
        if len(self._open) > _DEPTH_LIMIT or self._count > _ELEMENTS_LIMIT:
            raise _Refused("it holds too many elements", "元素过多或嵌套过深")
        plain = {key.rpartition("\n")[2]: value for key, value in attributes.items()}
        tag = Tag(name=local, is_bpmn=space == MODEL, space=space, attributes=plain)
        self._open[-1].children.append(tag)
        self._open.append(tag)

    def end(self, _name: str) -> None:
        self._open.pop()

    def said(self, text: str) -> None:
        self._open[-1].text += text

    def refuse_doctype(self, *_declared: object) -> None:
        raise _Refused("it declares a document type", "含有文档类型声明（DOCTYPE）")
