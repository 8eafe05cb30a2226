"""What is proven of definitions for every submission."""
