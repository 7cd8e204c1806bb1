"""The audiences of datasets. Each group of company roles has a schema of its own."""

AUDIENCES = {
    "marts_business": ("marketing_analyst", "product_manager", "executive"),
    "marts_science": ("data_scientist",),
}


def schema_for(audience: list[str]) -> str:
    """The schema that all of these company roles read, or "" where there is none."""
    fitting = (schema for schema, roles in AUDIENCES.items() if audience and set(audience) <= set(roles))
    return next(fitting, "")
