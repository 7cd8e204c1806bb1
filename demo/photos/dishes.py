"""Dishes from above: each puts its parts on a scene. Sizes are in pixels of a picture of 800 by 600."""

import math
from collections.abc import Callable

from demo.photos.scene import Colour, Scene, Shape

WHITE, CREAM, BLUE = (0.93, 0.92, 0.89), (0.95, 0.9, 0.78), (0.35, 0.45, 0.58)
GREEN, DARK_GREEN, RED, TOMATO = (0.33, 0.5, 0.16), (0.16, 0.33, 0.12), (0.7, 0.13, 0.1), (0.82, 0.25, 0.13)
BROWN, CRUST, GOLD, BLACK = (0.42, 0.24, 0.12), (0.78, 0.53, 0.27), (0.9, 0.68, 0.28), (0.09, 0.09, 0.1)
SALMON, EGG, CHOCOLATE = (0.95, 0.53, 0.35), (0.97, 0.76, 0.2), (0.24, 0.13, 0.08)
Dish = Callable[[Scene, float, float, float], None]


def around(scene: Scene, x: float, y: float, radius: float) -> tuple[float, float]:
    """A place at random within a circle."""
    angle, far = scene.chance.uniform(0, 2 * math.pi), radius * math.sqrt(scene.chance.uniform())
    return x + far * math.cos(angle), y + far * math.sin(angle)


def plate(scene: Scene, x: float, y: float, r: float, colour: Colour = WHITE) -> None:
    """A plate with its rim."""
    scene.stamp(Shape(x, y, r, r), 14, colour, flat=0.08, gloss=0.25)
    scene.ring(Shape(x, y, r * 0.97, r * 0.97), 9, 6, colour)
    scene.ring(Shape(x, y, r * 0.7, r * 0.7), 5, 2, colour)


def bowl(scene: Scene, x: float, y: float, r: float, colour: Colour, inside: Colour) -> None:
    """A bowl filled nearly to its rim."""
    scene.stamp(Shape(x, y, r, r), 24, colour, flat=0.2, gloss=0.35)
    scene.stamp(Shape(x, y, r * 0.9, r * 0.9), 3, inside, flat=0.05, gloss=0.35)
    scene.ring(Shape(x, y, r * 0.95, r * 0.95), 11, 15, colour)


def scatter(
    scene: Scene, spot: tuple[float, float, float], count: int, size: tuple[float, float], colour: Colour, **how: float
) -> None:
    """Many small bodies within a circle: middle and radius, half axes, and how high, flat and glossy."""
    x, y, radius = spot
    height, flat, gloss = how.get("height", 8.0), how.get("flat", 0.5), how.get("gloss", 0.2)
    for _ in range(count):
        at, scale = around(scene, x, y, radius), scene.chance.uniform(0.75, 1.25)
        shape = Shape(*at, size[0] * scale, size[1] * scale, scene.chance.uniform(0, math.pi))
        scene.stamp(shape, height * scale, colour, flat=flat, gloss=gloss, rough=how.get("rough", 0.0))


def strands(scene: Scene, spot: tuple[float, float, float], count: int, width: float, colour: Colour) -> None:
    """Noodles: arcs of many small domes."""
    for _ in range(count):
        x, y = around(scene, *spot)
        angle, bend = scene.chance.uniform(0, 2 * math.pi), scene.chance.uniform(-0.12, 0.12)
        for _step in range(26):
            if math.hypot(x - spot[0], y - spot[1]) < spot[2] * 1.05:
                scene.stamp(Shape(x, y, width * 1.3, width, angle), width * 0.5, colour, gloss=0.35)
            x, y, angle = x + width * math.cos(angle), y + width * math.sin(angle), angle + bend


