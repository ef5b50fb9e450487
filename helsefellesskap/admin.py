"""Registers and people for the technical administrator. No case is ever here."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from helsefellesskap import models
from helsefellesskap.felter import FritekstFelt, stopp_identitetsnummer

admin.site.site_header = "Samhandling"
admin.site.site_title = "Samhandling"
admin.site.index_title = "Registre og brukere"
# Rights come from Rolle; log-in never reads allauth's addresses.
admin.site.unregister((Group, EmailAddress, Authenticator))
admin.site.unregister((SocialAccount, SocialApp, SocialToken))


class Vernet(admin.ModelAdmin):
    """Short codes pass the identity guard too; texts do so by themselves."""

    def formfield_for_dbfield(self, *args: Any, **kwargs: Any) -> Any:
        felt = super().formfield_for_dbfield(*args, **kwargs)
        if isinstance(felt, forms.CharField) and not isinstance(felt, FritekstFelt):
            # First: the messages of the others may quote the value.
            felt.validators.insert(0, stopp_identitetsnummer)
        return felt


class IkkeSlett(Vernet):
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
class SammenslaaingAdmin(Vernet):
    list_display = ("gammel", "ny", "dato")
    list_select_related = ("ny",)


@admin.register(models.StengtDag)
class StengtDagAdmin(Vernet):
    list_display = ("dato", "grunn")


@admin.register(models.Rettsgrunnlag)
class RettsgrunnlagAdmin(Vernet):
    list_display = ("flyt", "godkjent_dato")
    autocomplete_fields = ("godkjent_av",)


@admin.register(Authenticator)
class AuthenticatorAdmin(admin.ModelAdmin):
    """A lost telephone is put right by deleting the row. Nobody gives somebody
    else a second factor, or reads the key."""

    fields = list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
