"""The values that fields of a document can have, in upper or lower case: `String` is STRING."""

from enum import StrEnum

from reviews_site.privacy import Privacy


class ColumnType(StrEnum):
    """The types of columns."""

    STRING = "STRING"
    INTEGER = "INTEGER"
    DECIMAL = "DECIMAL"
    BOOLEAN = "BOOLEAN"
    DATE = "DATE"
    TIMESTAMP = "TIMESTAMP"
    RECORD = "RECORD"


# With the names that common warehouses use.
TYPES = {
    **{kind.value: kind for kind in ColumnType},
    "INT": ColumnType.INTEGER,
    "INT64": ColumnType.INTEGER,
    "NUMERIC": ColumnType.DECIMAL,
    "FLOAT": ColumnType.DECIMAL,
    "FLOAT64": ColumnType.DECIMAL,
    "BOOL": ColumnType.BOOLEAN,
    "DATETIME": ColumnType.TIMESTAMP,
    "STRUCT": ColumnType.RECORD,
}


class Protection(StrEnum):
    """How a value is protected before the audience reads it, from weakest to strongest."""

    NONE = "None"
    MASK = "Mask"
    TOKENIZE = "Tokenize"
    HASH = "Hash"
    ENCRYPT = "Encrypt"
    DROP = "Drop"


PROTECTIONS = {protection.value.upper(): protection for protection in Protection}
SENSITIVITIES = {privacy.value.upper(): privacy for privacy in Privacy}
MODES = ("REQUIRED", "NULLABLE")


class RequestState(StrEnum):
    """The state of a request for a dataset. A decision is final."""

    CHECKING = "checking"
    WAITING = "waiting"
    REGISTERED = "registered"
    FAILED = "failed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
