"""The floor: session, user, one count, 25 rows by index, a plain template."""

from django import forms
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.views.decorators.csrf import csrf_protect

LISTE = engines["django"].from_string(
    "<html><body><h1>{{ antall }}</h1><table>{% for r in rader %}<tr>"
    "{% for v in r %}<td>{{ v }}</td>{% endfor %}</tr>{% endfor %}</table></body>"
    "</html>"
)
SKJEMA = engines["django"].from_string(
    "<html><body><form method=post>{% csrf_token %}{{ skjema }}</form></body></html>"
)


def liste(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM avvik_avvik WHERE holder_id = 1")
        antall = cursor.fetchone()[0]
        cursor.execute(
            "SELECT saksnummer, status, retning, meldt_dato, holder_frist "
            "FROM avvik_avvik ORDER BY id DESC LIMIT 25"
        )
        rader = cursor.fetchall()
    return HttpResponse(LISTE.render({"antall": antall, "rader": rader}))


class Skjema(forms.Form):
    en = forms.CharField()
    to = forms.CharField()
    tre = forms.IntegerField()
    fire = forms.DateField()
    fem = forms.ChoiceField(choices=[("a", "a"), ("b", "b")])
    seks = forms.CharField(widget=forms.Textarea)


@csrf_protect
def skjema(request):
    form = Skjema(request.POST or None)
    if form.is_valid():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO helsefellesskap_stengtdag (dato, grunn) VALUES "
                "(date '1900-01-01' + (random() * 1e6)::int, %s)",
                [form.cleaned_data["seks"]],
            )
        return redirect("/gulv/")
    return HttpResponse(SKJEMA.render({"skjema": form}, request))
