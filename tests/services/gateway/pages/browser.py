"""A browser without JavaScript: it follows links and redirects, fills in forms as they stand, and presses buttons."""

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import httpx

from tests.services.gateway.people import PASSWORD

_VOID = ("area", "br", "col", "hr", "img", "input", "link", "meta", "wbr")


class Form:
    """A form of a page, with the values a browser would send for it."""

    def __init__(self, action: str) -> None:
        self.action = action
        self.values: list[tuple[str, str]] = []
        self.buttons: list[tuple[str, str]] = []

    def fill(self, **typed: str | list[str]) -> "Form":
        """Types, chooses or ticks; what was there under the same name goes."""
        for name, value in typed.items():
            self.values = [pair for pair in self.values if pair[0] != name]
            self.values += [(name, one) for one in ([value] if isinstance(value, str) else value)]
        return self

    def value(self, name: str) -> str:
        """What stands in a field."""
        return next((value for known, value in self.values if known == name), "")


class Page(HTMLParser):
    """An answer as somebody sees it: its text, its links and its forms."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__()
        self.answer, self.status, self.html = answer, answer.status_code, answer.text
        self.path = answer.url.path
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._seen: list[str] = []
        self._form: Form | None = None
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._area: tuple[str, list[str]] | None = None
        self.feed(answer.text)

    @property
    def text(self) -> str:
        """What can be read."""
        return " ".join(" ".join(self._seen).split())

    def form(self, action: str) -> Form:
        """The first form that posts there."""
        found = next((form for form in self.forms if form.action == action), None)
        assert found, f"{self.path} ({self.status}) has no form to {action}, only {[f.action for f in self.forms]}"
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(known.get("href", "").removesuffix("#panel"))
        if tag == "form":
            self._form = Form(known.get("action", ""))
            self.forms.append(self._form)
        if self._form is None:
            return
        if tag == "input":
            self._input(known)
        elif tag == "button":
            self._form.buttons.append((known.get("name", ""), known.get("value", "")))
        elif tag == "textarea":
            self._area = (known.get("name", ""), [])
        elif tag == "select":
            self._select, self._options = known.get("name", ""), []
        elif tag == "option":
            self._options.append((known.get("value", ""), "selected" in known))

    def _input(self, known: dict[str, str]) -> None:
        assert self._form
        if known.get("type") in ("checkbox", "radio") and "checked" not in known:
            return
        self._form.values.append((known.get("name", ""), known.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area and self._form:
            self._form.values.append((self._area[0], "".join(self._area[1])))
            self._area = None
        elif tag == "select" and self._select and self._form:
            chosen = [value for value, selected in self._options if selected] or [self._options[0][0]]
            self._form.values.append((self._select, chosen[-1]))
            self._select = None
        elif tag == "form":
            self._form = None

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area[1].append(data)
        self._seen.append(data)


class Browser:
    """Somebody at a browser of their own."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http
        http.headers["accept-language"] = "zh-CN"

    def open(self, path: str, **options: Any) -> Page:
        """Goes there, and wherever it leads."""
        return Page(self.http.get(path, follow_redirects=True, **options))

    def submit(self, form: Form, button: tuple[str, str] = ("", ""), **options: Any) -> Page:
        """Presses the button of a form."""
        sent = [*form.values, button] if button[0] else form.values
        headers = {"content-type": "application/x-www-form-urlencoded", **options.pop("headers", {})}
        body = urlencode(sent)
        return Page(self.http.post(form.action, content=body, headers=headers, follow_redirects=True, **options))

    def send(self, form: Form, *files: tuple[str, bytes]) -> Page:
        """Presses the button of a form that takes files, with some chosen; as multipart, as a browser does."""
        typed = {name: value for name, value in form.values if name != "file"}
        chosen = [("file", (name, content, "application/octet-stream")) for name, content in files]
        return Page(self.http.post(form.action, data=typed, files=chosen, follow_redirects=True))

    def log_in(self, login: str, password: str = PASSWORD) -> Page:
        """Through the form."""
        return self.submit(self.open("/login").form("/login").fill(login=login, password=password))
