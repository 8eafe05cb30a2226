"""The endings of workbooks: those that are read, and those that are refused with the reason."""

ENDINGS = frozenset({".xlsx", ".ods"})
REFUSED_ENDINGS = frozenset({".xls", ".xlsm", ".xlsb", ".xltm", ".xlam"})
