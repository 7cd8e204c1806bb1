"""The closed lists of a dataset's document. They are read in any case: `String` is STRING."""

from enum import StrEnum

from reviews_site.privacy import Privacy


class ColumnType(StrEnum):
    """What a type's name comes to."""

    STRING = "STRING"
    INTEGER = "INTEGER"
    DECIMAL = "DECIMAL"
    BOOLEAN = "BOOLEAN"
    DATE = "DATE"
    TIMESTAMP = "TIMESTAMP"
    RECORD = "RECORD"


# As people write them, and as the warehouses do that they come from.
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
    """What is done to a value before anybody of the audience sees it, from nothing to everything."""

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
    """Where a request for a dataset stands. Once it is decided it stays so."""

    WAITING = "waiting"
    APPROVED = "approved"
    REGISTERED = "registered"
    FAILED = "failed"
    REFUSED = "refused"
