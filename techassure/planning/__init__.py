"""The supplier's plan: the smallest set of answers and documents that makes a product compliant."""
