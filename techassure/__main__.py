"""`python -m techassure`."""

from techassure.cli import main

if __name__ == "__main__":
    main()
