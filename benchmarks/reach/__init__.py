"""How good the measures are: each on labelled news, against a goal and against what is known."""
