"""Side-by-side runs against peers: every figure is a ratio of one run on one machine."""
