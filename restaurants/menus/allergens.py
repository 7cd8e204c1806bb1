"""The fourteen allergens that menus in the European Union declare, and diets, as people write them.

Source: Regulation (EU) No 1169/2011, annex II; the letters are those of the Austrian recommendation on it.
"""

import re

# Beside their sign on menus in Austria, see the model of menus.
ALLERGENS = {
    "A": "gluten",
    "B": "crustaceans",
    "C": "egg",
    "D": "fish",
    "E": "peanuts",
    "F": "soy",
    "G": "milk",
    "H": "nuts",
    "L": "celery",
    "M": "mustard",
    "N": "sesame",
    "O": "sulphites",
    "P": "lupin",
    "R": "molluscs",
}
_SIGNS_OF_ALLERGENS = re.compile(r"[A-Za-z](?:[\s,;/.+&]*[A-Za-z])*\Z", re.ASCII)
_DIETS = {
    **dict.fromkeys(("vegan", "vg", "vegano", "végan"), "vegan"),
    **dict.fromkeys(("vegetarian", "veg", "v", "veggie", "vegetarisch", "vegetariano", "végétarien"), "vegetarian"),
}


def read_allergens(text: str) -> str:
    """`a, g/C` or `milk, egg` as `ACG`: each letter once, in the order of the alphabet.

    Raises:
        ValueError: it names something else; with a sentence for people.
    """
    words = {word.strip().casefold() for word in re.split(r"[,;/]", text) if word.strip()}
    by_name = {name: letter for letter, name in ALLERGENS.items()}
    if words and words <= set(by_name):
        return "".join(sorted(by_name[word] for word in words))
    given = text.strip()
    letters = set(re.sub(r"[^A-Z]", "", given.upper()))
    if given and (not _SIGNS_OF_ALLERGENS.fullmatch(given) or not letters <= set(ALLERGENS)):
        raise ValueError(f"“{given[:40]}” are no allergens. Write their letters, such as A, C, G.")
    return "".join(sorted(letters))


def read_diet(text: str) -> str:
    """`Vegan` or `vegetarisch` as the word that is stored; empty for none.

    Raises:
        ValueError: it is another word.
    """
    word = text.strip().casefold()
    if word and word not in _DIETS:
        raise ValueError(f"“{text.strip()[:40]}” is no diet. Write vegetarian or vegan, or leave it empty.")
    return _DIETS.get(word, "")
