"""Files that stand behind materials: what may come in, what it is called, where it is kept."""

from .kinds import FILE_KINDS, FileKind, kind_of, require_kind, require_kinds
from .names import disposition, said_size, suffix_of, tidy_name
from .ports import Readable, Screen, Storage, Stored
from .streams import Bounded, head_of, is_whole

__all__ = [
    "FILE_KINDS",
    "Bounded",
    "FileKind",
    "Readable",
    "Screen",
    "Storage",
    "Stored",
    "disposition",
    "head_of",
    "is_whole",
    "kind_of",
    "require_kind",
    "require_kinds",
    "said_size",
    "suffix_of",
    "tidy_name",
]
