"""Files from anywhere are read in a process of their own, which may use little time and memory, and nothing outside itself."""

from __future__ import annotations

import json
import logging
import signal
import subprocess
import sys
from pathlib import Path

from courses.items.formats.crossing import CPU_SECONDS, MEMORY_BYTES, OUT_OF_MEMORY, from_json
from courses.items.formats.fitness import with_lacks
from courses.items.formats.registry import LARGEST_FILE, TOO_LARGE
from courses.items.formats.values import Found

ROOT = Path(__file__).resolve().parents[3]
# The wall clock is watched generously: a busy machine must not refuse good files.
WALL_SECONDS = 60
TOO_LONG = f"This file needs more than the {CPU_SECONDS} seconds that reading a file of questions may take; divide it or make it simpler."
TOO_MUCH = f"This file needs more than the {MEMORY_BYTES // 1024**2} MiB of memory that reading a file of questions may take; divide it."
BROKEN_OFF = "This file could not be read: reading it broke off. It may be damaged."


def read_safely(content: bytes, file_name: str, format: str | None = None) -> Found:
    """What a file holds, read where it can do no harm. Whatever becomes of it is said, never raised."""
    if len(content) > LARGEST_FILE:
        return Found(format or "", error=TOO_LARGE.format(size=len(content), most=LARGEST_FILE))
    head = json.dumps({"file_name": file_name, "format": format}).encode()
    worker = subprocess.Popen(
        [sys.executable, "-s", "-m", "courses.items.formats.worker"],
        cwd=ROOT,
        env={},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        process_group=0,
    )
    try:
        answer, complaints = worker.communicate(head + b"\n" + content, timeout=WALL_SECONDS)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.communicate()
        return Found(format or "", error=TOO_LONG)
    if complaints:
        logging.getLogger(__name__).warning("Reading %s: %s", file_name, complaints.decode("utf-8", "replace")[-4000:])
    if worker.returncode:
        return Found(format or "", error=cause(worker.returncode))
    return with_lacks(from_json(json.loads(answer)))


def cause(status: int) -> str:
    """Why the process died, as far as its end tells."""
    if status == OUT_OF_MEMORY:
        return TOO_MUCH
    return TOO_LONG if status in (-signal.SIGXCPU, -signal.SIGKILL) else BROKEN_OFF
