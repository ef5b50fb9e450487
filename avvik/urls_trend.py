"""Counts of small faults, apart from cases."""

from django.urls import path

from avvik.views import trend

urlpatterns = [
    path("meld/trend/", trend.meld_trend, name="meld_trend"),
    path("meld/trend/angre/", trend.meld_trend_angre, name="meld_trend_angre"),
    path("oppsett/trendtyper/", trend.trendtyper, name="trendtyper"),
    path("oppsett/trendtyper/ny/", trend.trendtype, name="trendtype_ny"),
    path("oppsett/trendtyper/<str:kode>/", trend.trendtype, name="trendtype"),
]
