"""The phrases of `engine.readmodel.records.describe`, for whole arrays; a test holds the two together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from engine.readmodel.codes import EnergyCause, LossCause, PacketKind, Rec, Refusal, label
from engine.readmodel.service_phrases import SERVICE_PHRASES

Strings = np.ndarray
_Maker = Callable[[np.ndarray, Sequence[str]], Strings]


def _number(column: np.ndarray, form: str = "%d") -> Strings:
    return column.astype("U11") if form == "%d" else np.char.mod(form, column.astype("f8"))


def _join(*parts: str | Strings) -> Strings:
    result: Strings = np.array("")
    for part in parts:
        result = np.strings.add(result, part)
    return result


def _names(codes: np.ndarray, names: Sequence[str], other: str = "?") -> Strings:
    table = np.array([*names, other])
    known = (codes >= 0) & (codes < len(names))
    return table[np.where(known, codes, len(names))]


def _plural(count: np.ndarray) -> Strings:
    return np.where(count == 1, "reading", "readings")


def _lost(r: np.ndarray, _: Sequence[str]) -> Strings:
    why = [label(c).replace("_", " ") for c in LossCause]
    head = _join(_number(r["v"], "%.0f"), " ", _plural(r["v"]), " of ", _number(r["b"]))
    return _join(head, " lost at ", _number(r["a"]), ": ", _names(r["c"], why))


def _attack(verb: str) -> _Maker:
    def make(r: np.ndarray, names: Sequence[str]) -> Strings:
        return _join(_names(r["c"], names, "attack"), f" {verb} on node ", _number(r["a"]))

    return make


def _transfer(r: np.ndarray, _: Sequence[str]) -> Strings:
    kinds = [label(p) for p in PacketKind]
    return _join(_names(r["c"], kinds), " from ", _number(r["a"]), " to ", _number(r["b"]))


def _delivered(r: np.ndarray, _: Sequence[str]) -> Strings:
    count = _join(_number(r["c"]), " ", _plural(r["c"]))
    return _join(count, " from ", _number(r["a"]), " delivered to ", _number(r["b"]))


def _listed(middle: str) -> _Maker:
    def make(r: np.ndarray, _: Sequence[str]) -> Strings:
        return _join("node ", _number(r["a"]), *_around(middle, r["b"]), _number(r["v"], "%.3f"))

    return make


def _around(middle: str, column: np.ndarray) -> tuple[str | Strings, ...]:
    before, after = middle.split("#")
    return before, _number(column), after


def _node(after: str) -> _Maker:
    return lambda r, _: _join("node ", _number(r["a"]), after)


def _counted(middle: str) -> _Maker:
    return lambda r, _: _join("node ", _number(r["a"]), *_around(middle, r["c"]))


def _died(r: np.ndarray, _: Sequence[str]) -> Strings:
    why = [label(c) for c in EnergyCause]
    return _join("node ", _number(r["a"]), " ran out of energy (", _names(r["c"], why), ")")


def _route(middle: str) -> _Maker:
    def make(r: np.ndarray, _: Sequence[str]) -> Strings:
        hops = np.where(r["c"] == 1, " hop", " hops")
        return _join("node ", _number(r["a"]), f" {middle} over ", _number(r["b"]), ", ", _number(r["c"]), hops)

    return make


def _pair(middle: str, start: str = "node ") -> _Maker:
    return lambda r, _: _join(start, _number(r["a"]), middle, _number(r["b"]))


def _refused(r: np.ndarray, names: Sequence[str]) -> Strings:
    why = [label(c) for c in Refusal]
    return _join(_pair(" refuses ")(r, names), " as next hop: ", _names(r["c"], why))


def _tunnel(r: np.ndarray, names: Sequence[str]) -> Strings:
    pair = _pair(" and ", "tunnel between ")(r, names)
    return _join(pair, ": ", _number(r["c"]), " pairs take each other for neighbours")


def _majority(r: np.ndarray, _: Sequence[str]) -> Strings:
    share = _number(100 * r["v"].astype("f8"), "%.0f")
    return _join("node ", _number(r["a"]), " is off the lists of ", share, " % of its neighbours")


def _one_by_one(phrase: Callable[[int, int, int, float], str]) -> _Maker:
    """For kinds of which there are few."""
    return lambda r, _: np.array([phrase(int(x["a"]), int(x["b"]), int(x["c"]), float(x["v"])) for x in r])


_MAKERS: dict[int, _Maker] = {
    Rec.DATA: lambda r, _: _join("node ", _number(r["a"]), " sensed ", _number(r["v"], "%.2f")),
    Rec.TRANSFER: _transfer,
    Rec.DELIVERED: _delivered,
    Rec.LOST: _lost,
    Rec.REPUTATION: _counted(" told its trust to # neighbours"),
    Rec.ROUTE_FOUND: _route("found a route"),
    Rec.ROUTE_REPAIRED: _route("repaired its route, now"),
    Rec.ROUTE_LOST: _pair(" lost its route over "),
    Rec.HEAD: _node(" is cluster head"),
    Rec.EXCLUDED: _listed(" took # off its trusted list, D = "),
    Rec.READMITTED: _listed(" put # back on its trusted list, D = "),
    Rec.MAJORITY_EXCLUDED: _majority,
    Rec.MAJORITY_READMITTED: _node(" is trusted again by most of its neighbours"),
    Rec.DIED: _died,
    Rec.ATTACK_START: _attack("starts"),
    Rec.ATTACK_END: _attack("ends"),
    Rec.NO_PATH: _node(" has no path to a sink"),
    Rec.PATH_BACK: _node(" has a path to a sink again"),
    Rec.EDIT: lambda r, _: _join("edit applied, ", _number(r["c"]), " nodes"),
    Rec.TRUST_START: _counted(" listed its # neighbours as trusted"),
    Rec.LINK_REFUSED: _refused,
    Rec.TUNNEL: _tunnel,
    Rec.BENT: _pair(" sends packets back to "),
    **{kind: _one_by_one(phrase) for kind, phrase in SERVICE_PHRASES.items()},
}


def phrases(records: np.ndarray, attack_names: Sequence[str] = ()) -> Strings:
    """One phrase per record, as `describe` writes it; empty for kinds it does not know."""
    made: list[tuple[np.ndarray, Strings]] = []
    width = 1
    for kind in np.unique(records["kind"]):
        maker = _MAKERS.get(int(kind))
        if maker is None:
            continue
        rows = np.flatnonzero(records["kind"] == kind)
        lines = maker(records[rows], attack_names)
        width = max(width, lines.dtype.itemsize // 4)
        made.append((rows, lines))
    result = np.zeros(len(records), f"U{width}")
    for rows, lines in made:
        result[rows] = lines
    return result