def pizza(scene: Scene, x: float, y: float, r: float) -> None:
    scene.stamp(Shape(x, y, r, r * 0.98), 16, CRUST, flat=0.15, rough=0.3)
    scene.stamp(Shape(x, y, r * 0.86, r * 0.85), 2, TOMATO, flat=0.05, rough=0.6)
    scene.ring(Shape(x, y, r * 0.93, r * 0.92), r * 0.09, 12, CRUST, gloss=0.05)
    scatter(scene, (x, y, r * 0.74), 46, (r * 0.13, r * 0.09), CREAM, height=4, flat=0.2, gloss=0.3)
    scatter(scene, (x, y, r * 0.94), 40, (5, 3), BROWN, height=1)
    topping = [(RED, r * 0.105), (BLACK, r * 0.04), (TOMATO, r * 0.08), (BROWN, r * 0.07)][scene.chance.integers(4)]
    scatter(scene, (x, y, r * 0.68), 13, (topping[1], topping[1]), topping[0], height=6, flat=0.2, gloss=0.4)
    scatter(scene, (x, y, r * 0.6), 7, (r * 0.09, r * 0.045), GREEN, height=7, gloss=0.2)


def soup(scene: Scene, x: float, y: float, r: float) -> None:
    liquid = [(0.9, 0.52, 0.14), (0.8, 0.25, 0.12), (0.55, 0.62, 0.25), (0.78, 0.6, 0.3)][scene.chance.integers(4)]
    plate(scene, x, y, r * 1.15)
    bowl(scene, x, y, r * 0.9, [WHITE, BLUE, BLACK][scene.chance.integers(3)], liquid)
    for step in range(60):
        far, angle = r * 0.0085 * step, step * 0.2
        spot = Shape(x + far * math.cos(angle), y + far * math.sin(angle), 5, 4)
        scene.stamp(spot, 0.4, CREAM, flat=0.1, gloss=0.3)
    scatter(scene, (x + r * 0.2, y - r * 0.1, r * 0.3), 11, (13, 12), CRUST, height=11, flat=0.15, rough=0.5)
    scatter(scene, (x, y, r * 0.6), 26, (5, 2.5), GREEN, height=3)


def pasta(scene: Scene, x: float, y: float, r: float) -> None:
    plate(scene, x, y, r)
    strands(scene, (x, y, r * 0.58), 95, 5.5, (0.93, 0.78, 0.42))
    sauce = [TOMATO, (0.35, 0.5, 0.2), (0.9, 0.82, 0.65)][scene.chance.integers(3)]
    scatter(scene, (x, y, r * 0.3), 34, (17, 12), sauce, height=7, gloss=0.5, rough=0.3)
    scatter(scene, (x, y, r * 0.4), 6, (18, 17), [BROWN, SALMON][scene.chance.integers(2)], height=15, gloss=0.3)
    scatter(scene, (x, y, r * 0.45), 60, (3, 2), CREAM, height=3)
    scatter(scene, (x, y, r * 0.12), 5, (20, 10), GREEN, height=10)


def ramen(scene: Scene, x: float, y: float, r: float) -> None:
    bowl(scene, x, y, r, [BLACK, RED, BLUE][scene.chance.integers(3)], (0.72, 0.47, 0.2))
    strands(scene, (x - r * 0.2, y + r * 0.2, r * 0.5), 45, 5, (0.95, 0.83, 0.5))
    for side in (-1, 1):
        egg = Shape(x + r * 0.42, y + side * r * 0.2, r * 0.16, r * 0.13)
        scene.stamp(egg, 12, WHITE, gloss=0.4)
        scene.stamp(Shape(egg.x, egg.y, r * 0.085, r * 0.075), 5, EGG, gloss=0.6)
    for number in range(4):
        scene.stamp(Shape(x - r * 0.1, y - r * 0.55 + number * 24, r * 0.24, 22, 0.3), 9, (0.7, 0.42, 0.3), flat=0.25)
    scatter(scene, (x, y, r * 0.7), 40, (5, 4), GREEN, height=4)
    scene.stamp(Shape(x - r * 0.6, y - r * 0.3, r * 0.2, r * 0.28, 0.5), 8, (0.1, 0.16, 0.1), flat=0.1)


