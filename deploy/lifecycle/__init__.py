"""The life cycle of a case as people read it, a table and a picture, both made from the transition table."""
