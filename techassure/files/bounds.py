"""How much one file may hold, so that a hostile one costs no more than a large one."""

from techassure.problems import Place, Problem, ProblemsFound

MOST_BYTES = 16 * 1024 * 1024
MOST_NODES = 400_000
MOST_LEVELS = 64
MOST_PROBLEMS = 100


def refusal(file: str, rule: str, message: str, fix: str) -> ProblemsFound:
    """Return what is raised where a whole file is refused for one thing."""
    return ProblemsFound([Problem(Place(file), rule, message, fix)])


def too_large(file: str) -> ProblemsFound:
    """Return what is raised of a file of more than ``MOST_BYTES``."""
    most = MOST_BYTES // (1024 * 1024)
    return refusal(file, "too-large", f"the file is larger than {most} MB", "leave documents in files of their own")
