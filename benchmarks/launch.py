"""Run a command and write what it took to a file: seconds, those of the processor, peak memory in KB, the exit code.

    python -I -S launch.py FILE COMMAND...

A small process of its own, since the peak that the system tells of a child includes what its parent had when it began.
"""

import os
import sys
import time


def main() -> None:
    target, *command = sys.argv[1:]
    began = time.perf_counter()
    child = os.fork()
    if child == 0:
        os.execvp(command[0], command)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - began
    code = os.waitstatus_to_exitcode(status)
    with open(target, "w", encoding="ascii") as file:  # noqa: PTH123 - pathlib would make this process larger
        file.write(f"{seconds} {usage.ru_utime + usage.ru_stime} {usage.ru_maxrss} {code}")


main()
