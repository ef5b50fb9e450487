"""Registers and people for the technical administrator. No case is ever here."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from helsefellesskap import models

admin.site.site_header = "Samhandling"
admin.site.site_title = "Samhandling"
admin.site.index_title = "Registre og brukere"
# Rights come from Rolle; log-in never reads allauth's addresses. Its Authenticator
# stays: a lost telephone is put right by deleting the person's row.
admin.site.unregister((Group, EmailAddress))


class IkkeSlett(admin.ModelAdmin):
    """Rows that cases and logs point to are ended by a date, never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RolleInline(admin.TabularInline):
    model = models.Rolle
    extra = 0
    autocomplete_fields = ("enhet",)
    can_delete = False


@admin.register(models.Bruker)
class BrukerAdmin(IkkeSlett):
    fields = ("email", "navn", "stilling", "spraak", "is_active", "is_staff")
    list_display = ("email", "navn", "is_active")
    search_fields = ("email", "navn")
    inlines = (RolleInline,)

    def save_model(
        self, request: HttpRequest, obj: models.Bruker, form: Any, change: bool
    ) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


@admin.register(models.Virksomhet)
class VirksomhetAdmin(IkkeSlett):
    list_display = ("navn", "type", "tilknyttet_fra", "tilknyttet_til")
    list_filter = ("type",)
    search_fields = ("navn",)


@admin.register(models.Enhet)
class EnhetAdmin(IkkeSlett):
    list_display = ("navn", "virksomhet", "type", "gyldig_fra", "gyldig_til")
    list_filter = ("type", "virksomhet")
    list_select_related = ("virksomhet",)
    search_fields = ("navn", "virksomhet__navn")
    autocomplete_fields = ("overordnet", "etterfolger", "virksomhet")


@admin.register(models.Kommune)
class KommuneAdmin(IkkeSlett):
    list_display = ("nummer", "navn")


@admin.register(models.Kommunesammenslaaing)
class SammenslaaingAdmin(admin.ModelAdmin):
    list_display = ("gammel", "ny", "dato")
    list_select_related = ("ny",)


@admin.register(models.StengtDag)
class StengtDagAdmin(admin.ModelAdmin):
    list_display = ("dato", "grunn")


@admin.register(models.Rettsgrunnlag)
class RettsgrunnlagAdmin(admin.ModelAdmin):
    list_display = ("flyt", "godkjent_dato")
    autocomplete_fields = ("godkjent_av",)
