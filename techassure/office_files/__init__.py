"""Files of office programs, opened as if they were hostile: bounded, cleaned, or refused with a reason."""
