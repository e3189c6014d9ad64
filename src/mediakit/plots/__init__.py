"""A table goes in, an Axes comes out."""
