"""The tables of this app."""

from privacy_rights.models.erasure import ErasureCancellation, ErasureRequest, FileVacuum, StoreErasure
from privacy_rights.models.export import ExportRequest

__all__ = ["ErasureCancellation", "ErasureRequest", "ExportRequest", "FileVacuum", "StoreErasure"]
