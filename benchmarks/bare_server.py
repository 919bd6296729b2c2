"""Serves the yardsticks the way the program is served."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

import waitress

from benchmarks.bare import create_app

if __name__ == "__main__":
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    threads = int(os.environ.get("THREADS", "4"))
    waitress.serve(
        create_app(Path(sys.argv[1])), host="127.0.0.1", port=int(os.environ["PORT"]), threads=threads, ident=None
    )
