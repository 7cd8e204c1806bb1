"""The page of all lessons, and the page of each."""

import os
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tests.lessons.catalogue import FIRST, REPOSITORY, catalogue
from tests.lessons.runs import Lab


@cache
def lab() -> Lab:
    """The lab of this program, with its results in the folder of the site's state."""
    return Lab(Path(os.environ.get("PLATEMARK_VAR") or REPOSITORY / "var") / "lessons.json")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every lesson by topic, and how many are done."""
    lessons = catalogue().lessons
    done = {name for name in lessons if lab().is_done(name)}
    headings: dict[str, list[object]] = {}
    for group in catalogue().groups:
        shown = [(lessons[name], name in done) for name in group.names]
        headings.setdefault(group.heading, []).append((group, shown, sum(is_done for _, is_done in shown)))
    context = {"headings": headings.items(), "done": len(done), "total": len(lessons), "first": lessons[FIRST]}
    return render(request, "index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def lesson(request: HttpRequest, name: str) -> HttpResponse:
    """One protection. POST attacks it, without it if `protection=off`."""
    shown = catalogue().lessons.get(name)
    if shown is None:
        raise Http404("There is no such lesson.")
    if request.method == "POST":
        lab().start(shown, is_protected=request.POST.get("protection") != "off")
        # Without a fragment: a page that refreshes itself would only move to it.
        response = HttpResponseRedirect(reverse("lesson", args=[name]))
        response.status_code = 303
        return response
    running = lab().running
    context = {
        "lesson": shown,
        "topic": next(group for group in catalogue().groups if group.key == shown.topic),
        "running": running,
        "is_here": bool(running and running[0] == name),
        "refused": lab().result(name, is_protected=True),
        "got_through": lab().result(name, is_protected=False),
        "is_done": lab().is_done(name),
        "next": catalogue().following(name),
    }
    return render(request, "lesson.html", context)
