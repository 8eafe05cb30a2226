"""The language of definitions: facts, words, criteria and editions, read and checked."""
