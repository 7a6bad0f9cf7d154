"""``make hostile``: see README.md."""

import os
import sys

os.environ.setdefault("POLARS_MAX_THREADS", "1")  # there is a process for each core
os.environ.pop("DOSSIER_ARTICLE", None)

from running import main

if __name__ == "__main__":
    sys.exit(main())
