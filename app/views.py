"""The widgets of the window, made once and named; the window lays them out, `live` and `actions` connect them."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtWidgets import QVBoxLayout, QWidget

from widgets.attacks.catalogue import AttackCatalogue
from widgets.attacks.desk import Desk
from widgets.attacks.panel import AttackPanel
from widgets.charts.charts import Charts
from widgets.charts.clusters import ClusterCharts
from widgets.detection.panel import DetectorPanel
from widgets.detectors.page import DetectorsPage
from widgets.events.drawer import EventsDrawer
from widgets.experiments.page import ExperimentsPage
from widgets.headline.banner import Banner
from widgets.headline.strip import HeadlineStrip
from widgets.inspector.inspector import Inspector
from widgets.inspector.settings import SettingsForm
from widgets.palette.widget import Palette
from widgets.problems.meter import ConnectivityMeter
from widgets.problems.problems import ProblemsList
from widgets.roles.log import ServiceLog
from widgets.roles.panel import RolesPanel
from widgets.stage.outline import Outline
from widgets.stage.widget import Stage
from widgets.start.page import StartPage
from widgets.steps.panel import StepsPanel
from widgets.timeline.timeline import Timeline
from widgets.transport.bar import TransportBar


@dataclass(slots=True)
class Views:
    """All the widgets there are."""

    stage: Stage = field(default_factory=Stage)
    headline: HeadlineStrip = field(default_factory=HeadlineStrip)
    banner: Banner = field(default_factory=Banner)
    transport: TransportBar = field(default_factory=TransportBar)
    timeline: Timeline = field(default_factory=Timeline)
    palette: Palette = field(default_factory=Palette)
    outline: Outline = field(default_factory=Outline)
    inspector: Inspector = field(default_factory=Inspector)
    form: SettingsForm = field(default_factory=SettingsForm)
    attacks: AttackPanel = field(default_factory=AttackPanel)
    roles: RolesPanel = field(default_factory=RolesPanel)
    detector: DetectorPanel = field(default_factory=DetectorPanel)
    steps: StepsPanel = field(default_factory=StepsPanel)
    service_log: ServiceLog = field(default_factory=ServiceLog)
    catalogue: AttackCatalogue = field(default_factory=AttackCatalogue)
    events: EventsDrawer = field(default_factory=EventsDrawer)
    charts: Charts = field(default_factory=Charts)
    clusters: ClusterCharts = field(default_factory=ClusterCharts)
    problems: ProblemsList = field(default_factory=ProblemsList)
    meter: ConnectivityMeter = field(default_factory=ConnectivityMeter)
    start: StartPage = field(default_factory=StartPage)
    experiments: ExperimentsPage = field(default_factory=ExperimentsPage)
    detectors: DetectorsPage = field(default_factory=DetectorsPage)

    def middle(self) -> QWidget:
        """The part that never moves: banner, headline, stage, transport, timeline."""
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.headline)
        column.addWidget(self.banner)
        column.addWidget(self.stage, 1)
        column.addWidget(self.transport)
        column.addWidget(self.timeline)
        return page

    def attack_desk(self) -> Desk:
        """The catalogue beside what is planned."""
        return Desk((self.attacks, self.catalogue))

    def diagnosis(self) -> QWidget:
        """Connectivity above the list of problems."""
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.meter)
        column.addWidget(self.problems, 1)
        return page
