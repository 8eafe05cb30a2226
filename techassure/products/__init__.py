"""What a supplier keeps of a product: begun once, answered once, and carried over to each new version."""
