"""The routes of this app, at the root of the site."""

from django.urls import path

from restaurants.views import (
    listing,
    maps,
    own_reviews,
    photos,
    popular,
    reviewers,
    reviews,
    saved_lists,
    table_codes,
    visits,
)

app_name = "restaurants"
urlpatterns = [
    path("", listing.home, name="home"),
    path("sitemap.xml", listing.sitemap, name="sitemap"),
    path("map/", maps.show_map, name="map"),
    path("popular/", popular.show_popular, name="popular"),
    path("restaurants/", listing.browse, name="list"),
    path("search/suggestions/", listing.suggest, name="suggest"),
    path("restaurants/<slug:slug>/", listing.detail, name="detail"),
    path("restaurants/<slug:slug>/review/", reviews.review, name="review"),
    path("restaurants/<slug:slug>/review/edit/", own_reviews.edit, name="review_edit"),
    path("restaurants/<slug:slug>/review/withdraw/", own_reviews.withdraw, name="review_withdraw"),
    path("restaurants/<slug:slug>/review/draft/", own_reviews.draft, name="review_draft"),
    path("restaurants/<slug:slug>/review/visit/", table_codes.confirm, name="review_visit"),
    path("visit/", table_codes.enter, name="visit"),
    path("visit/<str:code>/", table_codes.scan, name="scan"),
    path("restaurants/<slug:slug>/reviews/<uuid:review_id>/", listing.history, name="review_history"),
    path("restaurants/<slug:slug>/reviews/<uuid:review_id>/helpful/", reviewers.helpful, name="review_helpful"),
    path("restaurants/<slug:slug>/save/", saved_lists.save, name="save"),
    path("saved/", saved_lists.saved, name="saved"),
    path("saved/<uuid:list_id>/", saved_lists.saved_list, name="saved_list"),
    path("saved/places/<uuid:place_id>/", saved_lists.change_place, name="saved_place"),
    path("reviewers/<str:pen_name>/", reviewers.reviewer, name="reviewer"),
    path("reviews/", own_reviews.own_reviews, name="own_reviews"),
    path("restaurants/<slug:slug>/review/photos/", photos.add, name="photos"),
    path("photos/<uuid:photo_id>/", photos.change, name="photo"),
    path("photos/<uuid:photo_id>/blur/", photos.blur, name="photo_blur"),
    path("photos/<slug:name>.webp", photos.file, name="photo_file"),
    path("business/<slug:slug>/visits/", visits.visits, name="visits"),
    path("business/<slug:slug>/visits/file/", visits.upload, name="visits_file"),
    path("business/<slug:slug>/visits/order/", visits.answer, name="visits_order"),
    path("business/<slug:slug>/visits/template.csv", visits.template, name="visits_template"),
]
