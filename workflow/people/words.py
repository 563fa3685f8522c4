"""The Chinese words for what a roster says in keys: scopes, office roles, the parts of its rows."""

from __future__ import annotations

from collections.abc import Mapping

from ...definitions.correspondence import KINDS

SCOPE_WORDS: Mapping[str, str] = {
    "own": "本人",
    "unit": "本单位",
    "territory": "本地区",
    "all": "全部",
}

ROLE_WORDS: Mapping[str, str] = {
    "administrator": "管理员",
    "auditor": "审计人员",
    "operator": "运维人员",
}

KIND_WORDS: Mapping[str, str] = KINDS

PART_WORDS: Mapping[str, str] = {
    "title": "名称",
    "name": "姓名",
    "short": "简称",
    "unit": "单位",
    "territory": "所在地区",
    "parent": "上级",
    "duties": "职责",
    "posts": "岗位",
    "roles": "角色",
    "calendar": "工作日历",
    "kind": "机关性质",
    "code": "机关代字",
    "scope": "数据范围",
    "email": "电子邮箱",
    "phone": "电话",
}
"""What each part of a place, unit or person is called, in the order they are told."""
