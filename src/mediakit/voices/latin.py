"""The rules of English and French under the names that the rules of Arabic have."""

from .indirect import find_indirect
from .speakers import People
from .subjects import find_after
from .verbs import find_subject

__all__ = ["People", "find_after", "find_indirect", "find_subject"]
