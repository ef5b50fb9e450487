import unicodedata
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helsefellesskap.idnummer import (
    Funn,
    finn_stopp,
    finn_stopp_celle,
    har_stopp,
    kandidater,
    sifferrekke,
    slaa_sammen,
    visninger,
)
from tests.idnumre import (
    SLAG,
    TENOR,
    TENOR_2,
    TENOR_MED_NULL,
    gyldige_numre,
    lag_nummer,
    med_kontrollsifre,
)

GRUPPERINGER = [
    (11,),
    (6, 5),
    (2, 2, 2, 5),
    (2, 2, 2, 3, 2),
    (6, 3, 2),
    (4, 2, 5),
    (3, 3, 5),
    (1,) * 11,
]
MED_AARHUNDRE = [(13,), (8, 5), (2, 2, 4, 5), (2, 2, 9), (4, 4, 5), (2, 6, 5), (4, 9)]

USYNLIGE = ["\u00ad", "\u200b", "\u200d", "\u2060", "\ufeff", "\ufe0f", "\u0301"]
ENTITETER = ["&nbsp;", "&#160;", "&#xA0;", "&thinsp;", "&ndash;", "&shy;", "&#8203;"]
# Zeros of the scripts that people may write or paste.
NULLER = ["0", "０", "٠", "۰", "०", "𝟎", "𝟶", "⁰"]


def del_opp(sifre, lengder):
    deler = []
    for lengde in lengder:
        deler.append(sifre[:lengde])
        sifre = sifre[lengde:]
    return deler


def med_aarhundre(nummer, aarhundre="19"):
    return nummer[:4] + aarhundre + nummer[4:]


def er_skilletegn(tegn):
    foldet = unicodedata.normalize("NFKC", tegn)
    return tegn not in "&" and not any(
        c.isalpha()
        or unicodedata.digit(c, None) is not None
        or unicodedata.category(c) in ("Cf", "Mn", "Me")
        for c in foldet
    )


def lengde(skille):
    return len(unicodedata.normalize("NFKC", skille))


vanlige_skiller = st.text(" .-/:,\n\t\xa0\u2009\u202f–—()_", min_size=1, max_size=5)
alle_skiller = st.text(
    st.characters(codec="utf-8").filter(er_skilletegn), min_size=1, max_size=5
).filter(lambda s: lengde(s) <= 5)
skiller = vanlige_skiller | alle_skiller | st.sampled_from(ENTITETER + USYNLIGE)


@st.composite
def sifre_i_alle_skrifter(draw, sifre):
    ut = ""
    for siffer in sifre:
        maate = draw(st.sampled_from(["ren", "ren", "ren", "skrift", "entitet"]))
        if maate == "skrift":
            null = draw(st.sampled_from(NULLER[:-1]))
            ut += chr(ord(null) + int(siffer))
        elif maate == "entitet":
            ut += draw(st.sampled_from(["&#{};", "&#x{:x};"])).format(ord(siffer))
        else:
            ut += siffer
        ut += draw(st.just("") | st.sampled_from(USYNLIGE))
    return ut


@st.composite
def skrevne_numre(draw, nummer):
    """A number in one of the groupings, with any separators and any digits."""
    if draw(st.booleans()):
        lengder = draw(st.sampled_from(GRUPPERINGER))
    else:
        nummer = med_aarhundre(nummer, draw(st.sampled_from(["19", "20"])))
        lengder = draw(st.sampled_from(MED_AARHUNDRE))
    deler = [draw(sifre_i_alle_skrifter(d)) for d in del_opp(nummer, lengder)]
    ut = deler[0]
    for en in deler[1:]:
        ut += draw(skiller) + en
    return ut


foran = st.text(max_size=30).map(lambda t: t + " og ") | st.sampled_from(
    ["", "Pasienten (", "fnr:", "12.03.2026 kl. 14.30, pas. ", "nr\n", "«", "æ"]
)
bak = st.text(max_size=30).map(lambda t: " kom " + t) | st.sampled_from(
    ["", ").", "\n", " ringte 12.03.2026", "»", "æ"]
)


@given(gyldige_numre().flatmap(skrevne_numre), foran, bak)
def test_valid_numbers_are_stopped_however_they_are_written(skrevet, foran, bak):
    tekst = foran + skrevet + bak
    assert har_stopp(tekst)
    for_, etter = len(foran), len(foran) + len(skrevet)
    assert any(f.start < etter and f.slutt > for_ for f in finn_stopp(tekst))


@given(gyldige_numre(), st.text("0123456789", max_size=20))
def test_a_number_inside_a_longer_run_of_digits_is_stopped(nummer, sifre):
    assert har_stopp(sifre + nummer + sifre)


