"""How somebody shows that a place is theirs: the domain that a code may be mailed to, and codes as people type them."""
