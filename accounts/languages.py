"""The languages that people can say they read: ISO 639-1 codes, each with its own name, from Django's list."""

from django.conf.locale import LANG_INFO

# Languages of the neighborhood, which the page shows first.
NEARBY_LANGUAGES = ("de", "en", "hr", "hu", "it", "cs", "sk", "sl", "sr", "tr", "fr", "es")
MAX_LANGUAGES = 8

_NAMES = {code: info["name_local"] for code, info in LANG_INFO.items() if len(code) == 2 and "name_local" in info}
LANGUAGES: dict[str, str] = {
    code: name[:1].upper() + name[1:] for code, name in sorted(_NAMES.items(), key=lambda item: item[1].casefold())
}
