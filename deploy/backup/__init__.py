"""Copies of the embedded database from which any second since the first of them can be restored. Never of its keys."""
