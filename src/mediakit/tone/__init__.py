"""In what tone: valence and, towards actors, stance."""