def sushi(scene: Scene, x: float, y: float, r: float) -> None:
    scene.stamp(Shape(x, y, r * 1.35, r * 0.8), 12, (0.2, 0.2, 0.22), flat=0.04, gloss=0.1)
    for number in range(6):
        spot = (x - r * 0.85 + number * r * 0.33, y - r * 0.3)
        scene.stamp(Shape(*spot, r * 0.15, r * 0.15), 26, BLACK, flat=0.12, gloss=0.2)
        scene.stamp(Shape(*spot, r * 0.125, r * 0.125), 3, WHITE, flat=0.1, rough=0.8)
        scene.stamp(Shape(*spot, r * 0.06, r * 0.055), 2, [SALMON, GREEN, RED][number % 3], flat=0.2, gloss=0.4)
    for number in range(4):
        spot = (x - r * 0.75 + number * r * 0.5, y + r * 0.25)
        scene.stamp(Shape(*spot, r * 0.11, r * 0.24, 0.15), 18, WHITE, flat=0.25, rough=0.6)
        top = [SALMON, (0.85, 0.3, 0.28), SALMON, (0.96, 0.88, 0.7)][number]
        scene.stamp(Shape(*spot, r * 0.13, r * 0.27, 0.15), 9, top, flat=0.3, gloss=0.6)
        for line in range(-2, 3):
            scene.stamp(Shape(spot[0], spot[1] + line * r * 0.08, r * 0.1, 2, 0.5), 0.6, CREAM, gloss=0.4)
    scatter(scene, (x + r * 1.0, y + r * 0.05, r * 0.12), 9, (14, 9), (0.95, 0.75, 0.68), height=6, flat=0.2)


def salad(scene: Scene, x: float, y: float, r: float) -> None:
    bowl(scene, x, y, r, [WHITE, (0.55, 0.38, 0.22)][scene.chance.integers(2)], DARK_GREEN)
    for colour, count in ((DARK_GREEN, 40), (GREEN, 60), ((0.55, 0.66, 0.28), 34)):
        scatter(
            scene, (x, y, r * 0.72), count, (r * 0.17, r * 0.075), colour, height=13, flat=0.7, gloss=0.15, rough=0.5
        )
    scatter(scene, (x, y, r * 0.62), 9, (20, 19), TOMATO, height=17, gloss=0.6)
    scatter(scene, (x, y, r * 0.62), 8, (22, 22), (0.78, 0.86, 0.6), height=5, flat=0.1, gloss=0.3)
    scatter(scene, (x, y, r * 0.6), 12, (13, 12), WHITE, height=13, flat=0.12, rough=0.3)
    scatter(scene, (x, y, r * 0.6), 9, (10, 9), BLACK, height=9, gloss=0.6)


def curry(scene: Scene, x: float, y: float, r: float) -> None:
    plate(scene, x, y, r, [WHITE, BLUE][scene.chance.integers(2)])
    sauce = [(0.75, 0.42, 0.1), (0.6, 0.2, 0.08), (0.45, 0.5, 0.15)][scene.chance.integers(3)]
    scene.stamp(Shape(x + r * 0.2, y, r * 0.5, r * 0.55), 7, sauce, flat=0.15, gloss=0.5, rough=0.2)
    scatter(scene, (x + r * 0.2, y, r * 0.38), 15, (24, 19), (0.82, 0.58, 0.3), height=14, gloss=0.4, rough=0.2)
    scene.stamp(Shape(x - r * 0.38, y, r * 0.33, r * 0.48), 22, WHITE)
    scatter(scene, (x - r * 0.38, y, r * 0.38), 420, (6, 2.2), (0.95, 0.93, 0.86), height=3, gloss=0.1)
    scatter(scene, (x, y, r * 0.5), 24, (8, 4), GREEN, height=5)


def burger(scene: Scene, x: float, y: float, r: float) -> None:
    scene.stamp(Shape(x, y, r * 1.3, r * 0.82), 10, (0.5, 0.33, 0.19), flat=0.04)
    bx = x - r * 0.45
    scatter(scene, (bx, y, r * 0.5), 44, (r * 0.13, r * 0.07), GREEN, height=9, flat=0.6, rough=0.5)
    scatter(scene, (bx, y, r * 0.42), 9, (r * 0.16, r * 0.11), TOMATO, height=6, flat=0.2, gloss=0.4)
    scene.stamp(Shape(bx, y, r * 0.5, r * 0.48), 46, (0.72, 0.42, 0.17), gloss=0.35)
    scatter(scene, (bx - 8, y - 12, r * 0.32), 60, (4.5, 2.6), CREAM, height=2)
    fries(scene, x + r * 0.62, y, r * 0.4, 46)


