"""``python -m app`` is ``motewarden``."""

from __future__ import annotations

import sys

from app.cli import main

if __name__ == "__main__":
    if getattr(sys, "frozen", False):  # a frozen program starts its worker processes through itself
        from multiprocessing import freeze_support

        freeze_support()
    sys.exit(main())
