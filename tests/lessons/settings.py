"""Django's settings of the lessons' pages."""

from pathlib import Path

from sandbox.page_settings import page_settings

globals().update(page_settings(Path(__file__).parent, urls="tests.lessons.urls", csrf_cookie="lessons_csrf"))
