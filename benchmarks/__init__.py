"""
Side-by-side runs against peers: ``python -m benchmarks --help``.

Every figure is a ratio of one run on one machine; a number of seconds alone says more of the machine than of the code.
"""
