"""The `zhen` command as `python -m zhen_analysis`."""

from zhen_analysis.cli import main

if __name__ == "__main__":
    main()
