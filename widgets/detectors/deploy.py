"""Stage 5: a module, the node that shall run it, and whether it fits (S2-118, S2-120)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.readmodel.laboratory import Deployment, ModuleInfo
from widgets.common.icons import icon
from widgets.common.texts import count, fixed, quantity
from widgets.common.theme import font, notifier, px, theme
from widgets.detectors.budget import BudgetBars
from widgets.detectors.fields import Choice, scrolled
from widgets.detectors.foot import Foot
from widgets.detectors.order import NewModule
from widgets.detectors.words import NORMAL, ClassNames, scope_word, split_word
from widgets.experiments.parts import Advice, Labelled, Section

ENDING = ".motedetector"


class DeployStage(QWidget):
    """Modules at the left, the chosen one and its node at the right."""

    make_requested = Signal(object)
    """A `NewModule`: train the method on the whole table and save it."""
    load_requested = Signal(str)
    """A module file."""
    check_requested = Signal(str, int)
    """Path of a module, node: does it fit?"""
    deploy_requested = Signal(str)
    """Path of a module that is put into the document; empty takes it out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.modules: tuple[ModuleInfo, ...] = ()
        self.deployment: Deployment | None = None
        self._names, self._cpu, self._blocked, self._force = ClassNames(), 0.2, "", ""
        self._document, self._fault = "", ""
        self.method, self.name = Choice(), QLineEdit()
        self.make, self.save_as, self.load = QPushButton(), QPushButton(), QPushButton()
        self.list, self.text, self.node, self.bars = QListWidget(), QLabel(), Choice(), BudgetBars()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.verdict, self.out, self.foot = Advice(), QPushButton(), Foot()
        self.foot.add(self.out)
        self._new, self._all, self._one, self._where = Section(), Section(), Section(), Section()
        self._fields = {box: Labelled(box) for box in (self.method, self.name, self.node)}
        self._lay_out()
        self._connect()
        notifier().changed.connect(self._restyle)
        self._restyle()
        self._retranslate()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self._fields[self.method], 1)
        row.addWidget(self._fields[self.name], 1)
        buttons = QHBoxLayout()
        for button in (self.make, self.save_as):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._new.body.addLayout(row)
        self._new.body.addLayout(buttons)
        self._all.body.addWidget(self.list, 1)
        self._all.body.addWidget(self.load, 0, Qt.AlignmentFlag.AlignLeft)
        left = QVBoxLayout()
        left.addWidget(self._new)
        left.addWidget(self._all, 1)
        self._one.body.addWidget(self.text)
        for part in (self._fields[self.node], self.bars, self.verdict):
            self._where.body.addWidget(part)
        right = QWidget()
        self._right = QVBoxLayout(right)
        self._right.addWidget(self._one)
        self._right.addWidget(self._where)
        self._right.addStretch(1)
        self._sides = QHBoxLayout()
        self._sides.addLayout(left, 5)
        self._sides.addWidget(scrolled(right), 6)
        self._left = left
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._sides, 1)
        column.addWidget(self.foot)

    def _connect(self) -> None:
        self.make.clicked.connect(lambda: self.make_requested.emit(self.order()))
        self.save_as.clicked.connect(self._choose_target)
        self.load.clicked.connect(self._choose_file)
        self.method.currentIndexChanged.connect(lambda _: self._offer_name())
        self.name.textChanged.connect(lambda _: self._tell())
        self.list.currentRowChanged.connect(lambda _: self.ask())
        self.node.currentIndexChanged.connect(lambda _: self.ask())
        self.foot.go.clicked.connect(self._deploy)
        self.out.clicked.connect(lambda: self.deploy_requested.emit(""))

    # -- what comes in -------------------------------------------------------------------------------------

    def set_names(self, names: ClassNames) -> None:
        """Words for classes."""
        self._names = names
        self._tell()

    def set_methods(self, methods: tuple[tuple[str, str], ...], best: str) -> None:
        """(name, title) of methods on the leader board, and the best one."""
        self.method.set_entries(methods)
        at = self.method.findData(best)
        if at >= 0:
            self.method.setCurrentIndex(at)
        self._offer_name()

    def set_modules(self, modules: tuple[ModuleInfo, ...], chosen: str = "") -> None:
        """Modules that there are; the one with this path is brought into force."""
        before = chosen or (self.current().path if self.current() is not None else "")
        self.modules = modules
        self.list.blockSignals(True)
        self.list.clear()
        for module in modules:
            item = QListWidgetItem(module.name)
            item.setToolTip(module.path)
            self.list.addItem(item)
        self.list.blockSignals(False)
        before = before or self._force
        rows = [k for k, m in enumerate(modules) if m.path == before]
        if modules:
            self.list.setCurrentRow((rows or [0])[0])
        self._tell()

    def set_document(self, title: str, model: str, nodes: tuple[tuple[str, str], ...]) -> None:
        """The open scenario: its name, the module in force, and (id, name) of its detectors."""
        self._document, self._force = title, model
        self.node.set_entries(nodes)
        self.ask()

    def set_cpu(self, share: float) -> None:
        """By how much the load may grow."""
        self._cpu = share
        self.bars.set_deployment(self.deployment, share)

    def show_deployment(self, deployment: Deployment) -> None:
        """Whether a module fits a node; an answer on what is no longer chosen is ignored."""
        module = self.current()
        if module is None or deployment.module not in {module.path, module.name}:
            return
        if str(deployment.node) != self.node.value():
            return
        self.deployment = deployment
        self._tell()

    def show_fault(self, error: str) -> None:
        """Why it cannot be told whether the module in force fits."""
        self.deployment, self._fault = None, error
        self._tell()

    def set_blocked(self, why: str) -> None:
        """Something goes on: says what."""
        self._blocked = why
        self._tell()

    # -- what is asked -------------------------------------------------------------------------------------

    def current(self) -> ModuleInfo | None:
        """The module in force."""
        row = self.list.currentRow()
        return self.modules[row] if 0 <= row < len(self.modules) else None

    def order(self, path: str = "") -> NewModule:
        """The module that shall be made."""
        return NewModule(self.name.text().strip(), self.method.value(), path)

    def ask(self) -> None:
        """Asks whether the module in force fits the chosen node."""
        self.deployment, self._fault = None, ""
        module = self.current()
        if module is not None and self.node.value():
            self.check_requested.emit(module.path, int(self.node.value()))
        self._tell()

    def _deploy(self) -> None:
        module = self.current()
        if module is not None:
            self.deploy_requested.emit(module.path)

    def _offer_name(self) -> None:
        self.name.setPlaceholderText(self.method.value())
        self._tell()

    def _choose_file(self) -> None:
        kinds = self.tr("Detector modules (%1)").replace("%1", f"*{ENDING}")
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Load a module"), "", kinds)
        if path:
            self.load_requested.emit(path)

    def _choose_target(self) -> None:
        kinds = self.tr("Detector modules (%1)").replace("%1", f"*{ENDING}")
        start = f"{self.name.text().strip() or self.method.value()}{ENDING}"
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Save a module"), start, kinds)
        if path:
            self.make_requested.emit(self.order(path if path.endswith(ENDING) else path + ENDING))

    # -- words and look ------------------------------------------------------------------------------------

    def _tell(self) -> None:
        some = bool(self.method.value()) and not self._blocked
        self.make.setEnabled(some)
        self.save_as.setEnabled(some)
        why = self._blocked or ("" if self.method.value() else self.tr("Train methods first."))
        self.make.setToolTip(why or self.tr("Trained on the whole table, and kept in the program's folder"))
        self.save_as.setToolTip(why)
        self._new.set_texts(self.tr("New module"), "" if self.method.value() else self.tr("Train methods first."))
        self._mark_force()
        module = self.current()
        self.text.setText(self._words(module) if module is not None else self.tr("No module yet."))
        self._one.set_texts(module.name if module is not None else self.tr("Module"))
        self.bars.setVisible(self.deployment is not None)
        self.bars.set_deployment(self.deployment, self._cpu)
        self._tell_fit(module)

    def _mark_force(self) -> None:
        for k, module in enumerate(self.modules):
            item = self.list.item(k)
            on = bool(self._force) and module.path == self._force
            item.setIcon(icon("check-circle-outline", "good") if on else icon("cube-outline", "muted"))
            item.setText(self.tr("%1 — in this scenario").replace("%1", module.name) if on else module.name)

    def _tell_fit(self, module: ModuleInfo | None) -> None:
        fit = self.deployment
        refused = fit is not None and not fit.fits
        if not self.node.count():
            text = self.tr("%1 has no node with the detector role; give one the role first.")
            self.verdict.say(text.replace("%1", self._document), bad=True)
        elif self._fault:
            self.verdict.say(self._fault, bad=True)
        elif fit is not None:
            mark = "✓" if fit.fits else "✗"
            self.verdict.say(f"{mark} {fit.reason}", bad=refused)
        else:
            self.verdict.say(self.tr("Being worked out…") if module is not None else "")
        here = module is not None and bool(self._force) and module.path == self._force
        self.foot.go.setEnabled(fit is not None and fit.fits and not here and not self._blocked)
        self.out.setEnabled(bool(self._force))
        text = self.tr("“%1” runs no module").replace("%1", self._document)
        if self._force:
            name = next((m.name for m in self.modules if m.path == self._force), self._force)
            text = self.tr("“%1” runs %2").replace("%1", self._document).replace("%2", name)
        self.foot.say(text, self.tr("Putting one in is one edit that can be undone."))

    def _words(self, module: ModuleInfo) -> str:
        attacks = "; ".join(self._names.of(c) for c in module.classes if c != NORMAL)
        scores = ", ".join(f"{split_word(name)} {fixed(value)}" for name, value in module.scores)
        rows = (
            (self.tr("Method"), module.method),
            (self.tr("Looks at"), scope_word(module.scope)),
            (self.tr("Attacks"), attacks),
            (self.tr("Features"), count(len(module.features))),
            (self.tr("Trained on"), module.made_of),
            (self.tr("F1"), scores),
            (self.tr("A verdict"), quantity(module.cycles, "") + " " + self.tr("cycles")),
            (self.tr("Size"), quantity(float(module.size_bytes), "B")),
        )
        tone = theme().muted
        lines = (
            f"<tr><td style='color:{tone}; padding-right:{px(14)}px'>{name}</td><td>{text}</td></tr>"
            for name, text in rows
            if text
        )
        return f"<table>{''.join(lines)}</table>"

    def _retranslate(self) -> None:
        tr = self.tr
        self.setAccessibleName(tr("Deploy"))
        self._fields[self.method].set_label(tr("Method"))
        self._fields[self.name].set_label(tr("Name"))
        self._fields[self.node].set_label(tr("Detector node"))
        self.make.setText(tr("Make"))
        self.save_as.setText(tr("Save as…"))
        self.load.setText(tr("Load…"))
        self._all.set_texts(tr("Modules"))
        self.list.setAccessibleName(tr("Modules"))
        self._where.set_texts(tr("On a node"))
        self.foot.go.setText(tr("Put into the scenario"))
        self.out.setText(tr("Take out"))
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def first_focus(self) -> QWidget:
        """Where the keyboard begins."""
        return self.list

    def _restyle(self) -> None:
        self._sides.setContentsMargins(px(20), px(12), 0, px(8))
        self._sides.setSpacing(px(24))
        self._left.setSpacing(px(16))
        self._right.setContentsMargins(0, 0, px(20), 0)
        self._right.setSpacing(px(16))
        self.text.setFont(font("base"))
