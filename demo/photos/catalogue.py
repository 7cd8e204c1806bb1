"""Which photos there are: their dish, table and words, and the cuisines that show them."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "files"
# The ground of each photo in turn, with a colour, and its words.
TABLES = (
    ("wood", (0.5, 0.32, 0.19), "a wooden table"),
    ("stone", (0.82, 0.8, 0.77), "white marble"),
    ("cloth", (0.72, 0.68, 0.6), "a linen cloth"),
    ("wood", (0.72, 0.55, 0.36), "a light wooden table"),
    ("stone", (0.25, 0.26, 0.28), "dark stone"),
    ("cloth", (0.45, 0.2, 0.2), "a red cloth"),
    ("cloth", (0.3, 0.38, 0.34), "a green cloth"),
)
# Dish -> the kind of drawing that its restaurants have (`restaurants.pictures.paths`), and what the photo shows.
_DISHES = {
    "pizza": ("pizza", "Pizza with tomato, mozzarella and basil"),
    "pasta": ("pasta", "A plate of pasta with sauce and grated cheese"),
    "soup": ("inn", "A bowl of soup with croutons and a swirl of cream"),
    "salad": ("leaf", "Salad with tomatoes, olives and cubes of cheese"),
    "burger": ("burger", "A burger in a sesame bun with fries"),
    "sushi": ("sushi", "Six rolls and four pieces of nigiri on a slate"),
    "coffee": ("coffee", "A cappuccino with a biscuit"),
    "cake": ("coffee", "A slice of cake with berries and cream"),
    "ramen": ("noodles", "Noodle soup with egg, pork and spring onions"),
    "curry": ("curry", "Curry with rice and fresh herbs"),
    "steak": ("grill", "Grilled steak with fries and a dip"),
    "fish": ("fish", "A whole fish with potatoes and lemon"),
    "ice": ("ice", "Three scoops of ice cream with chocolate"),
    "dumplings": ("noodles", "Eight dumplings on a wooden plate"),
}
_ROUNDS, _OF_THE_LAST = 5, 8


@dataclass(frozen=True)
class DemoPhoto:
    """One photo of the town."""

    number: int
    dish: str
    cuisine: str
    alt: str

    @property
    def path(self) -> Path:
        """The shipped file."""
        return FOLDER / f"{self.dish}-{self.number}.webp"


def demo_photos() -> list[DemoPhoto]:
    """Every photo, dish after dish in each round; the last round has fewer."""
    rounds = [list(_DISHES)[: None if turn < _ROUNDS - 1 else _OF_THE_LAST] for turn in range(_ROUNDS)]
    dishes = [dish for names in rounds for dish in names]
    return [
        DemoPhoto(number, dish, _DISHES[dish][0], f"{_DISHES[dish][1]}, on {TABLES[number % len(TABLES)][2]}")
        for number, dish in enumerate(dishes)
    ]
