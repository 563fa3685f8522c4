"""What the keys of a flow file are called on a form."""

from __future__ import annotations

from ..model import Title

_WORDS = """
flow 编号 Key | title 名称 Title | note 说明 Note | off 停用原因 Switched-off-because
calendar 工作日历 Calendar | calendar_of 随哪个单位的日历 Calendar-of | initial 起始阶段 First-stage
title_field 名称字段 Title-field | territory_field 地区字段 Place-field | identity 判重字段 Identity
grade 分级依据 Grade | issuer 发文单位 Issuer | fields 填报字段 Fields | decisions 判定表 Decisions
roles 角色 Roles | teams 服务团队 Teams | may 权限 Rights | materials 材料 Materials
approvals 审批 Approvals | rounds 会签 Opinion-rounds | items 交办事项 Items | subcases 子事项 Subcases
stages 阶段 Stages | terminals 办结去向 Ends | transitions 转段 Transitions | series 分次登记 Series
plans 进度计划 Plans | publication 亮灯公布 Publication | extension 延期 Extension
opening 定期立项 Opening | lights 亮灯规则 Light-rules | ladders 督办阶梯 Ladders
recurring 定期任务 Recurring-duties | letters 函件 Letters | indicators 指标 Indicators
type 类型 Type | unit 计量单位 Unit | required 必填 Required | options 选项 Options | min 最小值 Least
max 最大值 Most | when 条件 When | then 结果 Then | outcomes 可能的结果 Outcomes | rules 规则 Rules
open 立项 Open | assign 指定承办 Assign | record 登记 Record | send_back 退回 Send-back
pause 暂停 Pause | extend 申请延期 Ask-for-extension | withdraw 撤回 Withdraw | answer 答复督办 Answer
ask 征求意见的单位 Asked | hand_over 转交 Hand-over | starts 起算 Starts | field 字段 Field
owner 责任角色 Owner | limit 时限 Limit | limits 各单位时限 Limits | clock 时限起算 Clock
ladder 督办阶梯 Ladder | kind 性质 Kind | material 材料 Material | fact 条件表达式 Fact | role 角色 Role
approval 审批 Approval | round 会签 Opinion-round | rule 登记的规则 Named-rule | team 服务团队 Team
item 交办事项 Item | conditions 意见所附条件 Conditions | subcase 子事项 Subcase | mend 未满足时怎么办 Mend
draft 起草的函件 Draft | to 去向或对象 To | copy 抄送 Copy | from 从哪些阶段 From | who 谁可办理 Who
requires 推进条件 Requirements | letter 函件 Letter | returns 可返回原阶段 Returns | template 模板 Template
slip 内部单据 Slip | genre 文种 Genre | facts 取自字段 Facts | holder 由谁担任 Holder | many 可多个 Many
load 工作量 Load | exclude 须回避 Exclude | slips 随附单据 Slips | duty 职责 Duty
duty_from 职责取自 Duty-from | post 岗位 Post | post_from 岗位取自 Post-from
from_parent 取自上级事项 From-parent | near 就近于 Near | search 查找范围 Search | pick 选取办法 Pick
claim 认领时限 Claim | weights 权重 Weights | pass_on 转交 Pass-on | one 各一名 One-each
some 若干 Some | own 本人提交 Own | empty 无人可批 Nobody-there | text 须写意见 Words-wanted
four_eyes 回避 Four-eyes | by 由谁办理 By | pass 通过规则 Pass | ratio 比例 Ratio | weight 权重比例 Weight
veto 一票否决 Veto | grounds 否决事项 Grounds | within 落实时限 Within | order 次序 Order
silence 逾期不复 Silence | collect 汇总通知 Collect | report_to 报告对象 Report-to
may_be_none 可以没有 May-be-none | start 开始 Start | end 结束 End | actual 实际值 Actual
target 目标值 Target | plan 计划 Plan | gap 落后幅度 Gap | light 灯色 Light | times 次数 Times
overdue 超期 Overdue | before_due 到期前 Before-due | inactive 无动态 Inactive | behind 落后 Behind
published 连续公布 Published | blue 蓝灯 Blue | yellow 黄灯 Yellow | orange 橙灯 Orange | red 红灯 Red
rung 督办档 Rung | span 时长 Span | unanswered 未答复 Unanswered | after 之后 After | level 级别 Level
answer_within 答复时限 Answer-within | repeat 重复提醒 Repeat | rungs 各档 Rungs | every 周期 Every
month 月 Month | day 日 Day | rolls 遇节假日 Rolls | opens 提前多久 Opens | covers 所属期间 Covers
for 为哪些单位 For | at_most 最长 At-most | ask_before 提前申请 Ask-before | keeps 汇总方式 Keeps
total_to 汇总到 Total-to | parts 分项 Parts | count 计数 Count | sum 求和 Sum | at 到过 At | of 分项为 Of
numerator 分子 Numerator | denominator 分母 Denominator | zh 中文 Chinese | en 英文 English
"""
_LABELS = {
    key: Title(zh=zh, en=en.replace("-", " "))
    for key, zh, en in (
        words.split() for line in _WORDS.strip().splitlines() for words in line.split("|")
    )
}


def label_of(key: str) -> Title:
    """Give what a key is called; the key itself for one that has no name of its own."""
    return _LABELS.get(key) or Title(zh=key, en=key)


LABELLED = frozenset(_LABELS)
"""Every key that has a name."""