@pytest.mark.parametrize("lengder", GRUPPERINGER)
@pytest.mark.parametrize("skille", [" ", ".", "-", "\xa0", "\n", " - / ", "&nbsp;"])
def test_each_grouping_is_stopped(lengder, skille):
    tekst = skille.join(del_opp(TENOR, lengder))
    assert finn_stopp(f"Født {tekst}.") == [
        Funn("fodselsnummer", 5, 5 + len(tekst)),
    ]


@pytest.mark.parametrize("lengder", MED_AARHUNDRE)
@pytest.mark.parametrize("aarhundre", ["19", "20"])
def test_each_grouping_with_century_is_stopped(lengder, aarhundre):
    tekst = "/".join(del_opp(med_aarhundre(TENOR, aarhundre), lengder))
    assert finn_stopp(f"Født {tekst}.")[0].slutt == 5 + len(tekst)
    assert not har_stopp(tekst.replace(aarhundre, "18"))


def test_a_date_without_leading_zeros_before_five_digits_is_stopped():
    nummer = lag_nummer("vanlig", date(1995, 2, 3))
    assert har_stopp(f"3.2.1995 {nummer[6:]}")
    assert not har_stopp(f"4.2.1995 {nummer[6:]}")


@pytest.mark.parametrize(
    ("slag", "regel"),
    [
        ("vanlig", "fodselsnummer"),
        ("d", "d_nummer"),
        ("h", "h_nummer"),
        ("tenor", "fodselsnummer"),
        ("dolly", "fodselsnummer"),
        ("d_tenor", "d_nummer"),
        ("fra_2032", "fodselsnummer"),
        ("fh", "fh_nummer"),
    ],
)
def test_each_kind_is_stopped_and_its_neighbour_is_not(slag, regel):
    nummer = lag_nummer(slag)
    assert finn_stopp(nummer) == [Funn(regel, 0, 11)]
    assert finn_stopp(nummer[:-1] + str((int(nummer[-1]) + 1) % 10)) == []


def test_every_kind_has_an_example_of_its_own():
    assert len({lag_nummer(slag) for slag in SLAG}) == len(SLAG)


@pytest.mark.parametrize("rest", range(11))
def test_the_first_check_may_leave_up_to_three(rest):
    nummer = next(
        n for i in range(510, 600) if (n := med_kontrollsifre(f"178595{i}", rest))
    )
    assert har_stopp(nummer) is (rest <= 3)


@pytest.mark.parametrize("rest", range(11))
def test_the_first_check_of_a_number_without_date_must_be_right(rest):
    nummer = next(
        n for i in range(100, 200) if (n := med_kontrollsifre(f"899999{i}", rest))
    )
    assert har_stopp(nummer) is (rest == 0)


@pytest.mark.parametrize(
    ("seks", "stoppes"),
    [
        ("290200", True),
        ("290204", True),
        ("290203", False),
        ("300204", False),
        ("310495", False),
        ("310595", True),
        ("710595", True),
        ("720595", False),
        ("400595", False),
        ("000595", False),
        ("170095", False),
        ("171395", False),
        ("174195", True),
        ("175395", False),
        ("176695", True),
        ("177895", False),
        ("178195", True),
        ("179395", False),
    ],
)
def test_the_date_must_be_real(seks, stoppes):
    nummer = next(n for i in range(510, 600) if (n := med_kontrollsifre(f"{seks}{i}")))
    assert har_stopp(nummer) is stoppes


@pytest.mark.parametrize("lengder", [(5, 6), (7, 4), (4, 4, 3), (3, 2, 3, 3)])
def test_other_groupings_are_not_stopped(lengder):
    assert not har_stopp(" ".join(del_opp(TENOR, lengder)))


@pytest.mark.parametrize("lengder", GRUPPERINGER)
@pytest.mark.parametrize("usynlig", ["\u00ad", "\u200b", "&shy;", "&#8203;"])
def test_an_invisible_character_may_be_a_separator_or_nothing(lengder, usynlig):
    deler = del_opp(TENOR, lengder)
    assert har_stopp("kl. 12 " + usynlig.join(deler) + " 12")
    assert har_stopp(f"{deler[0]} {usynlig.join(deler[1:])}")
    assert har_stopp(" ".join(usynlig.join(del_) for del_ in deler))


@pytest.mark.parametrize("skille", ["      ", " nr ", "a", " – – – "])
def test_letters_or_more_than_five_characters_part_two_numbers(skille):
    assert not har_stopp(TENOR[:6] + skille + TENOR[6:])


def test_places_are_those_of_the_original_text():
    tekst = (
        f"&amp; e\u0301n: {TENOR[:6]}\u200b&nbsp;\u00ad{TENOR[6:]}&#46; Og {TENOR_2}"
    )
    steder = [tekst[f.start : f.slutt] for f in finn_stopp(tekst)]
    assert steder == [f"{TENOR[:6]}\u200b&nbsp;\u00ad{TENOR[6:]}", TENOR_2]


