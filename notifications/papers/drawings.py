"""Drawings of a DOCX letter that stand at a place of the page: rules and seals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .ooxml import BLACK, DRAWN, MM

SEAL_MM: Final = 42
_EMU: Final = 12_700
_EMU_MM: Final = 36_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A drawn line: its left end and middle in mm from the page's corner, its thickness in pt."""

    x: float
    y: float
    width: float
    thickness: float
    color: str = BLACK


def rule_drawing(rule: Rule, number: int) -> str:
    """Draw a line at its place on the page; ``number`` tells the drawings of a part apart."""
    wide = round(rule.width * _EMU_MM)
    shape = (
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/'
        'wordprocessingShape"><wps:wsp><wps:cNvCnPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{wide}" cy="0"/></a:xfrm><a:prstGeom prst="line"><a:avLst/></a:prstGeom>'
        f'<a:ln w="{round(rule.thickness * _EMU)}"><a:solidFill><a:srgbClr val="{rule.color}"/>'
        "</a:solidFill></a:ln></wps:spPr><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic>"
    )
    place = (
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{round(rule.x * _EMU_MM)}'
        '</wp:posOffset></wp:positionH><wp:positionV relativeFrom="page"><wp:posOffset>'
        f"{round(rule.y * _EMU_MM)}</wp:posOffset></wp:positionV>"
    )
    return _anchored(
        place, (wide, 0), f'<wp:docPr id="{number}" name="线{number}"/>', shape, number
    )


def seal_drawing(picture: int, x: float, y: float, number: int) -> str:
    """Draw picture ``picture`` 42 mm wide with its middle at a place.

    ``x`` counts from the left of the type area and ``y`` from the top of the paragraph.
    """
    side = SEAL_MM * _EMU_MM
    half = SEAL_MM * MM / 2
    shape = (
        f'<a:graphic><a:graphicData uri="{DRAWN}/picture"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr id="{number}" name="印章{picture}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="rIdSeal{picture}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{side}" cy="{side}"/>'
        '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic>"
    )
    place = (
        f'<wp:positionH relativeFrom="column"><wp:posOffset>{round((x - half) * _EMU)}'
        '</wp:posOffset></wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>'
        f"{round((y - half) * _EMU)}</wp:posOffset></wp:positionV>"
    )
    name = f'<wp:docPr id="{number}" name="印章{picture}" descr="印章"/>'
    return _anchored(place, (side, side), name, shape, number)


def _anchored(place: str, extent: tuple[int, int], name: str, shape: str, number: int) -> str:
    wide, tall = extent
    return (
        '<w:r><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" '
        f'relativeHeight="{number}" behindDoc="0" locked="1" layoutInCell="0" allowOverlap="1">'
        f'<wp:simplePos x="0" y="0"/>{place}<wp:extent cx="{wide}" cy="{tall}"/>'
        f'<wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>{name}<wp:cNvGraphicFramePr/>'
        f"{shape}</wp:anchor></w:drawing></w:r>"
    )
