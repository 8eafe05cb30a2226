"""What a definition rests on."""
