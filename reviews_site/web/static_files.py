"""Addresses of static files, each worked out once. What the files are, and where, is WhiteNoise's business."""

from functools import cache

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]  # it ships no types


@cache
def _hashed(storage: "CachedManifestStaticFilesStorage", name: str) -> str:
    return str(super(CachedManifestStaticFilesStorage, storage).url(name))


class CachedManifestStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it ships no types
    """Hashed names from the manifest, which does not change while a process runs. A page asks for thirty of them."""

    # In style sheets alone: scripts name nothing but maps of their sources, which vendored ones come without.
    patterns = tuple(each for each in CompressedManifestStaticFilesStorage.patterns if each[0] == "*.css")

    def url(self, name: str, force: bool = False) -> str:
        return str(super().url(name, force)) if force else _hashed(self, name)
