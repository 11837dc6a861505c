"""The one small style sheet: what a palette cannot say."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

_SHEET = Template("""
* { outline: 0; }
QToolTip { background: $surface3; color: $text; border: 1px solid $line; padding: ${p4}px ${p6}px; }
QPushButton, QToolButton { min-height: ${p20}px; padding: ${p3}px ${p10}px; border-radius: 6px;
  border: 1px solid $line; background: $surface2; }
QToolButton { padding: ${p3}px ${p6}px; border-color: transparent; background: transparent; }
QPushButton:hover, QToolButton:hover { background: $surface3; }
QPushButton:pressed, QToolButton:pressed, QToolButton:checked { background: $surface3; border-color: $line; }
QPushButton:disabled { color: $muted; }
QPushButton[main="true"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton[main="true"]:disabled { background: $surface3; color: $muted; border-color: $line; }
QPushButton:focus, QToolButton:focus, QCheckBox:focus, QRadioButton:focus, QTabBar:focus, QListView:focus,
QTreeView:focus, QTableView:focus, QPlainTextEdit:focus, QTextBrowser:focus { border: 2px solid $accent; }
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox { min-height: ${p20}px; padding: ${p2}px ${p6}px;
  border: 1px solid $line; border-radius: 6px; background: $surface0; selection-background-color: $accent; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus { border: 2px solid $accent; }
QLineEdit[fault="true"] { border: 1px solid $danger; }
QLineEdit[fault="true"]:focus { border: 2px solid $danger; }
QSpinBox, QDoubleSpinBox, QComboBox { padding-right: ${p20}px; }
QSpinBox::up-button, QDoubleSpinBox::up-button { subcontrol-position: top right; width: ${p18}px; border: 0; }
QSpinBox::down-button, QDoubleSpinBox::down-button { subcontrol-position: bottom right;
  width: ${p18}px; border: 0; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url($up); width: ${p10}px; height: ${p10}px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url($down); width: ${p10}px; height: ${p10}px; }
QComboBox::drop-down { width: ${p20}px; border: 0; }
QComboBox::down-arrow { image: url($down); width: ${p12}px; height: ${p12}px; }
QComboBox QAbstractItemView { border: 1px solid $line; background: $surface2; }
QCheckBox, QRadioButton { border: 2px solid transparent; border-radius: 4px; padding: 1px; spacing: ${p6}px; }
QCheckBox::indicator, QRadioButton::indicator, QGroupBox::indicator, QAbstractItemView::indicator {
  width: ${p14}px; height: ${p14}px; border: 1px solid $muted; border-radius: 3px; background: $surface0; }
QRadioButton::indicator { border-radius: ${p7}px; }
QCheckBox::indicator:checked, QGroupBox::indicator:checked, QAbstractItemView::indicator:checked {
  border-color: $accent; background: $accent; image: url($check); }
QCheckBox::indicator:indeterminate, QAbstractItemView::indicator:indeterminate {
  border-color: $accent; background: $accent; image: url($dash); }
QRadioButton::indicator:checked { border-color: $accent; background: $accent; image: url($dot); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {
  border-color: $line; background: $surface2; }
QProgressBar { min-height: ${p14}px; border: 0; border-radius: 3px; background: $surface3;
  text-align: center; }
QProgressBar::chunk { border-radius: 3px; background: $accent; }
QSlider:horizontal { min-height: ${p20}px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $surface3; }
QSlider::sub-page:horizontal { border-radius: 2px; background: $muted; }
QSlider::handle:horizontal { width: ${p14}px; margin: -${p6}px 0; border-radius: ${p7}px; background: $text; }
QSlider::handle:horizontal:focus { border: 2px solid $accent; }
QListView, QTreeView, QTableView { border: 1px solid $line; background: $surface0;
  alternate-background-color: $surface1; }
QHeaderView::section { background: $surface1; color: $muted; border: 0; border-bottom: 1px solid $line;
  padding: ${p4}px ${p6}px; font-weight: 600; }
QTabWidget::pane { border: 0; border-top: 1px solid $line; }
QTabBar::tab { padding: ${p4}px ${p7}px; border: 0; border-bottom: 2px solid transparent; color: $muted; }
QTabWidget[inner="true"] QTabBar::tab { padding: ${p4}px ${p4}px; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:hover { color: $text; }
QSplitter::handle, QMainWindow::separator { background: $line; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: $accent; }
QDockWidget { titlebar-close-icon: none; }
QMenuBar { background: $surface1; border: 0; }
QMenuBar::item { padding: ${p2}px ${p10}px; background: transparent; }
QMenuBar::item:selected { background: $surface3; }
QToolBar { background: $surface1; border: 0; border-bottom: 1px solid $line; spacing: ${p2}px; padding: ${p2}px; }
QToolBar#rail { border: 0; border-right: 1px solid $line; }
QToolBar::separator { width: 1px; background: $line; margin: ${p4}px ${p6}px; }
QMenu { background: $surface2; border: 1px solid $line; padding: ${p4}px 0; }
QMenu::item { padding: ${p4}px ${p20}px; }
QMenu::item:selected { background: $accent; color: $on_accent; }
QMenu::separator { height: 1px; background: $line; margin: ${p4}px 0; }
QScrollBar:vertical { background: transparent; width: ${p10}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${p10}px; margin: 0; }
QScrollBar::handle { background: $surface3; border-radius: 4px; min-height: 28px; min-width: 28px;
  margin: 1px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QFrame[panelhead="true"] { border: 0; border-bottom: 1px solid $line; }
QLabel[role="title"] { font-size: ${large}px; font-weight: 600; }
QLabel[role="hint"] { font-size: ${small}px; color: $muted; }
QLabel[role="figure"] { font-size: ${title}px; font-weight: 600; }
QStatusBar { border-top: 1px solid $line; color: $muted; }
QStatusBar::item { border: 0; }
""")


def style_sheet(colors: Mapping[str, object], scale: float, steps: Mapping[str, int], marks: Mapping[str, str]) -> str:
    """The sheet for a theme's colours; ``p4`` … are lengths under the factor, steps font sizes, marks files.

    Buttons with the property ``main`` carry the accent; labels with ``role`` title, hint or figure its size.
    """
    lengths = {f"p{n}": round(n * scale) for n in (2, 3, 4, 6, 7, 10, 12, 14, 18, 20)}
    on_accent = "#04121f" if colors["dark"] else "#ffffff"
    return _SHEET.substitute({**colors, **lengths, **steps, **marks, "on_accent": on_accent})
