"""A person with a browser: pages are read, their forms filled in and sent as they stand, with whatever they carry."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import Flask
from lxml import html
from werkzeug.datastructures import MultiDict

from routing import demo

_LINE_END = re.compile("\r\n|\r|\n")
_FIRST_LINE_END = re.compile("^(\r\n|\r|\n)")


class TurnedBackError(RuntimeError):
    """The product refused, or a page lacked what it should offer; the message says what it said."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to be attached."""

    name: str
    data: bytes


class Page:
    """A page as a browser has it, and where it came from."""

    def __init__(self, address: str, text: str) -> None:
        self.address = address
        self._tree: Any = html.document_fromstring(text)

    def offers(self, action: str) -> bool:
        """Is there a form that is sent to that address?"""
        return self._found(action) is not None

    def form(self, action: str) -> Any:
        """The first form that is sent to that address. Raises TurnedBackError where the page offers none."""
        found = self._found(action)
        if found is None:
            raise TurnedBackError(f"{self.address} offers no form to {action}")
        return found

    def _found(self, action: str) -> Any:
        return next((form for form in self._tree.forms if (form.get("action") or self.address) == action), None)

    def links(self, start: str) -> list[str]:
        """Where the links lead whose address begins so."""
        return [link for link in self._tree.xpath("//main//a/@href") if link.startswith(start)]

    def complaints(self) -> str:
        """What the page says is wrong."""
        found = self._tree.xpath("//*[@role='alert'] | //*[contains(@class, 'field-error')]")
        said = dict.fromkeys(" ".join(element.text_content().split()) for element in found)
        return "；".join(filter(None, said)) or " ".join(self._tree.xpath("string(//main)").split())[:200]


def typed(form: Any, name: str) -> str:
    """What stands in a form's text area."""
    return _inside(form.inputs[name])


def _inside(area: Any) -> str:
    """The text of a text area: HTML drops one line end after the opening tag."""
    return _FIRST_LINE_END.sub("", area.text or "")


class Visitor:
    """Somebody of the house, logged in over HTTP."""

    def __init__(self, app: Flask, username: str, password: str = demo.PASSWORD) -> None:
        self.client = app.test_client()
        self.send(self.page("/login"), "/login", {"username": username, "password": password})

    def page(self, address: str) -> Page:
        """Open a page. Raises TurnedBackError where there is none for this person."""
        answer = self.client.get(address)
        if answer.status_code != 200:
            raise TurnedBackError(f"GET {address}: {answer.status}")
        return Page(address, answer.text)

    def download(self, address: str) -> bytes:
        answer = self.client.get(address)
        if answer.status_code != 200:
            raise TurnedBackError(f"GET {address}: {answer.status}")
        return answer.data

    def send(
        self,
        page: Page,
        action: str,
        values: dict[str, str] | None = None,
        files: Iterable[Upload] = (),
    ) -> str:
        """Fill a form of the page in, send it, and return the address that the answer leads to."""
        form = page.form(action)
        fields: MultiDict[str, Any] = MultiDict(_carried(form))
        for name, value in (values or {}).items():
            fields[name] = _LINE_END.sub("\r\n", value)  # as every browser sends it
        for upload in files:
            fields.add("files", (BytesIO(upload.data), upload.name))
        answer = self.client.post(action, data=fields, content_type=form.get("enctype"))
        if answer.status_code != 303:
            raise TurnedBackError(f"POST {action}: {answer.status}: {Page(action, answer.text).complaints()}")
        return str(answer.location)


def _carried(form: Any) -> Iterator[tuple[str, str]]:
    """What a form holds before anybody touches it. File inputs hold nothing, buttons count when pressed."""
    for element in form.iter("input", "select", "textarea"):
        kind = element.get("type", "text")
        unchecked = kind in {"radio", "checkbox"} and "checked" not in element.attrib
        if not element.name or unchecked or kind in {"file", "submit", "button"}:
            continue
        if element.tag == "textarea":
            yield element.name, _LINE_END.sub("\r\n", _inside(element))
        else:  # lxml takes the empty value of a chosen button for "on"
            yield element.name, (element.value if element.tag == "select" else element.get("value")) or ""
