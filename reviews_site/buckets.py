"""The S3-compatible object store of this cell. Apart from `reviews_site.objects`, as it takes the extra `s3`."""

from storages.backends.s3 import S3Storage  # type: ignore[import-not-found]  # an extra, which checks do without

from reviews_site.objects import RegionalStorageMixin


class RegionalS3Storage(RegionalStorageMixin, S3Storage):  # type: ignore[misc]  # django-storages ships no types
    """Objects in one bucket of an S3-compatible store."""
