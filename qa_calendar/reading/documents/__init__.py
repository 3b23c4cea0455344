"""Word, Excel and other people's tables as a draft of a framework.

bytes ─▶ texts and grids (`opening`, `grid`) ─▶ records: when, what, who, why (`tables`, `when`, `who`) ─▶ a draft with
what was decided, asked and left out (`drafting`, `model/draft`) ─▶ the files an import writes (`files`)
"""
