"""Rows of a batch by the short way: one look-up a fact, one a few criteria, and no typed submission in between.

Of most submissions a batch wants one row, and most are written in the usual way. A parser that is told what is asked
fills a shape with the answers and checks it as it goes. Whatever is unusual, or may be wrong (claims, reviews, shared
files, codes in place of facts, an answer that cannot be read), takes the long way: it is read, assessed and summarised
like a submission that comes alone. What a criterion, evidence and time mean is said in `plans`, `situation` and
`engine` for both ways, and a property holds the two equal.
"""
