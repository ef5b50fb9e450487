"""Forms as they stand in a page."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

# What a person writes words in; the rest is chosen or sent along unseen.
SKRIVES = ("text", "search", "email", "textarea")


@dataclass
class Skjema:
    metode: str
    adresse: str
    # Name -> (kind, value as the page was opened).
    felter: dict[str, tuple[str, str]] = field(default_factory=dict)

    # Name -> the values of its radios and boxes.
    valg: dict[str, set[str]] = field(default_factory=dict)

    @property
    def merke(self):
        """Equal for the same form on the pages of two objects."""
        ord_ = [b for b in self.adresse.split("?")[0].split("/") if not b[:1].isdigit()]
        return self.metode, "/".join(ord_), frozenset(self.felter)

    def verdier(self) -> dict[str, str]:
        return {navn: verdi for navn, (_slag, verdi) in self.felter.items()}


class _Leser(HTMLParser):
    def __init__(self, adresse):
        super().__init__()
        self.adresse, self.skjemaer, self.inne = adresse, [], None
        self.tekstboks = None

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == "form":
            metode = (a.get("method") or "get").lower()
            self.inne = Skjema(metode, a.get("action") or self.adresse)
            self.skjemaer.append(self.inne)
        elif self.inne is not None and a.get("name"):
            self._felt(tag, a)

    def _felt(self, tag, a):
        navn, felter = a["name"], self.inne.felter
        slag = a.get("type", "text") if tag == "input" else tag
        if tag == "textarea":
            self.tekstboks = navn
        if tag not in ("input", "textarea", "select"):
            return
        if slag in ("radio", "checkbox"):
            self.inne.valg.setdefault(navn, set()).add(a.get("value", "on"))
        if slag in ("radio", "checkbox") and "checked" not in a:
            felter.setdefault(navn, (slag, ""))
        elif slag not in ("submit", "button"):
            felter[navn] = (slag, a.get("value") or "")

    def handle_data(self, data):
        if self.tekstboks:
            self.inne.felter[self.tekstboks] = ("textarea", data.strip())

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.tekstboks = None
        elif tag == "form":
            self.inne = None


def les_skjemaer(html: str, adresse: str) -> list[Skjema]:
    leser = _Leser(adresse)
    leser.feed(html)
    return leser.skjemaer
