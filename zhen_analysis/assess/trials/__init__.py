"""A month and what might be otherwise → what would change, and for whom."""
