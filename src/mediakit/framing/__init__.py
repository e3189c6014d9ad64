"""How it is framed: codebooks and the frames they find."""
