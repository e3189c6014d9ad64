"""
mediakit: what is covered, how it is framed, in what tone, in whose voice, and how far to trust the numbers.

The public names stand in ``__init__.pyi``; each loads its room on first use.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
__version__ = "0.1.0"
