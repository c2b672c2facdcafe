"""A seed → invented towns: villages, names, habits."""
