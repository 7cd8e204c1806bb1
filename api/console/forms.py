"""The parameters of the console's API."""

from django import forms

from api.forms import PhotosQuery


class DocumentQuery(forms.Form):
    """The parameter of a dataset's document; without one it is that of the newest version."""

    version = forms.IntegerField(min_value=1, max_value=99_999, required=False)


class RequestsQuery(PhotosQuery):
    """The parameters of requests: a cursor is a request's id."""
