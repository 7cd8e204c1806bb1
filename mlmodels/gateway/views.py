"""The routes of the Open Inference Protocol v2. Health and the server's own metadata are for everybody on the network.

Everything about a model needs a token that is for it. To all others there is no such model.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from mlmodels.gateway import admission, loaded, wire
from mlmodels.gateway.exceptions import (
    GatewayError,
    RequestTooLarge,
    UnknownEncoding,
)
from mlmodels.gateway.served_models import ServedModel
from mlmodels.gateway.tensors import Tensor
from reviews_site.version import VERSION
from reviews_site.web.access import public
from reviews_site.web.bodies import body_length

JSON_LENGTH = "Inference-Header-Content-Length"
JSON, BINARY = "application/json", "application/octet-stream"


@public
@require_safe
def server(request: HttpRequest) -> HttpResponse:
    """What this server is, and which extensions of the protocol it has."""
    return JsonResponse({"name": "platemark", "version": VERSION, "extensions": ["binary_tensor_data"]})


@public
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """200 as long as the process serves."""
    return JsonResponse({"live": True})


@public
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when each model that ships is there and verified; 503 otherwise."""
    for name in loaded.SHIPPED:
        loaded.model(name)
    return JsonResponse({"live": True, "ready": True})


@public
@require_safe
def model(request: HttpRequest, name: str, version: str | None = None) -> HttpResponse:
    """What a model takes and gives, which version it has, and what it was trained on."""
    return JsonResponse(_admitted(request, name, version, _no_question).model.metadata())


@public
@require_safe
def model_ready(request: HttpRequest, name: str, version: str | None = None) -> HttpResponse:
    """200 when the model can be asked."""
    found = _admitted(request, name, version, _no_question).model
    return JsonResponse({"name": found.name, "ready": True})


@public
@csrf_exempt
@require_POST
def infer(request: HttpRequest, name: str, version: str | None = None) -> HttpResponse:
    """Ask a model. It is asked once the call and its rows are counted."""
    question = _admitted(request, name, version, _question)
    found = question.model
    given = found.infer(question.inputs)
    said = {"model_name": found.name, "model_version": found.version, **({"id": question.id} if question.id else {})}
    body, json_length = wire.answer(said, [(given[name], binary) for name, binary in question.outputs.items()])
    response = HttpResponse(body, content_type=JSON if json_length is None else BINARY)
    if json_length is not None:
        response[JSON_LENGTH] = str(json_length)
    return response


@dataclass(frozen=True)
class Question:
    """What is asked of which model. `outputs`: whether each that is wanted is to come as bytes."""

    model: ServedModel
    inputs: Mapping[str, Tensor] = field(default_factory=dict)
    outputs: Mapping[str, bool] = field(default_factory=dict)
    rows: int = 0
    id: str = ""


def _admitted(
    request: HttpRequest, name: str, version: str | None, read: Callable[[HttpRequest, ServedModel], Question]
) -> Question:
    """The question, of a token that is for the model. All others learn nothing of model and question but that."""
    token = admission.token_of(request.headers.get("Authorization", ""))
    found, question = None, None
    try:
        found = loaded.model(name, version)
        question = read(request, found)
    except GatewayError as problem:
        admission.admit(token, name, version or (found.version if found else ""), (), 0)
        raise problem from None
    admission.admit(token, name, found.version, list(question.outputs), question.rows)
    return question


def _no_question(request: HttpRequest, found: ServedModel) -> Question:
    return Question(found)


def _question(request: HttpRequest, found: ServedModel) -> Question:
    asked = wire.parse(_body(request), request.headers.get(JSON_LENGTH))
    rows = found.rows_in(asked.inputs)
    outputs = found.chosen({output.name: output.binary or asked.binary for output in asked.outputs}, asked.binary)
    return Question(found, asked.inputs, outputs, rows, asked.id)


def _body(request: HttpRequest) -> bytes:
    if (request.content_type or JSON) not in (JSON, BINARY):
        raise UnknownEncoding(f"A request is {JSON}, or {BINARY} with tensors as bytes.")
    if body_length(request) > wire.MAX_BODY_BYTES:
        raise RequestTooLarge(f"A request has at most {wire.MAX_BODY_BYTES} bytes.")
    return wire.unpacked(request.body, request.headers.get("Content-Encoding", "").strip().lower())
