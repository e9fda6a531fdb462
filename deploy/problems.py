"""A problem in the surroundings, told in one line: what is wrong and how to mend it."""


class Problem(Exception):
    """Something outside the program stops it; `what` is wrong and `mend` says what to do about it.

    Commands print it as one line and leave with code 1; a traceback would hide the sentence that helps.
    """

    def __init__(self, what: str, mend: str = "") -> None:
        super().__init__(f"{what}: {mend}" if mend else what)
        self.what = what
        self.mend = mend
