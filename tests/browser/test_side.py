"""The checks themselves: each kind of fault is seen, and a sound page passes."""

import pytest

from tests.browser.bruksmater import uten_mus, uten_skript

pytestmark = pytest.mark.treg
CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
GOD = """<!doctype html><html lang="nb"><head><meta charset="utf-8"><title>Prøve</title>
<link rel="icon" href="data:,">
<style>button:focus {{ outline: 3px solid #000 }}</style></head>
<body><main><h1>Prøve</h1>{}</main></body></html>"""
FEIL = {
    "label": '<input type="text">',
    "color-contrast": '<p style="color:#bbb">Blek</p>',
    "Content Security Policy": "<script>let x</script>",
    "900 px of content": '<p style="width:900px;margin-left:-8px">Bred</p>',
    "heading-order": "<h4>Fire</h4>",
}


def vis(side, innhold):
    """The content under a policy, as if the server had sent it."""
    side.tab.route(
        "**/prove/",
        lambda rute: rute.fulfill(
            body=GOD.format(innhold),
            content_type="text/html",
            headers={"Content-Security-Policy": CSP},
        ),
    )
    side.apne("/prove/")


def test_each_kind_of_fault_is_seen_and_nothing_else(nettleser):
    for ord_, innhold in FEIL.items():
        with nettleser.side(bredde=360) as side:
            vis(side, innhold)
            brudd = side.brudd()
            assert [ord_ in ett for ett in brudd] == [True], (ord_, brudd)
    with nettleser.side(bredde=360) as side:
        vis(side, "<p>Alt i orden</p>")
        assert side.brudd() == []


@pytest.mark.parametrize(
    ("stil", "synlig"),
    [("", True), ("outline:none", False), ("position:fixed;left:-99px", False)],
)
def test_a_control_must_show_that_it_has_focus(nettleser, stil, synlig):
    with nettleser.side(bredde=360) as side:
        vis(side, f'<button style="{stil}">Trykk</button>')
        if synlig:
            assert side.trykk("Tab")["navn"] == "Trykk"
        else:
            with pytest.raises(AssertionError, match="no visible focus"):
                side.trykk("Tab")


STENG_TAB = """() => addEventListener("keydown", (h) => {
  if (h.key === "Tab" && document.activeElement.id === "felle") h.preventDefault();
})"""
SKJEMA = '<form><button id="felle">En</button> <button id="to">To</button>{}</form>'
LOKK = '<p style="position:fixed;inset:0;margin:0;background:#fff">Lokk</p>'


def test_a_stop_the_keyboard_does_not_reach_or_show_is_seen(nettleser):
    with nettleser.side(bredde=360) as side:
        vis(side, SKJEMA.format(""))
        assert uten_mus(side) == []
        side.tab.evaluate(STENG_TAB)
        side.tab.locator("#felle").focus()
        assert uten_mus(side) == ["button to: not reached by Tab"]
        vis(side, SKJEMA.format(LOKK))
        assert set(uten_mus(side)) == {
            "button felle: not seen in focus",
            "button to: not seen in focus",
        }


def test_what_only_a_script_does_is_seen(nettleser):
    with (
        nettleser.side() as side,
        nettleser.side(java_script_enabled=False) as uten,
    ):
        for innhold, funn in (
            ("<form><input aria-label='Navn'><button>Send</button></form>", []),
            ("<button type='button'>Stum</button>", ["button Stum: does nothing"]),
            ("<form><input id='navn'></form>", ["input navn: does nothing"]),
        ):
            vis(side, innhold)
            vis(uten, innhold)
            assert uten_skript(side, uten, "/prove/") == funn
        vis(side, "<p>Alt i orden</p>")
        vis(uten, "<p>Alt i orden</p>")
        side.tab.evaluate("() => { document.querySelector('p').textContent = 'Nei'; }")
        assert set(uten_skript(side, uten, "/prove/")) == {
            "only with or without scripts: Nei",
            "only with or without scripts: Alt i orden",
        }
