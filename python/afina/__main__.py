"""The command `afina` as pip installs it, also `python -m afina`: the same command line as the program's."""
from __future__ import annotations

import os
import sys

from . import _core


def main() -> int:
    """Runs the command line that this process was given.

    Returns:
        The exit code: 0 done, 1 refused, 2 not understood, 130 interrupted.
    """
    _core.prepare_process()
    return _core.run_command_line([os.fsencode(word) for word in sys.argv[1:]], sys.executable)


if __name__ == "__main__":
    sys.exit(main())
