"""What the lists hold at first (domene 1, 2b and 9b), and the old patient groups.

Data to be edited on the pages of the sekretariat, not rules.
"""

from datetime import date

from django.db import migrations

# (kode, bokmål, nynorsk, English), in the order they are shown.
PASIENTGRUPPER = [
    ("barn", "Barn og unge", "Barn og unge", "Children and young people"),
    (
        "psykisk_rus",
        "Alvorlig psykisk lidelse eller rus",
        "Alvorleg psykisk liding eller rus",
        "Severe mental illness or substance use",
    ),
    ("eldre", "Skrøpelige eldre", "Skrøpelege eldre", "Frail elderly people"),
    (
        "kronisk",
        "Flere kroniske sykdommer",
        "Fleire kroniske sjukdommar",
        "Several chronic conditions",
    ),
    ("gravide", "Gravide og fødende", "Gravide og fødande", "Pregnancy and birth"),
    (
        "annet",
        "Annet eller ikke aktuelt",
        "Anna eller ikkje aktuelt",
        "Other or not relevant",
    ),
]
FASER = [
    ("for", "Før innleggelse", "Før innlegging", "Before admission"),
    ("innleggelse", "Innleggelse", "Innlegging", "Admission"),
    ("opphold", "Under opphold", "Under opphald", "During the stay"),
    ("utskrivning", "Utskrivning", "Utskriving", "Discharge"),
    ("etter", "Etter utskrivning", "Etter utskriving", "After discharge"),
    ("poliklinisk", "Poliklinisk", "Poliklinisk", "Outpatient care"),
    ("akutt", "Akuttkjede", "Akuttkjede", "Emergency chain"),
    ("annet", "Annet", "Anna", "Other"),
]
MELDINGSTYPER = [
    (
        "innlagt",
        "Melding om innlagt pasient",
        "Melding om innlagd pasient",
        "Notice of admitted patient",
    ),
    (
        "utskrivningsklar",
        "Melding om utskrivningsklar pasient",
        "Melding om utskrivingsklar pasient",
        "Notice of patient ready for discharge",
    ),
    (
        "avmelding",
        "Avmelding av utskrivningsklar pasient",
        "Avmelding av utskrivingsklar pasient",
        "Cancelled notice of patient ready for discharge",
    ),
    (
        "utskrevet",
        "Melding om utskrevet pasient",
        "Melding om utskriven pasient",
        "Notice of discharged patient",
    ),
    (
        "innleggelsesrapport",
        "Innleggelsesrapport",
        "Innleggingsrapport",
        "Admission report",
    ),
    ("helseopplysninger", "Helseopplysninger", "Helseopplysningar", "Health details"),
    (
        "utskrivningsrapport",
        "Utskrivningsrapport",
        "Utskrivingsrapport",
        "Discharge report",
    ),
    (
        "foresporsel",
        "Forespørsel eller svar på forespørsel",
        "Førespurnad eller svar på førespurnad",
        "Request or answer to a request",
    ),
    (
        "til_lege",
        "Helseopplysninger til lege",
        "Helseopplysningar til lege",
        "Health details to a doctor",
    ),
    (
        "tjenestetilbud",
        "Orientering om tjenestetilbud",
        "Orientering om tenestetilbod",
        "Information about services",
    ),
    (
        "medisinske",
        "Medisinske opplysninger",
        "Medisinske opplysningar",
        "Medical details",
    ),
    (
        "feil_i_melding",
        "Tilbakemelding om feil i mottatt melding",
        "Tilbakemelding om feil i motteken melding",
        "Notice of an error in a message received",
    ),
    ("epikrise", "Epikrise", "Epikrise", "Discharge summary"),
    ("henvisning", "Henvisning", "Tilvising", "Referral"),
    ("rekvisisjon", "Rekvisisjon", "Rekvisisjon", "Requisition"),
    ("svarrapport", "Svarrapport", "Svarrapport", "Report of results"),
    ("dialogmelding", "Dialogmelding", "Dialogmelding", "Dialogue message"),
]
# Helse- og omsorgstjenesteloven § 6-2, short labels of our own.
AVTALEPUNKTER = [
    (
        "1",
        "1 Ansvars- og oppgavefordeling",
        "1 Ansvars- og oppgåvefordeling",
        "1 Division of responsibility and tasks",
    ),
    (
        "2",
        "2 Koordinerte tjenester, habilitering, rehabilitering, læring og mestring",
        "2 Koordinerte tenester, habilitering, rehabilitering, læring og meistring",
        "2 Coordinated services, habilitation, rehabilitation, learning and coping",
    ),
    ("3", "3 Innleggelse", "3 Innlegging", "3 Admission"),
    (
        "4",
        "4 Øyeblikkelig hjelp døgntilbud",
        "4 Døgntilbod for augeblikkeleg hjelp",
        "4 Round-the-clock emergency care in the municipality",
    ),
    (
        "5",
        "5 Utskrivningsklare pasienter",
        "5 Utskrivingsklare pasientar",
        "5 Patients ready for discharge",
    ),
    (
        "6",
        "6 Kunnskapsoverføring, informasjonsutveksling, nettverk og hospitering",
        "6 Kunnskapsoverføring, informasjonsutveksling, nettverk og hospitering",
        "6 Sharing of knowledge and information, networks and job shadowing",
    ),
    (
        "7",
        "7 Forskning, utdanning og praksis",
        "7 Forsking, utdanning og praksis",
        "7 Research, education and clinical placements",
    ),
    ("8", "8 Jordmortjenester", "8 Jordmortenester", "8 Midwifery services"),
    ("9", "9 IKT-løsninger lokalt", "9 IKT-løysingar lokalt", "9 Local ICT solutions"),
    ("10", "10 Forebygging", "10 Førebygging", "10 Prevention"),
    (
        "11",
        "11 Beredskap og akuttmedisinsk kjede",
        "11 Beredskap og akuttmedisinsk kjede",
        "11 Preparedness and the emergency medical chain",
    ),
    (
        "12",
        "12 Felles planlegging og utvikling av tjenester",
        "12 Felles planlegging og utvikling av tenester",
        "12 Joint planning and development of services",
    ),
    (
        "13",
        "13 Barn og unge med sammensatte behov",
        "13 Barn og unge med samansette behov",
        "13 Children and young people with complex needs",
    ),
    ("norm", "Samarbeidsnormen", "Samarbeidsnorma", "The norm for cooperation"),
]
LISTER = {
    "pasientgruppe": PASIENTGRUPPER,
    "fase": FASER,
    "meldingstype": MELDINGSTYPER,
    "avtalepunkt": AVTALEPUNKTER,
}
FORST_FOR = {("avtalepunkt", "norm"): "fastlegekontor"}
# Points 12 and 13 came into the law later than the others.
NYERE = {("avtalepunkt", "12"), ("avtalepunkt", "13")}


