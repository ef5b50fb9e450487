"""What the identity guard lets through: figures in usual notation."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helsefellesskap.idnummer import finn_stopp, har_stopp

datoer = st.dates(date(1900, 1, 1), date(2099, 12, 31))
skrevne_datoer = st.builds(
    lambda d, form: d.strftime(form),
    datoer,
    st.sampled_from(
        ["%d.%m.%Y", "%d.%m.%y", "%d/%m-%y", "%Y-%m-%d", "%d.%m", "%d%m%y"]
    ),
)
tidspunkter = st.builds(
    lambda t, form: t.strftime(form),
    st.times(),
    st.sampled_from(["%H:%M", "%H.%M", "%H:%M:%S", "%H%M"]),
)
strek = st.sampled_from(["-", "–", " - ", " – ", " til "])
intervaller = st.one_of(
    st.tuples(skrevne_datoer, strek, skrevne_datoer).map("".join),
    st.tuples(tidspunkter, strek, tidspunkter).map("".join),
    st.tuples(
        skrevne_datoer, st.sampled_from([" ", ", ", " kl. "]), tidspunkter, strek,
        tidspunkter,
    ).map("".join),
)  # fmt: skip
aatte = st.integers(20000000, 99999999).map(str)


def _del_opp(sifre, lengder):
    slutt = [sum(lengder[: nr + 1]) for nr in range(len(lengder))]
    return [sifre[til - n : til] for n, til in zip(lengder, slutt, strict=True)]


@st.composite
def telefonpar(draw):
    lengder = draw(st.sampled_from([(8,), (2, 2, 2, 2), (3, 2, 3)]))
    land = draw(st.sampled_from(["", "", "+47 ", "0047 "]))
    par = [land + " ".join(_del_opp(draw(aatte), lengder)) for _ in range(2)]
    return draw(st.sampled_from([" / ", "/", ", ", " og ", " eller "])).join(par)


saksnumre = st.builds(
    "{}{}-{:04d}".format,
    st.sampled_from(["", "R-"]),
    st.integers(2019, 2040),
    # From 10 000 on, four digits and five may stand in grouping (c).
    st.integers(1, 9999),
)
orgnumre = st.builds(
    lambda n, form: form.format(n[:3], n[3:6], n[6:]),
    st.integers(800000000, 999999999).map(str),
    st.sampled_from(["{}{}{}", "{} {} {}", "NO {} {} {} MVA", "org.nr. {}{}{}"]),
)
lovlige = (
    skrevne_datoer | tidspunkter | intervaller | telefonpar() | saksnumre | orgnumre
)


@given(st.lists(lovlige, min_size=1, max_size=5), st.sampled_from([" og ", ". Så "]))
def test_usual_notations_pass(deler, mellom):
    assert finn_stopp(mellom.join(deler)) == []


@given(st.lists(saksnumre | orgnumre | skrevne_datoer, min_size=2, max_size=4))
def test_lists_of_numbers_in_usual_notation_pass(deler):
    # «010203; 987 654 321» is in groups 6+3+3, not 6+3+2.
    assert finn_stopp("; ".join(deler)) == []


@pytest.mark.parametrize(
    "tekst",
    [
        "Utskrevet 12.03.2026 kl. 14.30, innlagt igjen 15.03.2026 kl. 08.15.",
        "Fra 12.03.2026–15.03.2026, vakt 07:30–15:00 og 22.00-07.30",
        "Ring 77 62 60 00 / 776 26 000 eller +47 412 34 567 / 413 45 678.",
        "Sak 2026-0412, 2026-12345 og R-2026-0001",
        "UNN HF, org.nr. 983 974 899, NO 974 795 787 MVA",
        "Blodtrykk 140/80, puls 72, vekt 81,5 kg, Hb 11,2, CRP 180",
        "8 10 12 14 16 18 20 22 00 02 04 06",
        "",
        "Ingen sifre her",
    ],
)
def test_ordinary_texts_pass(tekst):
    assert finn_stopp(tekst) == []
    assert not har_stopp(tekst)
