"""Small dialogs and menus of the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHeaderView,
    QMenu,
    QMessageBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine import api
from widgets.common.states import role_word
from widgets.common.theme import px
from widgets.inspector.node_form import ROLES
from widgets.palette.order import attacks_in_order
from widgets.stage.emblems import entry_pixmap

if TYPE_CHECKING:
    from app.actions.editing import Editing
    from app.actions.menus import Menus
    from app.actions.organising import Organising
    from app.session import Session
    from widgets.stage.widget import Stage
    from widgets.transport.bar import TransportBar


def failed(window: QWidget, message: str, detail: str) -> None:
    """The engine stopped on an error: says that the document is safe."""
    box = QMessageBox(QMessageBox.Icon.Critical, window.tr("The engine has stopped"), message, parent=window)
    box.setInformativeText(window.tr("The document is unharmed. Save it and start the program anew."))
    box.setDetailedText(detail)
    box.open()


def file_failed(window: QWidget, message: str) -> None:
    """A file could not be read or written: says so beside the work, which goes on."""
    what, _, mend = message.partition("; ")
    box = QMessageBox(QMessageBox.Icon.Warning, QApplication.applicationDisplayName(), what, parent=window)
    box.setObjectName("file-failed")
    box.setInformativeText(mend[:1].upper() + mend[1:])
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setModal(False)
    box.show()


def save_picture(window: QWidget, stage: Stage, name: str, say: Callable[[str], None]) -> None:
    """The stage as a PNG file."""
    path, _ = QFileDialog.getSaveFileName(window, window.tr("Save picture"), f"{name}.png", "PNG (*.png)")
    if not path:
        return
    file = Path(path).with_suffix(".png")
    if stage.grab().save(str(file)):
        say(window.tr("Saved %1").replace("%1", str(file)))
    else:
        words = window.tr("%1: the picture cannot be written; choose another folder")
        file_failed(window, words.replace("%1", str(file)))


def shortcuts(window: QWidget, menus: Menus, transport: TransportBar) -> None:
    """Every shortcut in one table."""
    rows = [(a.text().replace("&", ""), a.shortcut().toString()) for a in menus.action.values()]
    rows += [(a.text() or a.toolTip(), a.shortcut().toString()) for a in transport.actions_of_time]
    rows += [
        (window.tr("Cycle through nodes"), "Tab"),
        (window.tr("Move the selection"), window.tr("arrow keys, with Alt a tenth")),
        (window.tr("Pan"), window.tr("middle button, or Space and drag")),
        (window.tr("Ignore the grid while dragging"), "Alt"),
        (window.tr("Cancel a drag or a tool"), "Esc"),
    ]
    rows = [(text, keys) for text, keys in rows if keys]
    dialog = QDialog(window)
    dialog.setWindowTitle(window.tr("Keyboard shortcuts"))
    table = QTableWidget(len(rows), 2)
    table.setHorizontalHeaderLabels([window.tr("Action"), window.tr("Keys")])
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            table.setItem(r, c, QTableWidgetItem(text))
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.verticalHeader().hide()
    table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.addWidget(table)
    column.addWidget(buttons)
    dialog.resize(520, 600)
    dialog.open()


def about(window: QWidget) -> None:
    """What this is, and on which papers it stands."""
    QMessageBox.about(
        window,
        window.tr("About Motewarden"),
        window.tr(
            "<p><b>Motewarden</b> simulates wireless sensor networks under attack and shows how trust answers.</p>"
            "<p>Trust follows B. Sovetov and T. Tatarnikova, <i>Metric Properties of Building a List of Trusted "
            "Nodes during Selection of Data Transfer Routes in Wireless Sensor Networks</i>, 2019.</p>"
            "<p>Apache License 2.0</p>"
        ),
    )


def _happenings(menu: QMenu, stage: Stage, organising: Organising, session: Session, node: int) -> None:
    """What can happen to a node in the next round, and the roles that it can be given first."""
    happens = menu.addMenu(stage.tr("Happens now"))
    words = {
        "leave": stage.tr("Leaves"),
        "kill": stage.tr("Is lost suddenly"),
        "drain": stage.tr("Battery runs low"),
        "fill": stage.tr("Storage fills up"),
        "fail": stage.tr("Fails, and mends itself"),
        "mend": stage.tr("Is mended"),
        "join": stage.tr("Joins"),
    }
    for kind, text in words.items():
        happens.addAction(text).triggered.connect(lambda _on, kind=kind: organising.happens(kind, node))
    first = menu.addMenu(stage.tr("First roles"))
    held = session.scenario.node_by_id[node].roles
    for name in ROLES:
        action = first.addAction(role_word(name).capitalize())
        action.setCheckable(True)
        action.setChecked(name in held)
        action.toggled.connect(
            lambda on, name=name: organising.set_field(
                node, "roles", [r for r in ROLES if (r in held and r != name) or (on and r == name)]
            )
        )


def node_menu(
    stage: Stage, menus: Menus, session: Session, editing: Editing, organising: Organising, node: int, where: object
) -> None:
    """The context menu of the stage: on a node, or on the empty field."""
    menu = QMenu(stage)
    action = menus.action
    if node >= 0:
        if node not in stage.selection():
            stage.select((node,))
        if node in session.scenario.node_by_id:
            attack = menu.addMenu(stage.tr("Attack"))
            last = ""
            for family, entry in attacks_in_order(api.palette()):
                if last and family != last:
                    attack.addSeparator()
                last = family
                call = attack.addAction(QIcon(entry_pixmap(entry.key, px(22))), entry.title)
                call.triggered.connect(lambda _on, key=entry.key: editing.place(key, 0.0, 0.0, node))
            _happenings(menu, stage, organising, session, node)
        for name in ("zoom_selection", "copy", "cut", "duplicate", "delete"):
            menu.addAction(action[name])
    else:
        for name in ("paste", "select_all", "fit", "place_anew"):
            menu.addAction(action[name])
    point = where if isinstance(where, QPoint) else stage.mapToGlobal(stage.rect().center())
    menu.popup(point)