def legg_inn(apps, schema_editor):
    Valg = apps.get_model("avvik", "Valg")
    for liste, rader in LISTER.items():
        for nr, (kode, navn, navn_nn, navn_en) in enumerate(rader, start=1):
            nokkel = (liste, kode)
            fra = date(2022, 8, 1) if nokkel in NYERE else date(2000, 1, 1)
            Valg.objects.get_or_create(
                liste=liste,
                kode=kode,
                gyldig_fra=fra,
                defaults={
                    "navn": navn,
                    "navn_nn": navn_nn,
                    "navn_en": navn_en,
                    "rekkefolge": 10 * nr,
                    "forst_for": FORST_FOR.get(nokkel, ""),
                },
            )


def flytt_pasientgrupper(apps, schema_editor):
    Valg = apps.get_model("avvik", "Valg")
    grupper = Valg.objects.filter(liste="pasientgruppe")
    for modell in ("Avvik", "Utkast"):
        rader = apps.get_model("avvik", modell)._base_manager
        for kode, pk in grupper.values_list("kode", "pk"):
            rader.filter(pasientgruppe_gammel=kode).update(pasientgruppe=pk)


class Migration(migrations.Migration):
    dependencies = [("avvik", "0005_valg")]
    operations = [
        migrations.RunPython(legg_inn, migrations.RunPython.noop),
        migrations.RunPython(flytt_pasientgrupper, migrations.RunPython.noop),
    ]