def fries(scene: Scene, x: float, y: float, r: float, count: int) -> None:
    for _ in range(count):
        spot = around(scene, x, y, r)
        turn = scene.chance.uniform(0, math.pi)
        scene.stamp(Shape(*spot, r * 0.42, 7.5, turn), 9, GOLD, flat=0.15, gloss=0.15, rough=0.15)


def steak(scene: Scene, x: float, y: float, r: float) -> None:
    plate(scene, x, y, r, [WHITE, (0.22, 0.22, 0.24)][scene.chance.integers(2)])
    scene.stamp(
        Shape(x - r * 0.15, y + r * 0.1, r * 0.48, r * 0.32, 0.3), 24, (0.33, 0.17, 0.1), flat=0.2, gloss=0.3, rough=0.3
    )
    for line in range(-3, 4):
        scene.stamp(Shape(x - r * 0.15 + line * 26, y + r * 0.1, 4, r * 0.24, 0.75), 1.5, BLACK, gloss=0.2)
    fries(scene, x + r * 0.35, y - r * 0.3, r * 0.26, 26)
    scatter(scene, (x - r * 0.3, y - r * 0.4, r * 0.2), 16, (24, 11), GREEN, height=9, flat=0.7, rough=0.4)
    scene.stamp(Shape(x + r * 0.4, y + r * 0.4, r * 0.15, r * 0.15), 16, WHITE, flat=0.2)
    scene.stamp(Shape(x + r * 0.4, y + r * 0.4, r * 0.12, r * 0.12), 1, (0.45, 0.2, 0.1), flat=0.05, gloss=0.6)


def fish(scene: Scene, x: float, y: float, r: float) -> None:
    plate(scene, x, y, r, [WHITE, BLUE][scene.chance.integers(2)])
    scene.stamp(Shape(x, y, r * 0.62, r * 0.19, -0.25), 24, (0.62, 0.55, 0.45), gloss=0.5, rough=0.2)
    scene.stamp(Shape(x + r * 0.6, y - r * 0.16, r * 0.13, r * 0.17, 0.2), 9, (0.5, 0.42, 0.33), flat=0.8)
    for line in range(-3, 4):
        scene.stamp(Shape(x + line * 32, y - line * 8, 3.5, r * 0.13, 0.35), 1.2, BROWN)
    for side in (-1, 1):
        scene.stamp(Shape(x + side * r * 0.3, y + r * 0.42, r * 0.13, r * 0.13), 9, EGG, flat=0.1, gloss=0.3)
        scene.stamp(Shape(x + side * r * 0.3, y + r * 0.42, r * 0.1, r * 0.1), 1, (0.98, 0.9, 0.5), flat=0.1, gloss=0.5)
    scatter(scene, (x - r * 0.1, y - r * 0.45, r * 0.22), 11, (26, 22), (0.9, 0.76, 0.42), height=20, gloss=0.3)
    scatter(scene, (x, y, r * 0.5), 40, (4, 2.5), GREEN, height=3)


def coffee(scene: Scene, x: float, y: float, r: float) -> None:
    cup = [WHITE, BLUE, (0.3, 0.4, 0.34)][scene.chance.integers(3)]
    scene.stamp(Shape(x, y, r, r), 8, cup, flat=0.1, gloss=0.3)
    scene.stamp(Shape(x + r * 0.72, y, r * 0.22, r * 0.08), 20, cup, gloss=0.3)
    bowl(scene, x, y, r * 0.62, cup, (0.5, 0.3, 0.15))
    for number in range(5):
        size = r * (0.36 - number * 0.06)
        scene.stamp(Shape(x, y - r * 0.12 + number * r * 0.09, size, size * 0.62), 0.3, CREAM, flat=0.05, gloss=0.1)
        scene.stamp(
            Shape(x, y - r * 0.09 + number * r * 0.09, size * 0.85, size * 0.5), 0.3, (0.55, 0.34, 0.18), flat=0.05
        )
    scene.stamp(Shape(x - r * 0.8, y + r * 0.35, r * 0.42, 8, 0.9), 5, (0.75, 0.75, 0.76), gloss=0.9)
    scene.stamp(Shape(x + r * 0.5, y + r * 0.68, r * 0.2, r * 0.2), 13, CRUST, flat=0.3, rough=0.5)
    scatter(scene, (x + r * 0.5, y + r * 0.68, r * 0.15), 9, (7, 6), CHOCOLATE, height=4)


