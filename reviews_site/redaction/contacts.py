"""Ways to reach somebody in a text: e-mail addresses, links, phone numbers. Patterns, and no lists of anything."""

import re

# Lengths are bounded, after RFC 1035 and 5321, so that no text makes the search slow.
_EMAIL = re.compile(
    r"[^\s@<>()\[\],;:\"\\]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", re.IGNORECASE
)
# A bare name needs an ending that is no word: in "good.it was" somebody forgot a space.
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"']+"
    r"|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.(?:(?:com|net|org|info|io|eu|de|(?-i:at))\b(?:/\S*)?|[a-z]{2,6}/\S+)",
    re.IGNORECASE,
)
# A phone number has 7 to 15 digits (ITU-T E.164), written with spaces, dots, dashes, slashes or brackets between them.
_PHONE = re.compile(r"(?<![\w.,])(?:\+|\(|00)?\d(?:[ .\-/()\u2013]{0,2}\d){6,14}(?!\w)")
_DATE = re.compile(r"\d{1,4}([-./])\d{1,2}\1\d{1,4}")


def redact_contact_details(text: str) -> str:
    """The text with e-mail addresses, links and phone numbers replaced by `[email]`, `[link]` and `[phone]`."""
    without_mail = _EMAIL.sub("[email]", text)
    without_links = _LINK.sub("[link]", without_mail)
    return _PHONE.sub(_phone_or_date, without_links)


def _phone_or_date(match: re.Match[str]) -> str:
    return match.group() if _DATE.fullmatch(match.group()) else "[phone]"
