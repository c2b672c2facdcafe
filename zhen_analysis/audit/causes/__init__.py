"""A number that disagrees → the slip that most likely made it."""
