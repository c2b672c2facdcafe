"""What was filed → whose names and numbers stand in it, and the same text without them."""
