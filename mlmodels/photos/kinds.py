"""The kinds of photos. `restaurants.enums.PhotoKind` has the same words: a test compares them."""

FOOD, DRINK, MENU, INTERIOR, EXTERIOR = "food", "drink", "menu", "interior", "exterior"
PEOPLE, DOCUMENT, OTHER = "people", "document", "other"
KINDS = (FOOD, DRINK, MENU, INTERIOR, EXTERIOR, PEOPLE, DOCUMENT, OTHER)
# What the shipped head has learned. Drinks follow from what the encoder knew before; whether a photo shows people is
# told by the detector of faces, and not here.
LEARNED = (FOOD, MENU, INTERIOR, EXTERIOR, DOCUMENT, OTHER)
