"""Training needs PyTorch, which the tests do not install: what imports it is not searched for examples."""

from importlib.util import find_spec

collect_ignore = [] if find_spec("torch") else ["network.py", "train.py"]
