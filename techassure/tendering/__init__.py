"""The later life of a tender: locked, reviewed, opened, decided, finalised and kept on record."""
