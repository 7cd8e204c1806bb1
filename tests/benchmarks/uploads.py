"""Megabytes a second of photos sent through the server into the quarantine, beside the same bytes by a bare socket."""

import http.client
import os
import re
import socket
import threading
import time
from pathlib import Path

import httpx

from tests.benchmarks import figures
from tests.benchmarks.data import SLUG
from tests.benchmarks.figures import Measurement
from tests.benchmarks.posting import TEXT, VISITED_ON
from tests.benchmarks.posting_to_dashboard import PASSWORD, token
from tests.benchmarks.site import Server, Stage, gunicorn

NAMES = ("photo_upload",)
_BOUNDARY = "----bench"
# Three large photos, about as much as one form may have.
_PHOTOS, _PHOTO_BYTES, _PIECE = 3, 14_000_000, 1 << 18


def photo_upload(on: Stage, *, rounds: int) -> Measurement:
    """In turns: one form of three photos, taken and hashed; and as many bytes that a thread writes into a file."""
    page = f"/restaurants/{SLUG}-00001/review/"
    sent, bare = [], []
    with gunicorn(on) as site:
        # A review has ten photos at most, which is three forms.
        writers = on.inside("seeder", "people", str(-(-(rounds + 1) // 3)))
        for number in range(rounds + 1):
            if number % 3 == 0:
                cookies, csrf = _signed_in_author(site, writers[number // 3]["email"], page)
            body = _form(csrf)
            sent.append(len(body) / 1e6 / _seconds_of_form(site, f"{page}photos/", cookies, body))
            bare.append(len(body) / 1e6 / _seconds_of_socket(on.where.var / "bare", body))
    value, ratio = figures.median(sent[1:]), figures.median_of_ratios(sent[1:], bare[1:])
    return Measurement("photo_upload", value, "MB/s", value / ratio, note="floor: a socket, written into a file")


def _signed_in_author(site: Server, email: str, page: str) -> tuple[str, str]:
    """The cookies and the token of somebody with a review there."""
    with httpx.Client(base_url=f"http://localhost:{site.port}", headers={"Host": "localhost"}) as browser:
        form = {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": token(browser.get("/accounts/login/"))}
        browser.post("/accounts/login/", data=form)
        csrf = token(browser.get(page))
        review = {"csrfmiddlewaretoken": csrf, "rating": "4", "text": TEXT, "visited_on": VISITED_ON}
        if browser.post(page, data=review).status_code != httpx.codes.FOUND:
            raise SystemExit("The review was not posted.")
        return "; ".join(f"{name}={value}" for name, value in browser.cookies.items()), csrf


def _form(csrf: str) -> bytes:
    """Three files that begin as a JPEG does, each of bytes of its own."""
    parts = [_field('name="csrfmiddlewaretoken"', csrf.encode()), _field('name="alt"', b"")]
    for number in range(_PHOTOS):
        content = b"\xff\xd8\xff" + os.urandom(_PHOTO_BYTES)
        parts.append(_field(f'name="photos"; filename="{number}.jpg"', content))
    return b"".join(parts) + f"--{_BOUNDARY}--\r\n".encode()


def _field(disposition: str, content: bytes) -> bytes:
    return f"--{_BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n".encode() + content + b"\r\n"


def _seconds_of_form(site: Server, path: str, cookies: str, body: bytes) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    headers = {"Host": "localhost", "Cookie": cookies, "Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
    began = time.perf_counter()
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    content = answer.read()
    seconds = time.perf_counter() - began
    connection.close()
    if answer.status != http.client.FOUND:
        problems = re.findall(r"<li[^>]*>.*?</li>", content.decode(), re.DOTALL)[:3]
        raise SystemExit(f"The photos were answered with {answer.status}: {problems}")
    return seconds


def _seconds_of_socket(path: Path, body: bytes) -> float:
    """What `cat` does at the other end of a socket, without HTTP, form or digest."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        taker = threading.Thread(target=_write_what_comes, args=[server, path])
        taker.start()
        began = time.perf_counter()
        with socket.create_connection(server.getsockname()) as sender:
            sender.sendall(body)
        taker.join()
        seconds = time.perf_counter() - began
    path.unlink()
    return seconds


def _write_what_comes(server: socket.socket, path: Path) -> None:
    taken, _ = server.accept()
    with taken, path.open("wb") as file:
        while piece := taken.recv(_PIECE):
            file.write(piece)
