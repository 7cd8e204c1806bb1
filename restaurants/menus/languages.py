"""The languages that menus may be written in here, and what they are called."""

from django.utils.translation import get_language_info

# As `sql/default/menus.sql` has them.
LANGUAGES = ("de", "en", "it", "fr", "es", "cs", "hr", "hu", "nl", "pl", "pt", "sk", "sl", "tr")


def language_words(code: str) -> str:
    """`de` as `German`; the code itself where it has no name."""
    return _info(code, "name")


def own_words(code: str) -> str:
    """`de` as `Deutsch`, for those who read it; the code itself where it has no name."""
    words = _info(code, "name_local")
    return words[:1].upper() + words[1:]


def _info(code: str, key: str) -> str:
    try:
        return str(get_language_info(code)[key])
    except KeyError:
        return code
