"""The console's first page: who you are here, and what waits."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import StaffRole
from analytics.access.company import COMPANY_ROLES, Environment
from analytics.console.dataset_decisions import waiting_for
from analytics.console.gate import ConsoleRequest, permission_required
from analytics.datasets.models import Dataset
from analytics.ingest.quality.budget import budgets
from analytics.ingest.selectors import waiting_by_reason
from reviews_site.policy import Permission


@require_safe
@permission_required(Permission.CONSOLE_OPEN)
def home(request: ConsoleRequest) -> HttpResponse:
    """What is of concern to somebody's roles, and nothing else."""
    environment = Environment(settings.PLATEMARK_ENV)
    shown: dict[str, Any] = {
        "parts": [COMPANY_ROLES[role] for role in request.staff.roles],
        "environment": environment,
    }
    if request.staff.has(Permission.CATALOGUE_READ):
        shown |= {"reads_catalogue": True, "datasets": Dataset.objects.count(), "requests": waiting_for(request.staff)}
    if request.staff.has(Permission.STAFF_ASSIGN):
        shown["overdue"] = StaffRole.objects.overdue().count()
    if request.staff.has(Permission.LOADS_READ):
        left = budgets()
        shown |= {
            "waiting": sum(waiting_by_reason().values()),
            "checked": len(left),
            "spent": [each.relation for each in left if each.is_spent],
        }
    return render(request, "console/home.html", shown)
