"""Pictures of every attack in its variations at its climax: ``python -m app.album FOLDER [THEME] [KIND …]``.

Writes ``FOLDER/attacks/KIND-VARIATION.png`` and the contact sheet ``FOLDER/attacks.png``.
"""

from __future__ import annotations

import sys
from math import hypot
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap

from app.data import template_of
from app.screenshot import WAIT_S, _wait
from app.settings import Settings
from app.window import application
from engine import api
from engine.readmodel.attack_model import CatalogueEntry
from engine.scenario.model import Attack, Scenario
from widgets.common.mime import AttackKey
from widgets.common.theme import font, theme
from widgets.stage.emblems import entry_pixmap

TEMPLATE, SEED, START, ROUNDS = "smart-city", 1, 4, 12
SIZE = (560, 360)
NEAR_M = 34.0
"""What is nearer to an attacker is in its picture."""
ON = {"wormhole": (15, 25), "collusion": (15, 20, 4), "domino": (39,), "sybil": (21,), "loop": (39,)}
ON |= dict.fromkeys(("distortion", "fieldtamper", "rolecommand", "desync", "replay", "blackhole", "greyhole"), (40,))
"""Attackers by kind; others sit on node 15."""
OUTSIDERS = frozenset({"wormhole", "sybil", "helloflood", "roleflood", "jamming", "sleepdenial"})
"""Kinds whose exploiting variation is carried out by new nodes, as the paper tells it."""
WIDE = frozenset({"wormhole", "collusion", "helloflood", "random", "domino"})
"""Kinds that need the whole field; others are seen from nearer."""
CLOSER = 1.7
PAIRED = frozenset({"desync", "replay", "sleepdenial"})
SPREADING = frozenset({"injection", "domino"})
WAIT_ROUNDS = 40
"""So many more rounds at most until the attack shows what it does."""
LATE = {"roleflood": 30, "domino": 20, "injection": 18, "sybil": 20, "phantom": 20, "roletheft": 20, "sinkhole": 20}
"""Round of the climax where it is later than the others'."""
COLUMNS = 6


def scenario_of(entry: CatalogueEntry, key: AttackKey) -> Scenario:
    """The network with one attack."""
    who = "+".join(str(i) for i in ON.get(entry.kind, (15,)))
    text = f"{key.name}:nodes={who},start={START},variation={key.variation},origin={key.origin}"
    if entry.kind == "badmouth":
        text += ",victims=[5]"
    return api.parse_attack(text, template_of(TEMPLATE, SEED))


