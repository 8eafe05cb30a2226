"""Batches of any size, on one core, on all of them or on a cluster: the same rows, byte for byte, as one by one.

Input becomes pieces, a kernel makes rows of each, the rows are appended to shards in the order of the input, and other
formats are made of the shards at the end.
"""