def test_overlapping_places_become_one():
    a, b, c, d = (Funn(str(n), n, n + 11) for n in (0, 5, 16, 20))
    assert slaa_sammen([d, b, a, c]) == [Funn("0", 0, 16), Funn("16", 16, 31)]
    assert finn_stopp(f"{TENOR} {TENOR}") == [
        Funn("fodselsnummer", 0, 11),
        Funn("fodselsnummer", 12, 23),
    ]


@pytest.mark.parametrize(
    "tekst",
    [
        f"{TENOR[:6]}&#{TENOR[6:]}",
        f"{TENOR[:6]}&#{TENOR[6:]};",
        f"&#{TENOR[:6]};{TENOR[6:]}",
        f"{TENOR[:6]}&{TENOR[6:]}",
        f"{TENOR[:6]}&nbsp{TENOR[6:]}",
        "".join(f"&#{ord(c)};" for c in TENOR),
        "".join(f"&#x{ord(c):x};" for c in TENOR),
        "".join(f"&#00{ord(c)};" for c in TENOR),
        "".join(f"&#{ord('０') + int(c)};" for c in TENOR),
        "".join(f"{c}\ufe0f\u20e3" for c in TENOR),
        f"{TENOR[0]}\u20e3{TENOR[1:]}",
        "".join(chr(ord("①") + int(c) - 1) if c != "0" else "⓪" for c in TENOR),
        f"{TENOR[:6]}＆nbsp；{TENOR[6:]}",
    ],
)
def test_entities_and_dressed_up_digits_are_read(tekst):
    assert har_stopp(tekst)


def test_entities_are_decoded_once():
    assert har_stopp(f"{TENOR[:6]}&nbsp;{TENOR[6:]}")
    assert not har_stopp(f"{TENOR[:6]}&amp;nbsp;{TENOR[6:]}")


@given(st.text() | st.text("&#x;0123456789ampnbs \u00ad½", max_size=40))
@example("&#" + "9" * 5000 + ";")
@example("&#" + "0" * 5000 + "48;")
@example("&#x" + "f" * 5000 + ";")
@example("\ud800&#xd800;&#0;")
def test_any_text_gets_an_answer_with_places_inside_it(tekst):
    for funn in finn_stopp_celle(tekst):
        assert 0 <= funn.start < funn.slutt <= len(tekst)
    assert har_stopp(tekst) == bool(finn_stopp(tekst))


def test_no_repr_holds_the_text():
    [funn] = finn_stopp(TENOR)
    assert repr(funn) == "Funn(regel='fodselsnummer', start=0, slutt=11)"
    assert repr(visninger(TENOR)) == "(Visning(),)"
    assert (
        repr(next(kandidater(sifferrekke(*visninger(TENOR)))))
        == "Kandidat(start=0, slutt=11)"
    )


# --- cells ---------------------------------------------------------------------


@pytest.mark.parametrize("celle", ["{}", " {} ", "{}.0", "{},00", "'{}", "{}\xa0"])
def test_a_cell_that_lost_its_first_zero_is_stopped(celle):
    tekst = celle.format(TENOR_MED_NULL[1:])
    start = tekst.index(TENOR_MED_NULL[1])
    assert finn_stopp_celle(tekst) == [Funn("fodselsnummer", start, start + 10)]
    assert finn_stopp(tekst) == []


@pytest.mark.parametrize("celle", ["9{}", "nr {}", "{} 2022"])
def test_only_a_cell_of_ten_digits_gets_a_zero(celle):
    assert finn_stopp_celle(celle.format(TENOR_MED_NULL[1:])) == []


def test_a_cell_is_also_searched_as_text():
    assert finn_stopp_celle(f"Pasient {TENOR}") == [Funn("fodselsnummer", 8, 19)]


@pytest.mark.parametrize(
    "bit",
    [
        "1234567890",
        "1 ",
        "010203 12345 ",
        "12 34 56 123 45 ",
        "&#48;",
        "&#048;",
        "&nbsp;",
    ],
)
def test_work_grows_no_faster_than_the_text(bit):
    def antall(ganger):
        alle = visninger(bit * ganger)
        funnet = sum(1 for v in alle for _ in kandidater(sifferrekke(v)))
        return funnet + sum(len(v.tekst) for v in alle)

    assert antall(2000) <= 2.1 * antall(1000)
    assert antall(1000) <= 5 * len(bit) * 1000


def test_the_fixed_examples_are_valid():
    assert [har_stopp(n) for n in (TENOR, TENOR_2, TENOR_MED_NULL)] == [True] * 3
