"""What answers have in them, field by field. The OpenAPI document is read from here."""
