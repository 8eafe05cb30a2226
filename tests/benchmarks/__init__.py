"""Speed, as ratios taken in one run: `python -m tests.benchmarks`. See `__main__.py`."""
