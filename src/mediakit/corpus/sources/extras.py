"""Libraries that only the readers of sources need, and what to say where one is not installed."""

from __future__ import annotations

import importlib
from typing import Any


def load_extra(module: str, *, purpose: str) -> Any:
    """
    Import a library of the extra ``sources``.

    Parameters
    ----------
    module : str
        Name as it is imported, such as ``"lxml.html"``.
    purpose : str
        What it is needed for, as the beginning of a sentence.

    Returns
    -------
    module : module
        The imported library.

    Raises
    ------
    ImportError
        If it is not installed; the message names the extra.

    Examples
    --------
    >>> load_extra("no_such_library", purpose="Reading feeds")
    Traceback (most recent call last):
    ImportError: Reading feeds needs 'no_such_library', which is not installed: pip install "mediakit[sources]".

    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError:
        missing = module.partition(".")[0]
        msg = f'{purpose} needs {missing!r}, which is not installed: pip install "mediakit[sources]".'
        raise ImportError(msg) from None
