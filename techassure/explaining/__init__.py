"""Why an outcome is what it is, as data with its sentences, and where its parts stand."""
