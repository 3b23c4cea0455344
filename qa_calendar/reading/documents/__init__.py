"""Word, Excel and other people's tables as a draft of a framework.

bytes ─▶ grids (`grid`) ─▶ rows that say when, what, who ─▶ a draft, with what was decided and asked (`model/draft`)
"""
