"""A picture from above: fields of heights and colours, lit from the upper left, in which everything is stamped."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

Colour = Sequence[float]
Field = npt.NDArray[np.float32]
_LIGHT = np.array([-0.45, -0.55, 0.75], dtype=np.float32) / np.float32(1.035)


@dataclass(frozen=True)
class Shape:
    """An ellipse, in pixels: middle, half axes, and its turn in radians."""

    x: float
    y: float
    a: float
    b: float
    turn: float = 0.0


class Scene:
    """What lies on a table."""

    def __init__(self, width: int, height: int, seed: int) -> None:
        self.width, self.height = width, height
        self.chance = np.random.default_rng(seed)
        self.heights: Field = np.zeros((height, width), dtype=np.float32)
        self.colours: Field = np.ones((height, width, 3), dtype=np.float32)
        self.gloss: Field = np.zeros((height, width), dtype=np.float32)

    def noise(self, cells: tuple[int, int]) -> Field:
        """Smooth noise from -1 to 1 with so many cells across and down."""
        small = self.chance.uniform(-1, 1, (cells[1], cells[0])).astype(np.float32)
        image = Image.fromarray(small, "F").resize((self.width, self.height), Image.Resampling.BICUBIC)
        return np.asarray(image, dtype=np.float32)

    def lay_table(self, kind: str, colour: Colour) -> None:
        """The ground: wood with its grain, stone, or a cloth."""
        base = np.asarray(colour, dtype=np.float32)
        if kind == "wood":
            grain = 0.6 * self.noise((4, 160)) + 0.4 * self.noise((10, 60))
            planks = (np.arange(self.height) % 150 < 3).astype(np.float32)[:, None]
            shade = 1 + 0.13 * grain - 0.45 * planks
        elif kind == "stone":
            veins = np.abs(self.noise((7, 6)) + 0.5 * self.noise((18, 14)))
            shade = 1 - 0.22 * np.exp(-18 * veins) + 0.03 * self.noise((90, 70))
        else:
            rows, columns = np.mgrid[0 : self.height, 0 : self.width]
            weave = np.sin(rows * 1.1) * np.sin(columns * 1.1)
            shade = 1 + 0.05 * weave + 0.08 * self.noise((5, 4))
            self.heights += 3 * self.noise((5, 4))
        self.colours = base[None, None, :] * np.asarray(shade, dtype=np.float32)[:, :, None]

    def stamp(
        self, shape: Shape, height: float, colour: Colour, *, flat: float = 0.5, gloss: float = 0.0, rough: float = 0.0
    ) -> None:
        """Put a body on what is there. `flat` is the power of its profile: 0.5 a dome, near 0 a slab, 1 a cone."""
        reach = max(shape.a, shape.b) + 2
        top, bottom = max(0, int(shape.y - reach)), min(self.height, int(shape.y + reach) + 1)
        left, right = max(0, int(shape.x - reach)), min(self.width, int(shape.x + reach) + 1)
        if top >= bottom or left >= right:
            return
        rows, columns = np.mgrid[top:bottom, left:right].astype(np.float32)
        cos, sin = math.cos(shape.turn), math.sin(shape.turn)
        along = ((columns - shape.x) * cos + (rows - shape.y) * sin) / shape.a
        across = ((rows - shape.y) * cos - (columns - shape.x) * sin) / shape.b
        inside = 1 - along**2 - across**2
        if rough:
            inside += rough * self.chance.normal(0, 0.12, inside.shape).astype(np.float32)
        ground = self.heights[top:bottom, left:right]
        middle = self.heights[min(max(int(shape.y), 0), self.height - 1), min(max(int(shape.x), 0), self.width - 1)]
        body = middle + height * np.clip(inside, 0, 1) ** flat
        cover = np.clip(inside * min(shape.a, shape.b) / 2, 0, 1) * (body >= ground - 0.5)
        tint = np.asarray(colour, dtype=np.float32) * (1 + 0.06 * self.chance.normal())
        patch = self.colours[top:bottom, left:right]
        patch += cover[:, :, None] * (tint[None, None, :] - patch)
        self.gloss[top:bottom, left:right] += cover * (gloss - self.gloss[top:bottom, left:right])
        ground += (cover > 0) * (np.maximum(body, ground) - ground) * cover

    def ring(self, shape: Shape, thickness: float, height: float, colour: Colour, gloss: float = 0.3) -> None:
        """A round rim, such as that of a plate or a crust."""
        rows, columns = np.mgrid[0 : self.height, 0 : self.width].astype(np.float32)
        distance = np.hypot((columns - shape.x) / shape.a, (rows - shape.y) / shape.b) * shape.a
        profile = np.clip(1 - ((distance - shape.a) / thickness) ** 2, 0, 1) ** 0.5
        cover = np.clip(profile * 3, 0, 1)
        self.colours += cover[:, :, None] * (np.asarray(colour, dtype=np.float32) - self.colours)
        self.gloss += cover * (gloss - self.gloss)
        self.heights += height * profile

    def photograph(self, *, warmth: float, exposure: float) -> Image.Image:
        """The lit scene with shadows, a soft edge and a little grain."""
        relief = _blurred(self.heights, 0.8)
        down, right = np.gradient(relief)
        normal = np.stack([-right, -down, np.ones_like(relief) * 1.6], axis=2)
        normal /= np.linalg.norm(normal, axis=2, keepdims=True)
        light = np.clip(normal @ _LIGHT, 0, 1)
        shine = np.clip(normal @ np.array([-0.25, -0.3, 0.92], dtype=np.float32), 0, 1) ** 40 * self.gloss
        shade = 0.34 + 0.85 * light
        shade *= 1 - 0.5 * self._shadow(relief)
        rows, columns = np.mgrid[-1 : 1 : self.height * 1j, -1 : 1 : self.width * 1j]
        shade *= exposure * (1.1 - 0.2 * (columns + rows) - 0.2 * (columns**2 + rows**2))
        colour = self.colours * np.asarray(shade, dtype=np.float32)[:, :, None] + 0.55 * shine[:, :, None]
        colour *= np.array([1 + warmth, 1, 1 - warmth], dtype=np.float32)
        colour += self.chance.normal(0, 0.008, colour.shape).astype(np.float32)
        toned = np.clip(colour, 0, None)
        toned = toned / (1 + 0.25 * toned) * 1.18
        return Image.fromarray((np.clip(toned, 0, 1) ** 0.92 * 255).astype(np.uint8), "RGB")

    def _shadow(self, relief: Field) -> Field:
        """Where something higher stands towards the light."""
        shadow = np.zeros_like(relief)
        for step in range(3, 40, 4):
            moved = np.roll(np.roll(relief, step, axis=0), round(step * 0.8), axis=1)
            shadow = np.maximum(shadow, np.clip((moved - relief - step * 0.55) / 10, 0, 1))
        return _blurred(shadow, 4)


def _blurred(field: Field, radius: float) -> Field:
    """The field with a Gaussian blur, as far as eight bits of an image would show it."""
    low, high = float(field.min()), float(field.max()) + 1e-6
    scaled = Image.fromarray(((field - low) / (high - low) * 65535).astype(np.float32), "F")
    levels = scaled.point(lambda value: value / 257).convert("L").filter(ImageFilter.GaussianBlur(radius))
    soft = np.asarray(levels, dtype=np.float32) / 255 * (high - low) + low
    return np.asarray(soft, dtype=np.float32)
