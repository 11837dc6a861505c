"""What the series of the charts are called."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def _tr(text: str) -> str:
    return QCoreApplication.translate("Charts", text)


def series_names(*, reveal: bool) -> dict[str, str]:
    """Series by their spelling in files, in the language of the window."""
    return {
        "alive": _tr("alive"),
        "delivered": _tr("delivered"),
        "link": _tr("link") if reveal else _tr("on the way"),
        "attack": _tr("attack"),
        "no_trusted_route": _tr("no trusted route"),
        "no_energy": _tr("no energy"),
        "hop_limit": _tr("hop limit"),
        "collision": _tr("collision"),
        "noise": _tr("noise"),
        "session": _tr("session closed"),
        "storage": _tr("storage full"),
        "transmit": _tr("transmit"),
        "receive": _tr("receive"),
        "aggregate": _tr("aggregate"),
        "sense": _tr("sense"),
        "control": _tr("control"),
        "acknowledge": _tr("acknowledge"),
        "overhear": _tr("overhear"),
        "reputation": _tr("reputation"),
        "listen": _tr("listen"),
        "sleep": _tr("sleep"),
        "compute": _tr("compute"),
        "store": _tr("store"),
        "service": _tr("service"),
        "incident": _tr("incident"),
        "trust": _tr("mean D"),
        "excluded": _tr("excluded"),
        "service_packets": _tr("service messages"),
        "redistributions": _tr("redistributions"),
        "aborted": _tr("aborted"),
        "joined": _tr("joins"),
        "left": _tr("leaves"),
        "leaked": _tr("leaked"),
        "falsified": _tr("falsified"),
        "duplicates": _tr("replayed"),
    }
