"""A process that counts, for trying the workshop."""

from __future__ import annotations

import os
import time

from app.workbench import Answer
from engine.readmodel.laboratory import LabProgress


def count(line, cancel):
    """Jobs: ``up`` counts slowly to a number, ``fail`` fails, ``die`` ends the process, ``pid`` tells who does it."""
    kept = 0
    while (job := line.recv()) is not None:
        if job.name == "die":
            os._exit(3)
        if job.name == "fail":
            line.send(Answer("fail", error="the number is odd; take an even one"))
            continue
        if job.name == "pid":
            line.send(Answer("pid", (os.getpid(), kept)))
            continue
        for kept in range(1, job.args[0] + 1):
            if cancel.is_set():
                line.send(LabProgress("cancelled", "train", kept, job.args[0]))
                line.send(Answer("up"))
                break
            line.send(LabProgress("running", "train", kept, job.args[0]))
            time.sleep(0.01)
        else:
            line.send(Answer("up", kept))
