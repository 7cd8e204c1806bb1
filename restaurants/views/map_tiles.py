"""The file of the base map, in parts. Which file it is says the setting MAP_BASE; a request can't name another."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from restaurants.tiles.archive import InvalidTileArchive, TileArchive, base_map_archive
from restaurants.tiles.byte_ranges import MAX_RANGE_BYTES, UnsatisfiableRange, parse_range
from reviews_site.web.access import public

# Nothing in the file may run, whatever it is taken for.
_HEADERS = {
    "Accept-Ranges": "bytes",
    "Cache-Control": "public, max-age=86400",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}
_CONTENT_TYPE = "application/vnd.pmtiles"


@public
@require_safe
def base_map(request: HttpRequest) -> HttpResponse:
    """One part of the file: 206. Whoever asks for all of it, or for no part of it, gets 416 and its size."""
    try:
        archive = base_map_archive()
    except InvalidTileArchive:
        raise Http404 from None
    if archive is None:
        raise Http404
    if request.headers.get("If-Match", archive.etag) not in (archive.etag, "*"):
        return _answer(b"", 412, archive)
    try:
        if request.headers.get("If-Range", archive.etag) != archive.etag:
            raise UnsatisfiableRange
        start, end = parse_range(request.headers.get("Range", ""), archive.size)
    except UnsatisfiableRange:
        sentence = f"Ask for one part of this file, of at most {MAX_RANGE_BYTES} bytes."
        answer = _answer(sentence.encode(), 416, archive, content_type="text/plain; charset=utf-8")
        answer["Content-Range"] = f"bytes */{archive.size}"
        return answer
    with archive.path.open("rb") as file:
        file.seek(start)
        answer = _answer(file.read(end - start), 206, archive)
    answer["Content-Range"] = f"bytes {start}-{end - 1}/{archive.size}"
    return answer


def _answer(body: bytes, status: int, archive: TileArchive, *, content_type: str = _CONTENT_TYPE) -> HttpResponse:
    return HttpResponse(body, status=status, content_type=content_type, headers={**_HEADERS, "ETag": archive.etag})
