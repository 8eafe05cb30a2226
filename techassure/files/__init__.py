"""Files as they are read: places, bounds, archives, and the doors that let data in. Hostile until read."""
