"""Whole rows of a batch by the short way: each criterion's outcome with its reasons, as the bytes that it was before.

What a criterion comes to, and every sentence of its reasons, follows from few things: the truths of its facts, how its
documents stand, whether a day is still to come. A batch repeats those without end, and only what is shown differs: a
value, a date, who backs it, a document's name. So what `techassure.explaining.explain` wrote for the first is kept as a
template with slots, a few criteria together by one look-up, and filled for the next with all that it shows at once.
Whatever is unusual takes the long way, and a property holds the two equal, byte for byte.
"""
