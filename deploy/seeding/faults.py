"""Faults in the reference data: all of them at once, each with file and line, so that one round mends the lot."""

import msgspec

from deploy.problems import Problem


class Fault(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One thing that is wrong. `line` 0 means the file as a whole."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}" if self.line else f"{self.file}: {self.text}"


class BadSeed(Problem):
    """The reference data cannot be loaded; `faults` says why, in the order of the files."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(set(faults))
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(f"the reference data has {len(self.faults)} fault(s)", f"correct these lines\n{lines}")
