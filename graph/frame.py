"""The data frame that the graph's methods return: pandas', but a notebook shows its texts whole."""

from __future__ import annotations

import pandas as pd


class Table(pd.DataFrame):
    """A data frame whose long texts, such as the evidence, are not cut off where a notebook shows it.

    Examples
    --------
    >>> table = Table({"evidence": ["x" * 80]})
    >>> "x" * 80 in table._repr_html_()
    True
    >>> isinstance(table.head(1), Table)
    True
    """

    @property
    def _constructor(self) -> type[Table]:
        return Table

    def _repr_html_(self) -> str | None:
        with pd.option_context("display.max_colwidth", None):
            return super()._repr_html_()  # type: ignore[misc,no-any-return]