def cake(scene: Scene, x: float, y: float, r: float) -> None:
    plate(scene, x, y, r)
    body = [CHOCOLATE, CREAM, (0.85, 0.6, 0.62)][scene.chance.integers(3)]
    for row in range(34):
        part = row / 34
        spot = Shape(x - r * 0.5 + part * r, y + r * 0.1, 12, r * 0.34 * (1 - part) + 5)
        scene.stamp(spot, 40, body, flat=0.1, gloss=0.2)
    scatter(scene, (x - r * 0.2, y + r * 0.1, r * 0.22), 9, (19, 18), RED, height=18, gloss=0.6)
    scatter(scene, (x - r * 0.2, y + r * 0.1, r * 0.25), 8, (12, 12), (0.22, 0.2, 0.42), height=14, gloss=0.4)
    scatter(scene, (x + r * 0.3, y - r * 0.42, r * 0.16), 8, (30, 28), WHITE, height=14, gloss=0.2)
    scatter(scene, (x - r * 0.3, y - r * 0.4, r * 0.1), 4, (24, 10), GREEN, height=8)


def ice(scene: Scene, x: float, y: float, r: float) -> None:
    bowl(scene, x, y, r * 0.95, [BLUE, WHITE, (0.85, 0.6, 0.62)][scene.chance.integers(3)], CREAM)
    flavours = [CREAM, (0.9, 0.5, 0.55), CHOCOLATE, (0.65, 0.78, 0.5), (0.95, 0.75, 0.35)]
    first = int(scene.chance.integers(5))
    for number in range(3):
        angle = number * 2.1 + scene.chance.uniform(0, 1)
        spot = Shape(x + r * 0.36 * math.cos(angle), y + r * 0.36 * math.sin(angle), r * 0.36, r * 0.35)
        scene.stamp(spot, 46, flavours[(first + number) % 5], rough=0.35, gloss=0.15)
    scatter(scene, (x, y, r * 0.3), 16, (12, 8), CHOCOLATE, height=6, gloss=0.6)
    scene.stamp(Shape(x + r * 0.5, y - r * 0.5, r * 0.42, 14, -0.8), 14, CRUST, flat=0.1, rough=0.3)


def dumplings(scene: Scene, x: float, y: float, r: float) -> None:
    plate(scene, x, y, r, (0.62, 0.45, 0.26))
    skin = [(0.94, 0.88, 0.76), (0.86, 0.66, 0.38)][scene.chance.integers(2)]
    for number in range(8):
        angle, far = number * 0.9, r * (0.56 if number < 7 else 0)
        spot = Shape(x + far * math.cos(angle), y + far * math.sin(angle), r * 0.21, r * 0.17, angle + 1.57)
        scene.stamp(spot, 32, skin, gloss=0.3)
        for fold in range(-3, 4):
            turn = angle + 1.57 + fold * 0.25
            scene.stamp(Shape(spot.x, spot.y, r * 0.15, 2.5, turn), 1.8, skin, gloss=0.2)
    scatter(scene, (x, y, r * 0.6), 44, (4, 2.4), GREEN, height=3)


DISHES: dict[str, Dish] = {
    **{"pizza": pizza, "soup": soup, "pasta": pasta, "ramen": ramen, "sushi": sushi, "salad": salad, "curry": curry},
    **{"burger": burger, "steak": steak, "fish": fish, "coffee": coffee, "cake": cake, "ice": ice},
    "dumplings": dumplings,
}
