"""The middle of the window: the network, or a page that takes all its room."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

_RESTING = QSizePolicy.Policy.Ignored


class Pages(QStackedWidget):
    """One page at a time; those out of sight claim no width, so that the docks beside the network keep theirs."""

    def __init__(self, *pages: QWidget) -> None:
        super().__init__()
        self._usual = {page: page.sizePolicy().horizontalPolicy() for page in pages}
        for page in pages:
            self.addWidget(page)
        self.currentChanged.connect(self._give_room)
        self._give_room(0)

    def _give_room(self, _index: int) -> None:
        for page, usual in self._usual.items():
            policy = page.sizePolicy()
            policy.setHorizontalPolicy(usual if page is self.currentWidget() else _RESTING)
            page.setSizePolicy(policy)
