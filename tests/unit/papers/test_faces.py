"""The office's own fonts are used where they are installed, free ones elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from guatu.notifications.papers.faces import BUNDLED, FACES, PRODUCTS, find_faces
from guatu.notifications.papers.pdf import PdfPress
from testkit.papers import Paper
from testkit.sample_letters import DOCUMENT

MOMENT = datetime(2026, 3, 9, tzinfo=UTC)


def install(
    folder: Path,
    family: str,
    *,
    chinese: str = "",
    source: str = "FandolKai-Regular",
    rights: int = 8,
) -> Path:
    """Make a font of a product's name out of a free one, for the test only."""
    font = TTFont(BUNDLED / f"{source}.otf")
    names = font["name"]
    names.names = []
    for kind, text in ((1, family), (2, "Regular"), (4, family), (6, family.replace(" ", ""))):
        names.setName(text, kind, 3, 1, 0x409)
    if chinese:
        names.setName(chinese, 1, 3, 1, 0x804)
    font["OS/2"].fsType = rights
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{family}.otf"
    font.save(file)
    return file


def test_without_any_product_every_face_has_its_free_substitute() -> None:
    faces = find_faces(are_system_fonts_used=False)

    assert {face: font.file.name for face, font in faces.fonts.items()} == {
        "小标宋": "FandolSong-Bold.otf",
        "黑体": "FandolHei-Regular.otf",
        "楷体": "FandolKai-Regular.otf",
        "仿宋": "FandolFang-Regular.otf",
        "宋体": "FandolSong-Regular.otf",
    }
    assert all(font.is_substitute for font in faces.fonts.values())
    assert faces.folders() == [BUNDLED]


@pytest.mark.parametrize("face", FACES)
def test_a_substitute_has_all_hanzi_of_gb2312_or_a_stand_in_has_them(face) -> None:
    faces = find_faces(are_system_fonts_used=False)
    hanzi = [
        bytes((row, cell)).decode("gb2312")
        for row in range(0xB0, 0xF8)
        for cell in range(0xA1, 0xFF)
        if not (row == 0xD7 and cell > 0xF9)
    ]
    lacking = [c for c in hanzi if not any(font.has(c) for font in faces.candidates(face))]

    assert len(hanzi) == 6763
    assert lacking == []
    if face != "宋体":
        assert all(faces.fonts[face].has(character) for character in hanzi)


def test_the_stand_in_has_what_names_and_offices_need() -> None:
    rest, fang = find_faces(are_system_fonts_used=False).stand_ins

    for character in "喆堃垚祎玥镕㛃昇⑳㎡²䶮𠅤":
        assert rest.has(character) or fang.has(character), character


def test_an_installed_product_is_preferred_and_said(tmp_path) -> None:
    file = install(tmp_path / "fonts", "KaiTi_GB2312", chinese="楷体_GB2312")

    faces = find_faces([tmp_path], are_system_fonts_used=False)
    printed = PdfPress(font_folders=[tmp_path], are_system_fonts_used=False).render(
        DOCUMENT, moment=MOMENT
    )

    assert faces.fonts["楷体"].file == file
    assert not faces.fonts["楷体"].is_substitute
    assert faces.fonts["仿宋"].is_substitute
    assert printed.faces["楷体"] == "KaiTi_GB2312"
    assert printed.faces["仿宋"] == "FandolFang R"
    assert "KaiTi_GB2312" in Paper(printed.content).font_names()


def test_a_product_is_known_by_its_chinese_name(tmp_path) -> None:
    install(tmp_path, "FZXBS Test", chinese="方正小标宋简体", source="FandolSong-Bold")

    printed = PdfPress(font_folders=[tmp_path], are_system_fonts_used=False).render(
        DOCUMENT, moment=MOMENT
    )

    assert "FZXBSTest" in Paper(printed.content).font_names()
    assert "FandolSong-Bold" not in Paper(printed.content).font_names()


def test_the_more_wanted_product_wins(tmp_path) -> None:
    install(tmp_path / "a", "FangSong")
    install(tmp_path / "b", "FangSong_GB2312")

    found = find_faces([tmp_path], are_system_fonts_used=False).fonts["仿宋"]

    assert found.family == PRODUCTS["仿宋"][0]


def test_a_font_that_may_not_be_embedded_is_passed_over(tmp_path) -> None:
    install(tmp_path, "SimHei", rights=2)

    assert find_faces([tmp_path], are_system_fonts_used=False).fonts["黑体"].is_substitute


def test_a_broken_font_file_is_passed_over(tmp_path) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    (tmp_path / "broken.ttc").write_bytes(b"ttcf\x00")

    assert find_faces([tmp_path], are_system_fonts_used=False).fonts["黑体"].is_substitute


def test_no_bundled_font_is_one_that_may_not_be_passed_on() -> None:
    for file in BUNDLED.glob("*.otf"):
        with TTFont(file, lazy=True) as font:
            joined = " ".join(str(record) for record in font["name"].names)

        assert "Founder" not in joined
        assert "GB2312" not in joined
        assert "方正" not in joined


def test_the_licences_lie_beside_the_fonts() -> None:
    files = {file.name for file in BUNDLED.iterdir()}

    assert {"README.md", "COPYING.Fandol", "README.Fandol", "OFL.Noto"} <= files
    readme = (BUNDLED / "README.md").read_text(encoding="utf-8")
    assert all(file.name in readme for file in BUNDLED.glob("*.otf"))
