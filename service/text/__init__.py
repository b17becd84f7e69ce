"""Reading: every form of a comment's text, computed once."""
