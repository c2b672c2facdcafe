"""A draft → a sheet in one of the layouts that offices use."""
