"""The network in simulated time: rounds of set-up, hop waves and closing of the books."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.base.streams import kernel_state
from engine.network import hearing, state, tally
from engine.network.deception import Deceptions, with_false_pairs
from engine.network.disturbance import Disturbances
from engine.network.kernels import contention, energy, forward, graph, motion, routes, settlement, verify, watch
from engine.network.kernels.columns import (
    CAUSES,
    CURSOR_PACKETS,
    CURSOR_ROUND,
    CURSOR_WAVE,
    FATE_AT_HEAD,
    Behaviour,
    Nodes,
)
from engine.network.labour import Labour
from engine.network.logbook import Logbook
from engine.network.medium import Medium
from engine.network.pleas import Pleas
from engine.network.presence import Presence
from engine.network.renewal import carry_nodes
from engine.network.strategies import Previewed, RoundHook, RoutingStrategy
from engine.readmodel.codes import Rec
from engine.scenario.model import Scenario

ALL_WAVES = 1 << 30


class Network(Logbook):
    """State columns and the round. Routing, attacks and defences act on it through `strategies`.

    Args:
        scenario: A valid document.
        routing: The routing strategy, already chosen; its parameters are ``routing_params``.
        routing_params: Parameter set of the strategy.
        hooks: Attack schedule and defences, called in this order around every round.
        ghosts: Ids of the nodes that can show a false identity, one entry an identity.
        logging: Keep packet-level records.
    """

    def __init__(
        self,
        scenario: Scenario,
        routing: RoutingStrategy,
        routing_params: Any,
        hooks: Sequence[RoundHook] = (),
        *,
        ghosts: Sequence[int] = (),
        logging: bool = False,
    ) -> None:
        self.scenario, self.routing, self.routing_params = scenario, routing, routing_params
        self.hooks = tuple(hooks)
        self.rng = {
            name: kernel_state(scenario.seed, name)
            for name in ("mobility", "sensing", "routing", "radio", "trust", "service", "disturbance")
        }
        self.retired = state.Retired()
        self.spent_before = np.zeros(CAUSES)
        self.nodes = state.new_nodes(scenario, ghosts)
        m = len(self.nodes)
        self.routes = state.new_routes(m)
        self.duties = state.new_duties(scenario, self.nodes)
        self.travel = state.new_travel(scenario, self.nodes)
        self.presence = Presence(scenario, self.nodes)
        self.presence.admit(self.nodes, self.duties, np.ones(m, bool), 0)
        self.behaviour = state.new_behaviour(m)
        self.heeding, self.heard = False, state.new_heard(0)
        """Whether somebody collects what is heard, and what was heard in this round; no rows while nobody does."""
        self.links, self.watch, self.belief = state.new_edges(0)
        self.open_books()
        self._set_physics(scenario, logging=logging)
        self.first_excluded = np.full(m, -1, np.int32)
        self.excluded = np.zeros(m, np.uint8)
        self.cut = np.zeros(m, np.uint8)
        self._allot(m)
        self._search_neighbours(self.nodes, np.full(m, -1, np.int32))
        self.labour = Labour(self) if scenario.roles.enabled else None
        self.routing.reset(self, routing_params)

    # -- time ---------------------------------------------------------------------------------------------------

    @property
    def wave(self) -> int:
        """Hop waves done in the round under way, 0 between rounds."""
        return int(self.books.cursor[CURSOR_WAVE]) if self.in_round else 0

    def run_round(self) -> np.ndarray:
        """One whole round (or the rest of it). Returns its metrics, float64[len(METRIC_COLUMNS)]."""
        if not self.in_round:
            self.begin_round()
        while not self.run_waves(ALL_WAVES):
            pass
        return self.finish_round()

    def begin_round(self) -> None:
        """Set-up: movement, sensing, election, routes; then every node has its packet ready."""
        self.books.cursor[CURSOR_ROUND] += 1
        self.in_round = True
        if self.heeding:
            self.heard[:] = np.zeros(1, self.heard.dtype)
        if self.presence.busy:
            self.presence.begin(self)
        if self.labour is not None:
            self.labour.begin(self)
        self._move()
        if self._contended:
            self.nodes["storm_bits"] = 0.0
        if self._observing:
            motion.fade(self.watch, self._memory)
        for hook in self.hooks:
            hook.begin_round(self)
        if self.presence.busy:
            self.presence.seat(self)
        if self.deceptions.active:
            self.deceptions.appear(self)
        if self.disturbances.active:
            self.disturbances.begin(self)
        self.ensure_log(6 * len(self.nodes) + 64)
        motion.awake(self.nodes, self.behaviour, self.books.cursor, self.round_s, self.rng["sensing"])
        if self.labour is None:
            self._seek_routes()
        else:
            strange = self.presence.strange(self)
            self.links["near"][strange] = 0
            self._seek_routes()
            self.links["near"][strange] = 1
            self.labour.fetch(self)
        if self.deceptions.active:
            self.deceptions.bend(self)
        self._set_out()

    def _set_out(self) -> None:
        """What attackers send before anybody else, then readings, and what is taken for some."""
        if self.disturbances.needless:
            self.disturbances.pester(self)
        if self.pleas.active:
            self.pleas.plead(self)
        if self._contended:
            contention.occupy(self.nodes, self.links, self.ranged, self.physics)
        forward.start_readings(
            self.nodes, self.routes, self.behaviour, self.packets, self.books, self.physics, self.rng["radio"]
        )
        if self.disturbances.recordings.active:
            self.disturbances.replay(self)

    def _seek_routes(self) -> None:
        """Set-up of the protocol, over neighbours that pass the checks of secure routing."""
        if not self._verifying:
            self.routing.set_up(self)
            return
        checks = self.scenario.routing.verify
        self.ensure_log(len(self.links))
        mobility = self.scenario.mobility
        slack = checks.slack * float(self.medium.range_m or 0.0)
        drift = 2 * self._stride_m if mobility.enabled else 0.0
        time = (self.round - 1) * self.round_s
        known = (self.nodes, self.routes, self.links, self.watch, self.books, self.physics)
        verify.shut(*known, slack, drift, time)
        self.routing.set_up(self)
        verify.reopen(self.links)

    def run_waves(self, limit: int) -> bool:
        """Moves everything in flight by up to ``limit`` hops; returns whether nothing is left to move."""
        self.ensure_log(forward.room_for(len(self.nodes)))
        return bool(
            forward.steady(
                limit,
                self.nodes,
                self.routes,
                self.behaviour,
                self.links,
                self.watch,
                self.packets,
                self.books,
                self.physics,
                self.rng["radio"],
                self.heard,
            )
        )

    def finish_round(self) -> np.ndarray:
        """Closes the books of the round; defences draw their conclusions."""
        if self.deceptions.catching:
            self.deceptions.catch(self)
        self.value_error = float(settlement.settle(self.nodes, self.packets, self.books))
        if self.heeding:
            hearing.close(self)
        if self._observing:
            watch.pay_for_listening(self.nodes, self.books, self.physics)
        if self.labour is not None:
            self.labour.close(self, self.presence.ballast)
        for hook in self.hooks:
            hook.end_round(self)
        if self.presence.busy:
            self.presence.end(self)
        if self.deceptions.active:
            self.deceptions.settle(self)
        if self.idling:
            energy.pay_for_idling(self.nodes, self.idle, self.books, self.physics)
        self.in_round = False
        return tally.close(self)

    def preview_routes(self) -> None:
        """Routes to sinks as they would be now, for showing who has a path before the first round."""
        if isinstance(self.routing, Previewed):
            self.routing.preview(self)
        elif not self.ranged:
            routes.nearest_stations(self.routes, self.nodes)
        else:
            rng = self.rng["routing"].copy()
            routes.routes_to_stations(self.routes, self.nodes, self.links, self.belief, rng)

    def readings_held(self) -> int:
        """Readings neither delivered nor lost, counted packet by packet; 0 between rounds."""
        packets = self.packets[: self.books.cursor[CURSOR_PACKETS]]
        return int(packets["n"][packets["fate"] <= FATE_AT_HEAD].sum()) if self.in_round else 0

    # -- editing ------------------------------------------------------------------------------------------------

    def reconfigure(
        self,
        scenario: Scenario,
        routing: RoutingStrategy,
        params: Any,
        hooks: Sequence[RoundHook],
        *,
        ghosts: Sequence[int] = (),
    ) -> None:
        """Takes an edited scenario over between two rounds. Nodes that stay keep all they have and know.

        A node whose place was edited goes there; one whose initial energy was edited gets a fresh battery.
        """
        if self.in_round:
            raise RuntimeError("edits take effect between rounds")
        before, self.scenario = self.scenario, scenario
        old_nodes, old_routes = self.nodes, self.routes
        row_of = {int(i): row for row, i in enumerate(old_nodes["id"])}
        fresh = state.new_nodes(scenario, ghosts)
        m = len(fresh)
        old_row = np.array([row_of.get(int(i), -1) for i in fresh["id"]], np.int32)
        gone = np.setdiff1d(np.arange(len(old_nodes)), old_row)
        self.retired.take(old_nodes, gone[(old_nodes["station"][gone] == 0) & (old_nodes["master"][gone] < 0)])
        carry_nodes(self, before, fresh, old_row)
        self.nodes, self.routes = fresh, state.new_routes(m)
        self.behaviour = state.new_behaviour(m)
        stay, where = old_row >= 0, old_row[old_row >= 0]
        for name in ("served", "times_head"):
            self.routes[name][stay] = old_routes[name][where]
        self.duties = state.carried_duties(self.duties, state.new_duties(scenario, fresh), stay, where)
        self.travel = state.carried_travel(self.travel, state.new_travel(scenario, fresh), stay, where)
        self.presence = Presence(scenario, fresh, self.round, (self.presence, old_row))
        self.presence.admit(fresh, self.duties, ~stay, self.round)
        for name, empty in (("first_excluded", -1), ("excluded", 0), ("cut", 0)):
            marks = getattr(self, name)
            fresh_marks = np.full(m, empty, marks.dtype)
            fresh_marks[stay] = marks[where]
            setattr(self, name, fresh_marks)
        self._set_physics(scenario, logging=bool(self.physics["logging"]))
        self.hooks, self.routing, self.routing_params = tuple(hooks), routing, params
        energy.mark_frames(self.nodes, self.idle)
        disturbed = self.disturbances
        self._allot(m)
        self.disturbances.carry_over(disturbed, stay, where)
        self._search_neighbours(old_nodes, old_row)
        worked = None if self.labour is None else (self.labour, old_row)
        self.labour = Labour(self, worked) if scenario.roles.enabled else None
        self.routing.reset(self, params)
        self.preview_routes()
        self.note(Rec.EDIT, -1, c=len(scenario.nodes))

    def _set_physics(self, scenario: Scenario, *, logging: bool) -> None:
        self.medium = Medium(scenario)
        self.physics = state.physics(scenario, self.medium, logging=logging)[0]
        self.idle = state.new_idle(scenario)
        self.idling = len(self.idle) > 0
        self._csma = self._contended = bool(self.physics["csma"])
        self._observing = bool(self.physics["watching"])
        self.round_s = float(scenario.round_s)
        self.ranged = self.medium.range_m is not None
        mobility = scenario.mobility
        self._stride_m = max(mobility.step_m, mobility.vehicle_m if bool(self.travel["kind"].any()) else 0.0)
        self.watching = scenario.trust.enabled and self.ranged
        self._verifying = scenario.routing.verify.active and self.ranged
        fading = scenario.trust.history == "window" or not scenario.trust.enabled
        self._memory = scenario.trust.memory if fading else 0.0

    # -- listening ----------------------------------------------------------------------------------------------

    def heed(self, *, on: bool) -> None:
        """Somebody collects what is heard from now on, or nobody does; it alters nothing of what goes on."""
        self.heeding = on
        self.heard = state.new_heard(len(self.nodes) if on else 0)

    # -- inside -------------------------------------------------------------------------------------------------

    def _allot(self, m: int) -> None:
        self.packets = state.new_packets(m)
        self.heed(on=self.heeding)
        self.honest = np.ones(m, np.uint8)
        self.everyone = np.ones(m, np.uint8)
        self.deceptions, self.disturbances, self.pleas = Deceptions(m), Disturbances(m), Pleas()
        self.value_error = 0.0
        """Of what was delivered in the round closed last, °C."""
        self.share, self.mean_trust = np.full(m, np.nan, np.float32), np.full(m, np.nan, np.float32)
        self.counts_before = self.books.counts.copy()

    def _search_neighbours(self, old_nodes: Nodes, old_row: np.ndarray) -> None:
        """A new edge list, everything known carried over. Without a radio range there is none."""
        nodes, reach = self.nodes, self.medium.range_m
        if reach is None:
            nodes["first"] = nodes["last"] = 0
            self.links, self.watch, self.belief = state.new_edges(0)
            return
        moving = self.scenario.mobility.enabled and self.routing.mobile
        self._skin = max(state.SKIN_M, 2 * self._stride_m) if moving else 0.0
        start, source, target, back = self.medium.edges(nodes, self._skin)
        false = self.deceptions.false_pairs(nodes, reach + self._skin)
        via = None
        if len(false):
            start, source, target, back, via = with_false_pairs(start, source, target, false)
        edges = len(target)
        before = (old_nodes, self.links, self.watch, self.belief)
        if old_nodes is nodes:
            before = (nodes.copy(), *before[1:])
        self.links, self.watch, self.belief = state.new_edges(edges)
        graph.lay_edges(start, source, target, back, nodes, self.links, self.watch, self.belief)
        if via is not None:
            self.links["via"] = via
        self.medium.take(nodes, self.links)
        if len(before[1]) and self._observing:
            graph.carry_over(*before, nodes, old_row, self.links, self.watch, self.belief)
        if nodes["blocked"].any():
            graph.shut_out(nodes, self.links, self.belief)
        self.measure()

    def measure(self) -> None:
        """Refreshes the lengths of all edges and who is in range of whom, and not deaf with noise."""
        self.medium.measure(self.nodes, self.links)
        self.deceptions.measure(self)
        if self.disturbances.noisy:
            self.disturbances.deafen(self)

    def _move(self) -> None:
        mobility, area = self.scenario.mobility, self.scenario.area
        if not (mobility.enabled and self.routing.mobile and self._stride_m > 0):
            return
        pace, seldom = (mobility.vehicle_m, mobility.street_m), 1.0 / mobility.carry_every
        ways = (self.presence.senses, self.travel, mobility.step_m, *pace, seldom, area.width_m, area.height_m)
        far = motion.move(*ways, self.nodes, self.rng["mobility"])
        if not self.ranged:
            return
        if far > self._skin / 2:
            self._search_neighbours(self.nodes, np.arange(len(self.nodes), dtype=np.int32))
        else:
            self.measure()

    def set_behaviour(self, behaviour: Behaviour) -> None:
        """Takes over what attackers do from now on; ``attacker`` also tells honest packets in the metrics."""
        self.presence.take(self, behaviour)
        rewired = self.deceptions.take(behaviour, self.nodes)
        self.behaviour = behaviour
        self.pleas.take(behaviour)
        self.honest = (behaviour["attacker"] == 0).astype(np.uint8)
        self.nodes["mains"] = state.powered(self.nodes) | (behaviour["mains"] == 1)
        self.disturbances.take(self, behaviour)
        if rewired:
            self._search_neighbours(self.nodes, np.arange(len(self.nodes), dtype=np.int32))

    def contend(self, *, storm: bool) -> None:
        """Switches collisions on while a ``storm`` of needless traffic goes on; under CSMA they are on anyway.

        Whoever makes the storm adds the bits that reach a node to its ``storm_bits`` in every round, after the hooks'
        ``begin_round`` began and before readings start. Their airtime is the share of frames that the node loses.
        """
        self.physics["contended"] = self._contended = storm or self._csma
        if not self._contended:
            self.nodes["busy"] = self.nodes["storm_bits"] = 0.0
