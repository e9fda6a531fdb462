"""The g of the access model: a role held at a place of the tree covers every place below it."""


class TreeRoleManager:
    """Who holds which role where, by paths such as `/1502/150271/`. Filled once, then only read, by any thread.

    It has the methods pycasbin calls. pycasbin's own domain manager grows with every place asked for, and is quadratic
    in the members of a place; this one climbs the path. Unlike that one it does not take a user who happens to be
    called like a role for a holder of it.
    """

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], set[str]] = {}

    def add_link(self, user: str, role: str, path: str) -> None:
        """The user holds the role at the place and below."""
        self._held.setdefault((user, role), set()).add(path)

    def has_link(self, user: str, role: str, path: str) -> bool:
        """Whether the user holds the role at the place or above it."""
        return self.held_at(user, role, path) is not None

    def held_at(self, user: str, role: str, path: str) -> str | None:
        """The nearest place at or above the path where the user holds the role."""
        held = self._held.get((user, role))
        while held and path:
            if path in held:
                return path
            path = path[: path.rstrip("/").rfind("/") + 1] if path != "/" else ""
        return None

    def clear(self) -> None:
        """Forget every grant."""
        self._held.clear()

    def print_roles(self) -> None:
        """pycasbin would log them here; grants do not belong in a log."""
