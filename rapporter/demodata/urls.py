from django.urls import path

from rapporter.demodata import views

urlpatterns = [
    path("", views.demo, name="demo"),
    path("logg-inn/", views.demo_logg_inn, name="demo_logg_inn"),
]
