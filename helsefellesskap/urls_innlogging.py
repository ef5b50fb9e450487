"""Only the routes of allauth that are in use."""

from allauth.account import views as konto
from django.urls import path

urlpatterns = [
    path("logg-inn/", konto.RequestLoginCodeView.as_view(), name="account_login"),
    path("logg-ut/", konto.LogoutView.as_view(), name="account_logout"),
]
