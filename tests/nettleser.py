"""A person before the pages: reads labels, fills in, presses buttons. No script."""

from urllib.parse import urljoin

from lxml import html

from tests.innlogging import logg_inn_med_to_faktorer


def ord_i(element):
    return " ".join(element.text_content().split())


class Nettleser:
    """Follows redirects and remembers what was filled in until a button is pressed."""

    def __init__(self, client, bruker=None):
        self.client = client
        if bruker is not None:
            logg_inn_med_to_faktorer(client, bruker)

    def apne(self, adresse):
        return self._vis(self.client.get(adresse, follow=True))

    def _vis(self, svar):
        self.svar = svar
        self.status = svar.status_code
        if svar.redirect_chain:
            self.adresse = urljoin(
                getattr(self, "adresse", "/"), svar.redirect_chain[-1][0]
            )
        else:
            self.adresse = svar.request["PATH_INFO"]
        er_html = svar.headers.get("Content-Type", "").startswith("text/html")
        self.side = html.fromstring(svar.content.decode()) if er_html else None
        self.utfylt = {}
        return self

    @property
    def overskrift(self):
        return ord_i(self.side.find(".//h1"))

    @property
    def tekst(self):
        return ord_i(self.side.find(".//main"))

    @property
    def tittel(self):
        return ord_i(self.side.find(".//title"))

    def feil(self):
        """Messages beside the fields, in the order of the page."""
        return [
            ord_i(e)
            for e in self.side.xpath(
                "//*[substring(@id, string-length(@id) - 5) = '_error']"
            )
        ]

    def folg(self, lenketekst):
        for lenke in self.side.iter("a"):
            if ord_i(lenke).startswith(lenketekst):
                return self.apne(urljoin(self.adresse, lenke.get("href")))
        raise AssertionError(f"no link «{lenketekst}» on {self.adresse}")

    def _felt(self, ledetekst):
        """The control whose label starts with the words, or the choices under a
        legend that does."""
        for gruppe in self.side.iter("fieldset"):
            navn = gruppe.find(".//legend")
            if navn is not None and ord_i(navn).startswith(ledetekst):
                return gruppe.xpath(".//input")
        for merke in self.side.iter("label"):
            if ord_i(merke).startswith(ledetekst) and merke.get("for"):
                return self.side.xpath(f"//*[@id='{merke.get('for')}']")
        raise AssertionError(f"no field «{ledetekst}» on {self.adresse}")

    def _ledetekst(self, kontroll):
        merke = self.side.xpath(f"//label[@for='{kontroll.get('id')}']")
        return ord_i(merke[0]) if merke else ""

    def fyll(self, ledetekst, verdi):
        """`verdi` is typed, or names the choice (or choices) by its own label."""
        felt = self._felt(ledetekst)
        if felt[0].tag == "select":
            treff = [o for o in felt[0].iter("option") if ord_i(o).startswith(verdi)]
            assert treff, (
                f"no choice «{verdi}» in {[ord_i(o) for o in felt[0].iter('option')]}"
            )
            self.utfylt[felt[0].get("name")] = treff[0].get("value")
        elif felt[0].get("type") in ("radio", "checkbox"):
            onsket = [verdi] if isinstance(verdi, str) else verdi
            valgte = [
                f.get("value") for f in felt
                if any(self._ledetekst(f).startswith(o) for o in onsket)
            ]  # fmt: skip
            assert valgte, f"no «{verdi}» among {[self._ledetekst(f) for f in felt]}"
            er_radio = felt[0].get("type") == "radio"
            self.utfylt[felt[0].get("name")] = valgte[0] if er_radio else valgte
        else:
            self.utfylt[felt[0].get("name")] = verdi
        return self

    def trykk(self, knappetekst):
        """Press the first button with these words and send its form."""
        for skjema in self.side.forms:
            egne = skjema.xpath(".//button | .//input[@type='submit']")
            utenfor = self.side.xpath(f"//button[@form='{skjema.get('id')}']")
            for knapp in [*egne, *utenfor]:
                navn = knapp.get("value") if knapp.tag == "input" else ord_i(knapp)
                if navn.startswith(knappetekst):
                    return self._send(skjema, knapp)
        raise AssertionError(f"no button «{knappetekst}» on {self.adresse}")

    def knapper(self):
        alle = self.side.xpath("//main//button | //main//input[@type='submit']")
        return [k.get("value") if k.tag == "input" else ord_i(k) for k in alle]

    def _send(self, skjema, knapp):
        data = {}
        for navn, verdi in skjema.form_values():
            data.setdefault(navn, []).append(verdi)
        data.update(self.utfylt)
        if knapp.get("name"):
            data[knapp.get("name")] = knapp.get("value") or ""
        adresse = urljoin(
            self.adresse, knapp.get("formaction") or skjema.get("action") or ""
        )
        self.adresse = adresse
        return self._vis(self.client.post(adresse, data, follow=True))
