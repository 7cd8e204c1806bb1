"""Which domain a claim's code may be mailed to: that of the place's website as it was listed, and no shared one.

Nobody types a domain, so that none that merely looks alike is compared with it. The database finds the host again
(`restaurants_listed_domain`); what is here refuses hosts of which it can't know that strangers have mailboxes there.
"""

from functools import cache

from publicsuffixlist import PublicSuffixList

# Everybody can have a mailbox here.
_MAIL_HOSTS = frozenset(
    {
        *("a1.net", "aol.com", "aon.at", "chello.at", "gmail.com", "gmx.at", "gmx.de", "gmx.net", "googlemail.com"),
        *("hotmail.com", "icloud.com", "kabsi.at", "libero.it", "liwest.at", "live.com", "mail.com", "me.com"),
        *("msn.com", "orange.fr", "outlook.com", "posteo.de", "proton.me", "protonmail.com", "t-online.de"),
        *("utanet.at", "virgilio.it", "web.de", "yahoo.com", "yahoo.de", "yandex.com"),
    }
)
# Everybody can have a page here: the domain is the host's. Most such hosts are in the private part of the list.
_PAGE_HOSTS = frozenset(
    {
        *("booking.com", "facebook.com", "falstaff.com", "foodora.at", "google.com", "herold.at", "instagram.com"),
        *("jimdo.com", "lieferando.at", "linktr.ee", "mjam.net", "opentable.com", "quandoo.at", "strikingly.com"),
        *("thefork.com", "tiktok.com", "tripadvisor.at", "tripadvisor.com", "weebly.com", "wixsite.com"),
        *("wordpress.com", "x.com", "yelp.at", "yelp.com", "youtube.com"),
    }
)


@cache
def _suffixes() -> PublicSuffixList:
    # Reading it takes some 30 ms, which only a process pays that is asked.
    return PublicSuffixList()


@cache
def _registries() -> PublicSuffixList:
    return PublicSuffixList(only_icann=True)


def is_own_domain(domain: str) -> bool:
    """Whether a host can belong to one place: it is no public suffix, not at a shared host, and mails nobody's mail.

    Args:
        domain: a host in plain lower case, as `restaurants_listed_domain` gives it; Unicode stands as `xn--`.
    """
    if not domain.isascii() or domain != domain.lower():
        return False
    registered = _registries().privatesuffix(domain)
    if registered is None or registered in _MAIL_HOSTS | _PAGE_HOSTS:
        return False
    # A host that lets others have names below its own is a suffix in the private part of the list.
    return bool(_suffixes().publicsuffix(domain) == _registries().publicsuffix(domain))
