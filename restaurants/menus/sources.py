"""What is imported: a file or a pasted text, read by what it is, and carried through the preview's form.

What comes back from the form is the owner's own input, as a file is: it is read again by the same rules.
"""

import base64
import zlib

from restaurants.exceptions import UnreadableMenu
from restaurants.menus.imports import MAX_BYTES, ImportedMenu, read_rows
from restaurants.menus.json_files import read_json
from restaurants.menus.pasted_text import read_text
from restaurants.menus.table_files import read_csv

_TOO_LARGE = f"This is more than {MAX_BYTES // 1000} KB, and no menu is so long. Send it in parts."
_BINARY = (b"%PDF", b"PK", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")


def read_menu(content: bytes, *, is_pasted: bool, currency: str) -> ImportedMenu:
    """The menu of a file (CSV or JSON) or of a pasted text, which may be JSON or a table, too.

    Raises:
        UnreadableMenu: it is neither; with a sentence that says what to do.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableMenu(_TOO_LARGE)
    if content.startswith(_BINARY) or b"\0" in content[:100]:
        raise UnreadableMenu("This is no CSV and no JSON. Copy the menu’s text and paste it here instead.")
    plain = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not plain:
        raise UnreadableMenu("There is nothing in it. Choose a file, or paste a menu.")
    if plain.startswith((b"{", b"[")):
        return read_rows(read_json(content), currency=currency)
    if not is_pasted:
        return read_rows(read_csv(content), currency=currency)
    return read_rows(read_text(content.decode(errors="replace")), currency=currency)


def pack(content: bytes) -> str:
    """A source as a text for a hidden field."""
    return base64.b64encode(zlib.compress(content)).decode()


def unpack(text: str) -> bytes:
    """The source of a packed text. No more of it is unpacked than a source may have.

    Raises:
        UnreadableMenu: it is none.
    """
    try:
        return zlib.decompressobj().decompress(base64.b64decode(text, validate=True), MAX_BYTES + 1)
    except (ValueError, zlib.error):
        raise UnreadableMenu("The answer came without the menu. Send it again.") from None
