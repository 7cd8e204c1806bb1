"""The languages that somebody can say they read: ISO 639-1, each under its own name, as Django has them."""

from django.conf.locale import LANG_INFO

# Those of the neighbourhood, which the page shows first.
NEAR = ("de", "en", "hr", "hu", "it", "cs", "sk", "sl", "sr", "tr", "fr", "es")
MOST = 8

LANGUAGES: dict[str, str] = dict(
    sorted(
        (
            (code, info["name_local"][:1].upper() + info["name_local"][1:])
            for code, info in LANG_INFO.items()
            if len(code) == 2 and "name_local" in info
        ),
        key=lambda each: each[1].casefold(),
    )
)
