"""Who may write which kind of document to whom (行文规则), as pure functions of frozen values.

The rules are those of 《党政机关公文处理工作条例》 (中办发〔2012〕14号); every cell of them stands in
``docs/letters.md`` and is tested there.
"""

from .genres import GENRES, SLIP, Genre, Written, genre_of
from .judging import Verdict, has_consent, judge, judge_roles
from .objections import Objection, objections
from .parties import KINDS, Party, UnitKind
from .standing import STANDING_WORDS, Standing, standing

__all__ = [
    "GENRES",
    "KINDS",
    "SLIP",
    "STANDING_WORDS",
    "Genre",
    "Objection",
    "Party",
    "Standing",
    "UnitKind",
    "Verdict",
    "Written",
    "genre_of",
    "has_consent",
    "judge",
    "judge_roles",
    "objections",
    "standing",
]
