"""Committees and members; presentations never."""

from django.contrib import admin

from helsefellesskap.admin import IkkeSlett
from utvalg import models


class MedlemskapInline(admin.TabularInline):
    model = models.Medlemskap
    extra = 0
    autocomplete_fields = ("bruker",)
    can_delete = False


@admin.register(models.Utvalg)
class UtvalgAdmin(IkkeSlett):
    list_display = ("navn",)
    inlines = (MedlemskapInline,)
