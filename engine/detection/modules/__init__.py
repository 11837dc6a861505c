"""Detector modules: a trained classifier, the features it wants, the classes it knows, in one safe file.

The way in: `Module`, `save_module`, `load_module`, `Evaluator`, `check_features`, `deployment`.
"""

from engine.detection.modules.budget import Room, deployment
from engine.detection.modules.evaluator import Evaluator
from engine.detection.modules.module import Module, check_features, module_card, module_info
from engine.detection.modules.storage import load_module, module_bytes, read_module, save_module

__all__ = [
    "Evaluator",
    "Module",
    "Room",
    "check_features",
    "deployment",
    "load_module",
    "module_bytes",
    "module_card",
    "module_info",
    "read_module",
    "save_module",
]
