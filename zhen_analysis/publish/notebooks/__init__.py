"""A notebook and its parameters → the executed notebook, fit to be shared."""
