"""Whole rows of a batch by the short way: each criterion's outcome with its reasons, as the bytes that it was before.

What a criterion comes to, and every sentence of its reasons, follows from few things: the truths of its facts, the
options that were chosen, how its documents stand. A batch repeats those without end, and only what is shown differs: a
date, a name, a document's id. So what `techassure.explain` wrote for the first is kept as a template with slots, and
filled for the next. Whatever is unusual takes the long way, and a property holds the two equal, byte for byte.
"""
