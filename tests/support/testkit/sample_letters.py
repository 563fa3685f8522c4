"""Letters of every layout, all invented, that show each element GB/T 9704-2012 knows."""

from __future__ import annotations

from typing import Final

from guatu.notifications.writing.letters import (
    Annex,
    Heading,
    OfficialLetter,
    Paragraph,
    Presence,
    Table,
)

ROUND_SEAL: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="420" height="420" viewBox="0 0 420 420">'
    b'<circle cx="210" cy="210" r="204" fill="none" stroke="#e60012" stroke-width="12"/>'
    b'<path d="M210 130l19 57h60l-49 36 19 57-49-36-49 36 19-57-49-36h60z" fill="#e60012"/>'
    b"</svg>"
)

PLAIN: Final = Paragraph(
    text="各有关单位要切实提高认识，对照职责分工，逐项梳理问题，制定整改方案，明确完成时限和责任人，"
    "确保项目按计划推进；对推进过程中遇到的困难和问题，要主动协调、及时报告，不得推诿扯皮、久拖不决。"
)
PURE: Final = Paragraph(
    text="有关单位应当按照职责分工逐项梳理存在问题并制定整改方案明确完成时限" * 4
)
RARE: Final = Paragraph(
    text="联系人王喆、李堃、赵垚、周祎、吴玥、郑镕和孙㛃，“一企一策”——分类推进……建筑面积3.5万㎡，增长12.5%。"
)
TABLE: Final = Table(
    rows=(
        ("序号", "项目名称", "责任单位", "存在问题", "完成时限"),
        (
            "1",
            "年产十万吨正极材料项目",
            "甲县人民政府",
            "用地手续尚未办结，需协调规划调整",
            "2026年6月30日",
        ),
        ("2", "冷链物流园", "乙区管委会", "资金到位率偏低", "2026年7月31日"),
        (
            "3",
            "智能装备产业园二期",
            "丙县人民政府",
            "厂房尚未封顶；电力增容已受理，待供电单位审批",
            "2026年9月15日",
        ),
    ),
    has_head=True,
)


def body(paragraphs: int) -> tuple[Heading | Paragraph, ...]:
    """Make a body of that many paragraphs, with headings of each level."""
    parts: list[Heading | Paragraph] = [PURE, Heading(level=1, text="一、办理情况"), PLAIN]
    parts += [Heading(level=2, text="（一）期限情况。", rest=PLAIN.text), RARE]
    parts += [Heading(level=3, text="1. 逐项落实。", rest=PLAIN.text)]
    parts += [Heading(level=4, text="（1）按月调度。", rest=PLAIN.text)]
    parts += [PLAIN] * max(0, paragraphs - len(parts))
    return tuple(parts[:paragraphs])


DOCUMENT: Final = OfficialLetter(
    title=("滨江市招商引资委员会办公室关于对智能装备产业园项目实施红灯督办的通知",),
    blocks=body(9),
    copy_number="000123",
    secrecy="秘密★1年",
    urgency="特急",
    mark=("滨江市招商引资委员会办公室文件",),
    number="滨招委办发〔2026〕10号",
    to="甲县人民政府，市发展改革局、市自然资源局、市生态环境局",
    signers=("滨江市招商引资委员会办公室",),
    date="2026年3月9日",
    note="联系人：王喆，联系电话：0000-1234567",
    copy_to="市委办公室，市人大常委会办公室，市政府办公室，市政协办公室，市纪委监委机关，市中级人民法院，市人民检察院",
    printer="滨江市招商引资委员会办公室",
    print_date="2026年3月9日",
    code="K7Q2-M9XP",
)
WITH_ANNEXES: Final = OfficialLetter(
    title=("滨江市投资促进局", "关于报送重点项目清单的通知"),
    blocks=(*body(3), TABLE),
    annexes=(
        Annex(title="重点招商引资项目推进情况清单", blocks=(PLAIN, TABLE)),
        Annex(
            title="关于进一步优化营商环境加强项目全生命周期管理服务若干措施落实情况说明",
            blocks=body(6),
        ),
        Annex(title="项目现场照片"),
    ),
    mark=("滨江市投资促进局文件",),
    number="滨投促〔2026〕7号",
    to="各县（区）投资促进局",
    signers=("滨江市投资促进局",),
    date="2026年11月25日",
    copy_to="市政府办公室",
    printer="滨江市投资促进局办公室",
    print_date="2026年11月26日",
)
LETTER_FORM: Final = OfficialLetter(
    title=("滨江市投资促进局关于商请提供项目有关材料的函",),
    blocks=(PLAIN, Heading(level=1, text="一、项目立项、审批文件；"), PURE),
    layout="信函",
    mark=("滨江市投资促进局",),
    number="滨投促函〔2026〕21号",
    urgency="加急",
    to="市自然资源局",
    signers=("滨江市投资促进局",),
    date="2026年5月8日",
    copy_to="市政府办公室",
)
UPWARD: Final = OfficialLetter(
    title=("关于调整智能装备产业园项目建设期限的请示",),
    blocks=(PLAIN, PLAIN),
    mark=("滨江市投资促进局文件",),
    number="滨投促〔2026〕8号",
    approvers=("张三丰", "李四", "王五六"),
    to="市人民政府",
    signers=("滨江市投资促进局",),
    date="2026年6月1日",
    printer="滨江市投资促进局办公室",
    print_date="2026年6月1日",
)
JOINT: Final = OfficialLetter(
    title=("关于联合开展重大项目现场督查的通知",),
    blocks=body(4),
    mark=("滨江市投资促进局", "滨江市发展和改革委员会", "滨江市财政局", "滨江市自然资源局"),
    mark_word="文件",
    number="滨投促联〔2026〕3号",
    to="各县（区）人民政府",
    signers=("滨江市投资促进局", "市发展改革委", "滨江市财政局", "市自然资源局"),
    date="2026年10月12日",
    printer="滨江市投资促进局办公室",
    print_date="2026年10月12日",
)
MINUTES: Final = OfficialLetter(
    title=("冷链物流园项目会商纪要",),
    blocks=body(4),
    layout="纪要",
    mark=("滨江市招商引资委员会办公室会议纪要",),
    number="第7期",
    presences=(
        Presence(
            label="出席",
            names="张三丰（市投资促进局）、李四（市发展改革局）、王喆（市自然资源局）、赵六（甲县）",
        ),
        Presence(label="列席", names="周八"),
        Presence(label="请假", names="吴九"),
    ),
    date="2026年4月3日",
    copy_to="各参会单位",
    printer="滨江市招商引资委员会办公室",
    print_date="2026年4月3日",
)
SLIP: Final = OfficialLetter(
    title=("交办单",),
    blocks=(
        PLAIN,
        Table(rows=(("事项", "协调用地手续"), ("办理时限", "2026年4月30日"), ("联系人", "王喆"))),
    ),
    layout="单",
    mark=("滨江市招商引资委员会办公室",),
    to="市自然资源局",
    signers=("滨江市招商引资委员会办公室",),
    date="2026年4月3日",
)

SAMPLES: Final = {
    "document": DOCUMENT,
    "annexes": WITH_ANNEXES,
    "letter form": LETTER_FORM,
    "upward": UPWARD,
    "joint": JOINT,
    "minutes": MINUTES,
    "slip": SLIP,
}
