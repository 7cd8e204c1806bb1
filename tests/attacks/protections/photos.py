"""The protections of photos: how they are decoded, who adds them, where they are served."""

import io
import os
from typing import Any

from PIL import Image

from restaurants.models import Photo
from restaurants.photos import store
from tests.attacks.protection import Protection
from tests.attacks.switches import Replaced, Sql, Together, allow, always, do_nothing


def format_of_anything(head: bytes) -> str:
    """Let Pillow find a reader, as it does by default."""
    names = {b"GIF8": "GIF", b"II*\0": "TIFF", b"8BPS": "PSD", b"%!PS": "EPS", b"SIMP": "FITS"}
    return names.get(head[:4], "BMP")


def no_problem(_image: Any) -> str:
    """Say that nothing is wrong with a picture."""
    return ""


def open_as_it_is(data: bytes) -> Image.Image:
    """Open a picture, and keep all that came with it."""
    return Image.open(io.BytesIO(data))


def written_with_the_rest(image: Image.Image) -> bytes:
    """Write a picture with what was known of it."""
    out = io.BytesIO()
    kept = {name: image.info[name] for name in ("exif", "icc_profile") if image.info.get(name)}
    image.save(out, "WEBP", **kept)
    return out.getvalue()


def as_before(image: Image.Image, _digits: str) -> Image.Image:
    """Blur nothing."""
    return image


def open_unlogged(shown: Photo, *_named: Any) -> bytes:
    """Open a picture, and write down nothing."""
    return store.read(store.rendition_name(shown.token or "", "400"))


def keep_descriptors(writer: int) -> None:
    """Leave every descriptor of the parent open."""
    os.dup2(writer, 3)


