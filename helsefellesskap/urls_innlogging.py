"""Only the routes of allauth that are in use, under the names it looks for."""

from django.urls import path
from django.views.decorators.cache import never_cache

from helsefellesskap import views_innlogging as views
from helsefellesskap import views_sso

urlpatterns = [
    path("logg-inn/", views.BeOmKode.as_view(), name="account_login"),
    path(
        "logg-inn/kode/", views.SkrivKode.as_view(), name="account_confirm_login_code"
    ),
    path("logg-inn/app/", views.SkrivTotp.as_view(), name="mfa_authenticate"),
    path("logg-inn/sso/", views_sso.start, name="sso_start"),
    path("logg-inn/sso/tilbake/", views_sso.tilbake, name="sso_tilbake"),
    path("logg-ut/", views.LoggUt.as_view(), name="account_logout"),
    path(
        "innlogging/app/",
        never_cache(views.SettOppTotp.as_view()),
        name="mfa_activate_totp",
    ),
    path(
        "innlogging/bekreft/", views.BekreftMedTotp.as_view(), name="mfa_reauthenticate"
    ),
    path(
        "innlogging/reservekoder/", views.reservekoder, name="mfa_view_recovery_codes"
    ),
    path(
        "innlogging/reservekoder/nye/",
        views.LagReservekoder.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path("sprak/", views.sprak, name="sprak"),
    path("okt/", views.forny_okt, name="forny_okt"),
    # Before the addresses of Django admin, which would ask for a password.
    path("admin/login/", views.admin_logg_inn, name="admin_logg_inn"),
]
