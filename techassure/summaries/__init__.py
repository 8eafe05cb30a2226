"""Assessment summaries and notices: drafts for the buyer to finish, with every blank marked."""