class Studio:
    """One window whose stage stands for all pictures.

    Args:
        scenario: The first document.
        folder: For settings and journals.
    """

    def __init__(self, scenario: Scenario, folder: Path) -> None:
        from app.main_window import MainWindow

        self.window = MainWindow(scenario, Settings(folder / "settings.ini"), folder / "journals")
        self.window.resize(1440, 900)
        self.window.menus.action["reveal"].setChecked(True)
        self.window.show()
        self.window.go("observe")
        self.stage = self.window.views.stage
        self.stage.legend.hide()

    def draw(self, scenario: Scenario, rounds: int) -> QPixmap:
        """The surroundings of the attackers when so many rounds are over."""
        stage, session = self.stage, self.window.session
        before = stage.snapshot().run_id if stage.snapshot() is not None else ""
        session.replace(scenario)
        _wait(lambda: stage.snapshot() is not None and stage.snapshot().run_id != before, WAIT_S)
        self._step(rounds)
        for _ in range(WAIT_ROUNDS):
            if self._shows(scenario.attacks[0]):
                break
            self._step(stage.snapshot().round + 1)
        _wait(lambda: not stage.spotlight.running(), WAIT_S)
        stage.clock.hold(0.4)
        who = [i for attack in scenario.attacks for i in attack.nodes]
        places = [scenario.node_by_id[i] for i in who]
        near = [n.id for n in scenario.nodes if any(hypot(n.x - p.x, n.y - p.y) < NEAR_M for p in places)]
        stage.select(())
        for _ in range(2):
            self._zoom(tuple(near), tuple(who), closer=scenario.attacks[0].type not in WIDE)
            _wait(lambda: False, 0.3)
        stage.repaint()
        shot = stage.grab()
        row = stage.screen_xy()[stage.scene.rows(tuple(who))].mean(axis=0)
        left = min(max(0, int(row[0]) - SIZE[0] // 2), max(0, shot.width() - SIZE[0]))
        top = min(max(0, int(row[1]) - SIZE[1] // 2), max(0, shot.height() - SIZE[1]))
        return shot.copy(left, top, *SIZE)

    def _zoom(self, near: tuple[int, ...], who: tuple[int, ...], *, closer: bool) -> None:
        stage = self.stage
        stage.zoom_to(near)
        if closer:
            at = stage.screen_xy()[stage.scene.rows(who)].mean(axis=0)
            stage.pan_by(QPointF(stage.width() / 2 - float(at[0]), stage.height() / 2 - float(at[1])))
            stage.zoom_about(QPointF(stage.width() / 2, stage.height() / 2), CLOSER)

    def _step(self, round_: int) -> None:
        stage = self.stage
        self.window.session.engine.submit(api.StepRound(round_ - stage.snapshot().round))
        _wait(lambda: stage.snapshot() is not None and stage.snapshot().round >= round_, WAIT_S)

    def _shows(self, attack: Attack) -> bool:
        """The attack does now what it is known for."""
        harm = self.stage.scene.truth.harm
        if attack.type in SPREADING:
            return len(harm.infected) > 1
        if attack.type == "phantom" and attack.variation == "exploiting":
            return bool(harm.phantoms)
        if attack.type == "sinkhole":
            return bool(len(harm.flows))
        if attack.type == "jamming":
            return bool(len(harm.reach))
        if attack.type == "rolecommand":
            return bool(len(harm.told) or len(harm.onward))
        return attack.type not in PAIRED or bool(len(harm.pairs))


def labelled(shot: QPixmap, key: AttackKey, title: str) -> QPixmap:
    """The picture over a line with emblem, title and manner."""
    out = QPixmap(shot.width(), shot.height() + 30)
    out.fill(theme().surface1)
    painter = QPainter(out)
    painter.drawPixmap(0, 0, shot)
    painter.drawPixmap(4, shot.height() + 2, entry_pixmap(key.text, 26))
    painter.setFont(font("base", bold=True))
    painter.setPen(theme().text)
    manner = key.variation if key.origin == "insider" else f"{key.variation}, {key.origin}s"
    box = QRectF(36, shot.height(), shot.width() - 40, 30)
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, f"{title} · {manner}")
    painter.end()
    return out


def contact_sheet(shots: list[QPixmap]) -> QPixmap:
    """All pictures, at half their size."""
    wide, tall = shots[0].width() // 2, shots[0].height() // 2
    out = QPixmap(COLUMNS * wide, -(-len(shots) // COLUMNS) * tall)
    out.fill(theme().surface1)
    painter = QPainter(out)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    for k, shot in enumerate(shots):
        at = QPointF((k % COLUMNS) * wide, (k // COLUMNS) * tall).toPoint()
        painter.drawPixmap(QRect(at.x(), at.y(), wide - 2, tall - 2), shot)
    painter.end()
    return out


def main(folder: Path, theme_name: str, kinds: list[str]) -> None:
    """All attacks, or those of some kinds, in a theme."""
    application(theme_name, "offscreen")
    shots = []
    (folder / "attacks").mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as passing:
        studio = Studio(template_of(TEMPLATE, SEED), Path(passing))
        studio.window.set_theme(theme_name)
        for entry in api.attack_model().entries:
            if kinds and entry.kind not in kinds:
                continue
            ways = [AttackKey(entry.kind)]
            if entry.exploiting is not None:
                ways.append(AttackKey(entry.kind, "exploiting", "outsider" if entry.kind in OUTSIDERS else "insider"))
            for key in ways:
                shot = studio.draw(scenario_of(entry, key), LATE.get(entry.kind, ROUNDS))
                shots.append(labelled(shot, key, entry.title))
                save(shots[-1], folder / "attacks" / f"{key.name}-{key.variation}.png")
        studio.window.session.close()
    save(contact_sheet(shots), folder / "attacks.png")


def save(shot: QPixmap, file: Path) -> None:
    """A small PNG: of 256 colours."""
    shot.toImage().convertToFormat(QImage.Format.Format_Indexed8, Qt.ImageConversionFlag.AvoidDither).save(str(file))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "light", sys.argv[3:])
