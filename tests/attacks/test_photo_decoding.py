"""Attack: photos that are none, that unpack to much, that carry something along, or that take over their decoder."""

import os
import signal
import socket
import threading
from collections.abc import Callable

import pytest

from restaurants.exceptions import InvalidPhoto
from restaurants.photos import decoding, renditions
from reviews_site import confined_child
from tests.restaurants.photos import CANARY, bomb, moving, photo, refused_files, with_canaries

REFUSED = refused_files()


@pytest.mark.protection("photo_formats")
@pytest.mark.parametrize("name", REFUSED)
def test_no_other_format_reaches_a_decoder(name: str) -> None:
    with pytest.raises(InvalidPhoto, match="Choose a JPEG, PNG, WebP, AVIF or HEIC photo"):
        decoding.decode(REFUSED[name])
    assert decoding.decode(photo()).size == (640, 480)


@pytest.mark.protection("photo_formats")
def test_a_sequence_of_pictures_reaches_no_decoder() -> None:
    with pytest.raises(InvalidPhoto, match="still photo"):
        decoding.decode(moving("AVIF"))


@pytest.mark.protection("photo_header_checks")
@pytest.mark.parametrize("form", ["WEBP", "PNG"])
def test_a_moving_picture_is_refused(form: str) -> None:
    with pytest.raises(InvalidPhoto, match="still photo"):
        decoding.decode(moving(form))


@pytest.mark.protection("photo_header_checks")
def test_a_bomb_is_not_unpacked() -> None:
    file = bomb()
    assert len(file) < 100_000
    with pytest.raises(InvalidPhoto, match="50 megapixels"):
        decoding.decode(file)


@pytest.mark.protection("photo_header_checks")
def test_a_picture_without_pixels_is_refused() -> None:
    with pytest.raises(InvalidPhoto, match="damaged"):
        decoding.decode(bomb(0, 9))
    with pytest.raises(InvalidPhoto, match="50 megapixels"):
        decoding.decode(bomb(7100, 7100))


@pytest.mark.protection("photo_rebuilt_from_pixels")
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_nothing_but_pixels_survives(form: str) -> None:
    file = with_canaries(form)
    assert file.count(CANARY) >= 4
    for rendition in renditions.encode_renditions(decoding.decode(file)).values():
        assert CANARY not in rendition and b"EXIF" not in rendition and b"ICCP" not in rendition
        assert int.from_bytes(rendition[4:8], "little") + 8 == len(rendition)  # nothing behind the picture


def open_a_file() -> bytes:
    return os.read(os.open("/etc/hostname", os.O_RDONLY), 10)


def connect() -> bytes:
    socket.socket().close()
    return b"connected"


def fork() -> bytes:
    if os.fork() == 0:
        os._exit(0)
    return b"forked"


def start_a_thread() -> bytes:
    thread = threading.Thread(target=bytes)
    thread.start()
    thread.join()
    return b"started"


def signal_the_parent() -> bytes:
    os.kill(os.getppid(), signal.SIGCONT)
    return b"sent"


@pytest.mark.protection("photo_system_calls")
@pytest.mark.parametrize("threads", [False, True])
@pytest.mark.parametrize("work", [open_a_file, connect, fork, signal_the_parent])
def test_a_decoder_that_was_taken_over_reaches_nothing(work: Callable[[], bytes], threads: bool) -> None:
    status = f"status {int(signal.SIGSYS)}|status {signal.SIGSYS | 128}"
    with pytest.raises(confined_child.SandboxFailure, match=status):
        confined_child.run(work, max_bytes=100, threads=threads)


@pytest.mark.protection("photo_system_calls")
def test_a_decoder_of_anything_but_heic_starts_a_thread() -> None:
    assert confined_child.run(start_a_thread, max_bytes=100, threads=True) == b"started"
    with pytest.raises(confined_child.SandboxFailure):
        confined_child.run(start_a_thread, max_bytes=100)


@pytest.mark.protection("photo_resource_limits")
def test_a_decoder_that_takes_memory_without_end_is_stopped() -> None:
    with pytest.raises(confined_child.SandboxFailure):
        confined_child.run(lambda: bytes(str(len(bytearray(3 << 30))), "ascii"), max_bytes=100)
    assert decoding.decode(photo()).size == (640, 480)


@pytest.mark.protection("photo_descriptors")
def test_a_decoder_inherits_no_connection() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)
        with pytest.raises(confined_child.SandboxFailure):
            confined_child.run(lambda: bytes(os.write(theirs.fileno(), b"SELECT 1")), max_bytes=100)
        with pytest.raises(BlockingIOError):
            ours.recv(10)
