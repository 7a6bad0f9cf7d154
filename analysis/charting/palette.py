"""One palette for every chart of the project; it loads no chart library.

The hues are Okabe and Ito's (2008, https://jfly.uni-koeln.de/color/), which colour-blind readers
can distinguish. Orange and sky blue are darkened so that each mark has a contrast of at least 3:1
on the light page and on the dark one (WCAG 2.2, 1.4.11). Colour is never the only difference:
signs also have a dash, categories a shape or a label. Text is written in `INK` or `MUTED`, never
in a hue.
"""

BLUE = "#0072B2"
VERMILION = "#D55E00"
GREEN = "#009E73"
PURPLE = "#CC79A7"
ORANGE = "#B87C00"
SKY = "#3D98CE"
GREY = "#7A7F87"

CATEGORY = [BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, GREY]
"""Hues for unordered categories, in the order to use them."""

SEQUENTIAL = ["#C6DDEC", "#6FAFD6", BLUE, "#003F66"]
"""Light to dark for amounts; write the value into each cell as well."""

INK = "#1B1F24"
"""Text: titles, direct labels, values."""

MUTED = "#57606A"
"""Secondary text: subtitles, axis labels."""

GRID = "#DDE1E6"
"""Grid lines and rules that only guide the eye."""

PAPER = "#FFFFFF"
"""Background of a chart; the halo of a label."""

DARK = {INK: "#E6E9ED", MUTED: "#A9B1BB", GRID: "#343A42", PAPER: "#15181C"}
"""What a saved page puts in place of each neutral colour when the reader prefers dark.

Write these neutrals by name in charts: a literal ``"black"`` stays black on the dark page.
"""
