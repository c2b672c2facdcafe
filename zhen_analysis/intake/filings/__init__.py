"""All that was filed → which filing counts, who filed, late or not at all."""
