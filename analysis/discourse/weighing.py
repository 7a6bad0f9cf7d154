"""Weights of ties out of counts: aggregation of the qualifier, and normalisation.

Each function computes the textbook's and DNA's formulas; `network` lists where they differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.discourse.counting import product

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    from analysis.discourse.counting import Axes, Counts
    from analysis.discourse.options import Options


def twomode(counts: Counts, axes: Axes, options: Options) -> sparse.csr_array:
    """Weigh the ties of actors to concepts."""
    matrix = _aggregated(counts, axes, options.qualifier_aggregation)
    if options.normalization == "no":
        return matrix
    axis = 1 if options.normalization == "activity" else 0
    said = counts.pooled()
    if options.qualifier_aggregation == "combine":
        said.data[:] = 1.0
    total = np.asarray(said.sum(axis=axis), dtype=np.float64)
    at = matrix.tocoo()
    matrix.data[:] = quotient(at.data, total[at.coords[axis ^ 1]])
    return matrix


def _aggregated(counts: Counts, axes: Axes, aggregation: str) -> sparse.csr_array:
    levels = len(axes.levels)
    if aggregation == "subtract" and axes.kind == "boolean":
        return counts.pooled(np.array([-1.0, 1.0]))
    if aggregation == "subtract" and axes.kind == "integer":
        return counts.pooled(np.array(axes.levels, dtype=np.float64))
    if aggregation == "combine":
        patterns = counts.pooled()
        bits = 2.0 ** (levels - 1 - counts.level) * (counts.weight > 0)
        return type(patterns)((bits, (counts.row, counts.column)), shape=patterns.shape)
    return counts.pooled()


def onemode(counts: Counts, axes: Axes, options: Options) -> NDArray[np.float64]:
    """Weigh the ties among actors; nobody has one with oneself."""
    weights = _shared(counts, axes, options)
    if options.normalization != "no":
        weights = quotient(weights, _size(counts, options))
    np.fill_diagonal(weights, 0)
    return weights


def _shared(counts: Counts, axes: Axes, options: Options) -> NDArray[np.float64]:
    aggregation = options.qualifier_aggregation
    if aggregation == "ignore":
        said = counts.pooled()
        return product(said, said)
    if axes.kind == "integer":
        return _alike(counts, axes, options)
    apart = counts.apart()
    congruence = product(apart, apart)
    if aggregation == "congruence":
        return congruence
    if options.is_dna and axes.kind == "text":
        conflict = _lacking(counts)
    elif options.kernel != "no":  # weights are no whole numbers: nothing may be left by rounding
        conflict = product(counts.mixed(1 - np.eye(counts.shape[2])), apart)
    else:
        said = counts.pooled()
        conflict = product(said, said) - congruence
    return conflict if aggregation == "conflict" else congruence - conflict


def _alike(counts: Counts, axes: Axes, options: Options) -> NDArray[np.float64]:
    """Weigh by how far whole numbers are apart, in units of the scale until the end: exactly."""
    values = np.array(axes.levels, dtype=np.float64)
    distance = np.abs(values[:, None] - values[None, :])
    width = axes.width
    if width == 0 and options.is_dna:
        return np.full((counts.shape[0], counts.shape[0]), np.nan)
    if width == 0:
        distance, width = np.zeros_like(distance), 1.0
    likeness = {
        "congruence": width - distance,
        "conflict": distance,
        "subtract": width - 2 * distance,
    }[options.qualifier_aggregation]
    return product(counts.mixed(likeness), counts.apart()) / width


def _lacking(counts: Counts) -> NDArray[np.float64]:
    """Count what either said of pairs of concept and level that the other never used."""
    apart = counts.apart()
    used = apart.copy()
    used.data[:] = apart.data > 0
    total, shared = apart.sum(axis=1), product(apart, used)
    return np.asarray(total[:, None] + total[None, :] - shared - shared.T)


def _size(counts: Counts, options: Options) -> NDArray[np.float64]:
    apart = counts.apart()
    if options.normalization == "average":
        said = apart.sum(axis=1)
        return np.asarray((said[:, None] + said[None, :]) / 2)
    if options.is_dna:
        said = apart.sum(axis=1)
        if options.normalization == "cosine":
            return np.asarray(said[:, None] * said[None, :])
        return _lacking(counts) + product(apart, apart)
    cells = apart if options.uses_qualifier else counts.pooled()
    squares = np.asarray(cells.multiply(cells).sum(axis=1))
    if options.normalization == "cosine":
        return np.asarray(np.sqrt(squares[:, None]) * np.sqrt(squares[None, :]))
    return np.asarray(squares[:, None] + squares[None, :] - product(cells, cells))


def quotient(weights: NDArray[np.float64], sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Divide; where the size is 0, so is the result."""
    return np.divide(weights, sizes, out=np.zeros_like(weights), where=sizes != 0)
