"""A lock on an open file that ends with its process, however that ends."""

from __future__ import annotations

import os
import sys

_FAR = 1 << 40
"""Windows locks bytes, and locked bytes cannot be read: one far behind the end is taken."""

if sys.platform == "win32":
    import msvcrt

    def try_lock(handle: int) -> bool:
        """Locks an open file; False when another process, or another opening in this one, has it."""
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def try_lock(handle: int) -> bool:
        """Locks an open file; False when another process, or another opening in this one, has it."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
