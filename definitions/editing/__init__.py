"""Edits of a flow as text that keep what people wrote: operations, forms, merging.

``edit`` does one operation to a text, ``form_of`` shows a text as a form, ``merge`` joins what two
people made of the same text.
"""

from .edits import edit
from .operations import Add, Duplicate, Move, Operation, Remove, Rename, Set

__all__ = ["Add", "Duplicate", "Move", "Operation", "Remove", "Rename", "Set", "edit"]
