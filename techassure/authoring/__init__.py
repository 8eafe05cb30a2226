"""What an author of standards works with: coverage, comparison, impact, scaffolds, schemas for editors."""
