# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What benchmarks measure with: time, processor, queries, memory.

They are read from the standard input of a shell at the root of the repository, so that
they add this folder to the path.
"""

import os
import resource
import statistics
import time
from pathlib import Path


def peak_memory():
    """Return the most memory this process has ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def processor_seconds(env):
    """Return the processor time of this process and of its PostgreSQL."""
    stat = Path(f"/proc/{env.cr._cnx.info.backend_pid}/stat")
    if not stat.is_file():
        return time.process_time()
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    ticks = os.sysconf("SC_CLK_TCK")
    return time.process_time() + (int(user) + int(system)) / ticks


def measure(env, label, action, turns):
    """Print seconds and processor seconds (medians), and queries, of *action*."""
    seconds, busy, queries = [], [], 0
    for _turn in range(turns):
        env.flush_all()
        env.invalidate_all()
        before, start = env.cr.sql_log_count, time.perf_counter()
        used = processor_seconds(env)
        action()
        seconds.append(time.perf_counter() - start)
        busy.append(processor_seconds(env) - used)
        queries = env.cr.sql_log_count - before
    middle, used = statistics.median(seconds), statistics.median(busy)
    print(
        f"{label:36}{middle * 1000:8.0f} ms, processor {used * 1000:6.0f} ms"
        f"{queries:7} queries",
        flush=True,
    )
