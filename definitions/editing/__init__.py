"""Edits of a flow as text that keep what people wrote: operations and forms.

``edit`` does one operation to a text, ``form_of`` shows a text as a form, ``skeleton`` gives what a
new entry holds at first, ``filled_in`` reads what was filled in,
``words_of`` what an entry is called.
"""

from .edits import edit
from .forms import Form, FormEntry, FormField, FormSection, form_of
from .kinds import Kind, filled_in, value_of
from .offering import Offer, words_of
from .operations import Add, Duplicate, Move, Operation, Remove, Rename, Set
from .skeletons import skeleton

__all__ = [
    "Add",
    "Duplicate",
    "Form",
    "FormEntry",
    "FormField",
    "FormSection",
    "Kind",
    "Move",
    "Offer",
    "Operation",
    "Remove",
    "Rename",
    "Set",
    "edit",
    "filled_in",
    "form_of",
    "skeleton",
    "value_of",
    "words_of",
]
