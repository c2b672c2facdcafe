"""The words of a catalogue, each declared once: units of measure, rules and their sentences."""
