from django.urls import path

from rapporter import views, views_statistikk, views_trend

urlpatterns = [
    path("rapporter/", views.rapporter, name="rapporter"),
    path("rapporter/ny/", views.ny, name="ny_rapport"),
    path("rapporter/<str:nr>/", views.rapport, name="rapport"),
    path("rapporter/<str:nr>/tall/", views.tall, name="rapport_tall"),
    path("rapporter/<str:nr>/tekster/", views.tekster, name="rapport_tekster"),
    path("rapporter/<str:nr>/laering/", views.laering, name="rapport_laering"),
    path("rapporter/<str:nr>/forhandsvis/", views.forhandsvis, name="rapport_vis"),
    path("rapporter/<str:nr>/las/", views.las, name="rapport_las"),
    path("rapporter/<str:nr>/forkast/", views.forkast, name="rapport_forkast"),
    path("rapporter/<str:nr>/pdf/", views.pdf, name="rapport_pdf"),
    path("trend/", views_trend.side, name="trend"),
    path("statistikk/", views_statistikk.side, name="statistikk"),
    path("statistikk/tall.csv", views_statistikk.fil, name="statistikk_csv"),
]
