"""What people recorded: reviews, sheets and decisions, read and checked."""
