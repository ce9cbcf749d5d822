"""`python -m extractor` is the command line."""

from extractor.cli.main import run

if __name__ == "__main__":
    run()
