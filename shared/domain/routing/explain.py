"""Why a case went where it went, told later from what was kept about the decision."""

KEPT = "case.kept"
"""The act under which a decision is kept that leaves the case where it is."""
