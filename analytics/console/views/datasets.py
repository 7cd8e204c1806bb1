"""Datasets: what there is, what each is made of and what was measured of it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from analytics.access.company import COMPANY_ROLES
from analytics.console import signing
from analytics.console.catalogue import catalogue, quality_of
from analytics.console.dataset_decisions import withdrawal
from analytics.console.gate import ConsoleRequest, permission_required
from analytics.console.graph import graph
from analytics.datasets import lineage, withdrawals
from analytics.datasets.enums import Protection
from analytics.datasets.lineage import Node
from analytics.datasets.models import Dataset, DatasetVersion
from analytics.datasets.registry import document_of, readers_of, version_of, versions_of
from reviews_site.policy import Permission
from reviews_site.privacy import Privacy


@require_safe
@permission_required(Permission.CATALOGUE_READ)
def index(request: ConsoleRequest) -> HttpResponse:
    """Every dataset; with `?mine` those that one of the reader's roles reads, with `?q=` those that have the words."""
    words, mine = request.GET.get("q", "").strip()[:100], "mine" in request.GET
    listed = [
        entry
        for entry in catalogue()
        if entry.matches(words) and (not mine or set(entry.dataset.audience) & set(request.staff.roles))
    ]
    return render(request, "console/datasets.html", {"listed": listed, "mine": mine, "words": words})


@require_safe
@permission_required(Permission.CATALOGUE_READ)
def glossary(request: HttpRequest) -> HttpResponse:
    """What the words of the catalogue mean."""
    return render(request, "console/glossary.html", {"classes": list(Privacy), "protections": list(Protection)})


@require_safe
@permission_required(Permission.CATALOGUE_READ)
def detail(request: ConsoleRequest, name: str) -> HttpResponse:
    """One dataset, in the version that is asked for or the newest that stands."""
    version = _version(request, name)
    written = document_of(version)
    edges = lineage.origins([Node(version.relation, leaf.plain_name) for leaf in written.leaves])
    readers = sorted(readers_of(name))
    return render(
        request,
        "console/dataset.html",
        {
            "dataset": Dataset.objects.get(name=name),
            "version": version,
            "versions": versions_of(name),
            "document": written,
            "columns": [{"column": column, "depth": depth} for depth, column in written.walk()],
            "readers": [COMPANY_ROLES[login] for login in readers],
            "may_preview": request.staff.has(Permission.ROWS_READ) and set(readers) & set(request.staff.roles),
            "may_withdraw": request.staff.has(Permission.DATASET_WITHDRAW) and not version.withdrawn_at,
            "may_see_reads": request.staff.has(Permission.ACCESS_READ),
            "written_at": version.refreshed_at or version.registered_at,
            "quality": quality_of(edge.origin.relation for edge in edges),
            "edges": edges,
            "graph": graph(edges, asked=[Node(version.relation, leaf.plain_name) for leaf in written.leaves]),
        },
    )


@require_POST
@permission_required(Permission.DATASET_WITHDRAW)
def withdraw(request: ConsoleRequest, name: str) -> HttpResponse:
    """Withdraw a version, for everybody; then comes the signature. The registrar carries it out."""
    number, reason = request.POST.get("version", ""), request.POST.get("reason", "").strip()
    version = version_of(name, int(number)) if number.isdecimal() and len(number) < 6 else None
    if version is None:
        raise Http404
    if problem := withdrawals.problem_with(version) or ("" if reason else "Say why, for the audit log."):
        messages.error(request, problem)
        return redirect(f"{reverse('console:dataset', args=[name])}?version={number}")
    signing.PendingAction(request).begin(withdrawal(request.staff, version, reason=reason))
    return redirect("console:prove_dataset")


def _version(request: HttpRequest, name: str) -> DatasetVersion:
    asked = request.GET.get("version", "")
    found = version_of(name, int(asked) if asked.isdecimal() and len(asked) < 6 else None)
    if found is None:
        raise Http404
    return found
