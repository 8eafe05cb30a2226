"""The document that every output is made from: its shape, written, read again, and compared."""
