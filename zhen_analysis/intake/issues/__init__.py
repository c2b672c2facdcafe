"""Issues → where each belongs, which one to mend first, and how a month compares."""