PROTECTIONS = (
    Protection(
        "photo_formats",
        "Only JPEG, PNG, WebP, AVIF and, with the extra, HEIC reach a decoder, told by their bytes, and each its own.",
        "whatever Pillow knows is decoded",
        Replaced("restaurants.photos.decoding.photo_format", format_of_anything),
    ),
    Protection(
        "photo_header_checks",
        "A picture that moves, or that has more than 50 megapixels, is refused by its header.",
        "nobody looks at the header",
        Together(
            Replaced("restaurants.photos.decoding._problem", no_problem),
            Replaced("restaurants.photos.decoding.MAX_PIXELS", 10**9),
            Replaced("PIL.Image.MAX_IMAGE_PIXELS", 10**9),
        ),
    ),
    Protection(
        "photo_rebuilt_from_pixels",
        "Nothing of a file but its pixels is published: no place, comment, profile or trailer.",
        "the picture is written again as it was opened",
        Together(
            Replaced("restaurants.photos.decoding.decode", open_as_it_is),
            Replaced("restaurants.photos.renditions._webp", written_with_the_rest),
        ),
    ),
    Protection(
        "photo_system_calls",
        "A decoder that was taken over can open, connect, start and signal nothing: the kernel ends it.",
        "every system call is allowed",
        Replaced("reviews_site.confined_child.filter_system_calls", do_nothing),
    ),
    Protection(
        "photo_resource_limits",
        "A decoder takes a gigabyte of memory and ten seconds at most.",
        "there are no limits",
        Replaced("reviews_site.confined_child.limit_resources", do_nothing),
    ),
    Protection(
        "photo_descriptors",
        "A decoder inherits no connection to a store or a queue.",
        "it inherits all of its parent's",
        Replaced("reviews_site.confined_child._drop_descriptors", keep_descriptors),
    ),
    Protection(
        "photo_ownership",
        "Nobody describes or removes the photo of another person.",
        "the action does not ask whose it is",
        Replaced("restaurants.actions.photos._require_own", do_nothing),
    ),
    Protection(
        "photo_of_own_review",
        "The database refuses a photo that is added to the review of another person.",
        "the trigger is disabled",
        Sql("default", "ALTER TABLE restaurants_photo DISABLE TRIGGER restaurants_photo_of_own_review"),
    ),
    Protection(
        "photo_published_by_media",
        "The web process's login publishes no photo.",
        "`web` may write every column, and no constraint asks for files",
        Sql(
            "default",
            "GRANT UPDATE ON restaurants_photo TO web",
            "ALTER TABLE restaurants_photo DROP CONSTRAINT restaurants_photo_published_has_files",
        ),
    ),
    Protection(
        "photo_stays_hidden",
        "The web process's login shows no photo that waits to be blurred, looks like a copy, or was removed.",
        "the trigger is disabled",
        Sql("default", "ALTER TABLE restaurants_photo DISABLE TRIGGER restaurants_photo_stays_hidden"),
    ),
    Protection(
        "photo_parts_gone",
        "Of a part that its author had blurred, one colour is left in every file, and no earlier file is served.",
        "the published picture is that of before",
        Replaced("restaurants.photos.publishing.blur", as_before),
    ),
    Protection(
        "photos_per_day",
        "One person adds sixty photos a day at most, those that were removed or refused included.",
        "a day may have a million",
        Replaced("restaurants.actions.photos.MAX_PHOTOS_PER_DAY", 10**6),
    ),
    Protection(
        "photo_files_run_nothing",
        "A published file is a picture to every browser, and can run nothing.",
        "it is served with the headers of pages",
        Replaced("restaurants.views.photos.FILE_HEADERS", {}),
    ),
    Protection(
        "copied_photo_roles",
        "Only customer support compares photos that look like copies, and decides on them.",
        "every role of the company may",
        Together(
            Replaced("analytics.console.gate.may", allow),
            Replaced("restaurants.actions.copied_photos.may_compare", allow),
        ),
    ),
    Protection(
        "copied_photo_not_ones_own",
        "Nobody decides where one of the two photos is their own.",
        "nobody asks whose they are",
        Replaced("restaurants.actions.copied_photos.may_compare", allow),
    ),
    Protection(
        "copied_photo_released_by_console",
        "The web process's login releases no photo by the function that the console calls.",
        "it may call the function",
        Sql("default", "GRANT EXECUTE ON FUNCTION restaurants_decide_copied_photo(uuid, text, text) TO web"),
    ),
    Protection(
        "copied_photo_looks_logged",
        "Nobody of the company sees a photo that waits whose line in the log was not written before.",
        "the picture is opened without a line",
        Replaced("restaurants.actions.copied_photos._opened", open_unlogged),
    ),
    Protection(
        "copied_photo_files_gone",
        "A copy that is refused leaves no file.",
        "its files are not deleted",
        Replaced("restaurants.photos.publishing._finish_deletion", do_nothing),
    ),
    Protection(
        "photos_erased",
        "An erasure deletes every file of a person's photos, sent or published.",
        "the erasure deletes rows alone",
        Replaced("restaurants.photos.erased_files.delete_files_of_deleted", do_nothing),
    ),
    Protection(
        "photo_kind_by_media",
        "The web process's login says of no photo what it shows, how sharp it is or which model said so.",
        "`web` may write every column",
        Sql("default", "GRANT UPDATE ON restaurants_photo TO web"),
    ),
    Protection(
        "photo_unfit_hidden",
        "What seems to be a document is shown to nobody until a person has looked.",
        "the model's answer holds nothing up",
        Replaced("restaurants.photos.kinds.PhotoScore.problem", ""),
    ),
    Protection(
        "photo_kind_answer_checked",
        "What the child answers that looks at a photo is a listed kind and numbers within bounds, or is not used.",
        "its answer is taken as it comes",
        Replaced("restaurants.photos.kinds._is_sound", always),
    ),
    Protection(
        "photo_kind_of_files",
        "What a model said of a photo goes with its files.",
        "no constraint asks for it",
        Sql("default", "ALTER TABLE restaurants_photo DROP CONSTRAINT restaurants_photo_kind_of_files"),
    ),
)
