"""Things that cannot be meant, or that procurement would regret."""
