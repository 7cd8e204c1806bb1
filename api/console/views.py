"""Datasets and requests for them, as the console's pages show and take them."""

import json

from django.conf import settings
from django.http import Http404, HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.console.catalogue import catalogue
from analytics.console.dataset_requests import ask_for_dataset
from analytics.console.request_form import DatasetRequestForm
from analytics.datasets.document import InvalidDataset
from analytics.datasets.models import DEFAULT_RETENTION_DAYS, DatasetRequest
from analytics.datasets.registry import document_text, version_of
from api import parameters
from api.console import schema
from api.console.base import StaffView, staff_of
from api.console.forms import DocumentQuery, RequestsQuery
from api.console.serializers import DatasetEntry, DatasetList, RequestEntry, RequestInput, RequestPage
from api.forms import cleaned, read_query
from api.views.base import body_of, page_answer
from reviews_site.policy import Decision, Permission

DATASET = [
    OpenApiParameter(
        "version", {"type": "integer", "minimum": 1, "maximum": 99_999}, description="by default the newest"
    )
]
_DATASET, _REQUEST = DatasetEntry(), RequestEntry()
_DEFAULTS = {"line_of_business": "analytics", "residency": "eu", "retention_days": DEFAULT_RETENTION_DAYS}


class OpenApiDocument(StaffView):
    permission = Permission.CATALOGUE_READ

    def get(self, request: Request) -> HttpResponse:
        """The document of these routes, as it is kept in the repository."""
        return HttpResponse(schema.kept_text(), content_type="application/json")


class Datasets(StaffView):
    permission = Permission.CATALOGUE_READ

    @extend_schema(operation_id="list_datasets", tags=["Datasets"], summary="Every dataset", responses=DatasetList)
    def get(self, request: Request) -> Response:
        """Every dataset, by name."""
        return Response({"items": [_DATASET.to_representation(entry) for entry in catalogue()], "next": None})


class DatasetDocument(StaffView):
    permission = Permission.CATALOGUE_READ

    @extend_schema(
        operation_id="get_dataset",
        tags=["Datasets"],
        summary="The document of a dataset",
        parameters=DATASET,
        responses={(200, "application/json"): {"type": "array", "items": {"type": "object"}}},
    )
    def get(self, request: Request, name: str) -> HttpResponse:
        """A dataset's document, in exactly the shape in which it was registered."""
        version = version_of(name, read_query(request.GET, DocumentQuery).cleaned_data["version"])
        if version is None:
            raise Http404
        return HttpResponse(document_text(version), content_type="application/json")


class Requests(StaffView):
    permission = Permission.CATALOGUE_READ

    @extend_schema(
        operation_id="list_requests",
        tags=["Requests"],
        summary="Requests for datasets, the latest first",
        parameters=parameters.PHOTOS,
        responses=RequestPage,
    )
    def get(self, request: Request) -> Response:
        """Requests, page by page, the latest first."""
        values = read_query(request.GET, RequestsQuery).cleaned_data
        asked = DatasetRequest.objects.order_by("-pk")
        if values["cursor"]:
            asked = asked.filter(pk__lt=values["cursor"])
        rows = list(asked[: values["limit"] + 1])
        page = rows[: values["limit"]]
        cursor = str(page[-1].pk) if len(rows) > len(page) else ""
        return page_answer(
            request, map(_REQUEST.to_representation, page), cursor=cursor, site=str(settings.CONSOLE_URL)
        )

    @extend_schema(
        operation_id="request_dataset",
        tags=["Requests"],
        summary="Request a dataset",
        request=RequestInput,
        responses={201: RequestEntry},
    )
    def post(self, request: Request) -> Response:
        """Request a dataset. A problem within the document is named by its path."""
        staff = staff_of(request)
        Decision(staff.has(Permission.DATASET_REQUEST), "Your role can’t request datasets.").require()
        sent = body_of(RequestInput, request).validated_data
        form = DatasetRequestForm({**_DEFAULTS, **sent, "document": json.dumps(sent["document"])})
        cleaned(form)
        try:
            asked = ask_for_dataset(form, staff)
        except InvalidDataset as refused:
            raise ValidationError({problem.path: [problem.says] for problem in refused.problems}) from None
        return Response(_REQUEST.to_representation(asked), status=201)
