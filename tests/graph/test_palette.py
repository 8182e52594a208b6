"""The page's colours: named alike in script and style, legible, and apart for every common kind of colour vision."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

Colour = NDArray[np.float64]

SIMULATION = {
    "normal": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
"""Matrices on linear RGB for full dichromacy: G. Machado, M. Oliveira, L. Fernandes, "A Physiologically-based Model
for Simulation of Color Vision Deficiency", IEEE Trans. Visualization and Computer Graphics 15(6), 2009, severity 1."""

THEMES = ("light", "dark")
TYPES = ("state", "institution", "official", "armed_group", "political_body", "organisation", "other")


def asset(name: str) -> str:
    return files("communique.graph").joinpath("page", name).read_text(encoding="utf-8")


def palette(theme: str) -> dict[str, str]:
    """Return the colours of the drawing by name; those of coalitions as ``coalition-0`` and so on."""
    part = asset("palette.mjs").partition(f"{theme}: {{")[2].partition("\n  },")[0]
    found = dict(re.findall(r'"?([\w-]+)"?: "(#[0-9a-f]{6})"', part))
    coalitions = re.findall("#[0-9a-f]{6}", part.partition("coalitions:")[2])
    return found | {f"coalition-{n}": colour for n, colour in enumerate(coalitions)}


def style(theme: str) -> dict[str, str]:
    css = asset("base.css")
    part = css.partition(':root[data-theme="dark"]')[2 if theme == "dark" else 0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part.partition("color-scheme")[0]))


def linear(colour: str) -> Colour:
    parts = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(colour: str, kind: str) -> Colour:
    """Return a colour as seen, in CIE L*a*b* (D65)."""
    seen = np.clip(np.array(SIMULATION[kind]) @ linear(colour), 0, 1)
    rgb_to_xyz = [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
    xyz = np.array(rgb_to_xyz) @ seen / (0.95047, 1.0, 1.08883)
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(one: str, other: str, kind: str) -> float:
    """Return the CIE 1976 colour difference; about 2.3 is just noticeable."""
    return float(np.linalg.norm(lab(one, kind) - lab(other, kind)))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2."""
    low, high = sorted(float(linear(c) @ (0.2126, 0.7152, 0.0722)) for c in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_script_and_style_name_the_same_colours(theme: str) -> None:
    drawn, styled = palette(theme), style(theme)
    names = {"1": "cooperation", "-1": "conflict"}
    for name, colour in drawn.items():
        if name not in ("ring", "0"):
            assert styled[names.get(name, name)] == colour, name


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", SIMULATION)
def test_cooperation_and_conflict_are_far_apart(theme: str, kind: str) -> None:
    colours = palette(theme)
    assert distance(colours["1"], colours["-1"], kind) > 40
    assert distance(colours["0"], colours["-1"], kind) > 20
    assert distance(colours["0"], colours["1"], kind) > 20


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", SIMULATION)
def test_types_of_actors_are_told_apart(theme: str, kind: str) -> None:
    """Shape tells them apart as well; colour alone must not mislead."""
    colours = palette(theme)
    for one, other in combinations(TYPES, 2):
        assert distance(colours[one], colours[other], kind) > 6, (one, other)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", SIMULATION)
def test_coalitions_are_told_apart(theme: str, kind: str) -> None:
    """Each also has a letter, but colour alone must do."""
    colours = [colour for name, colour in palette(theme).items() if name.startswith("coalition-")]
    assert len(colours) == 8
    for one, other in combinations(range(8), 2):
        assert distance(colours[one], colours[other], kind) > 18, (one, other)


@pytest.mark.parametrize("theme", THEMES)
def test_marks_lines_and_words_stand_out_from_the_ground(theme: str) -> None:
    colours, named = palette(theme), style(theme)
    for name, colour in colours.items():
        if name not in ("ground", "ring"):
            assert contrast(colour, colours["ground"]) > 3, name
    for text in ("ink", "soft", "faint", "cooperation", "conflict", "neutral"):
        for ground in ("ground", "surface"):
            assert contrast(named[text], named[ground]) >= 4.5, (text, ground)
