"""The command line: the same engine with and without a window.

Exit codes: 0 done, 2 bad input (one line on stderr: what, where, how to mend), 130 interrupted.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from app import cli_dataset, cli_detector, cli_experiment

if TYPE_CHECKING:
    from engine.scenario.model import Scenario

EXIT_BAD_INPUT = 2
EXIT_INTERRUPTED = 130
TEMPLATE = "template:"
WORKSPACES = ("home", "build", "observe", "experiments", "detectors")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(EXIT_BAD_INPUT, f"motewarden: {message}; see `{self.prog} --help`\n")


def _whole(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def _round(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a round (0, 1, 2, …)")
    return int(text)


def _seed(text: str) -> int:
    if not text.isdecimal() or int(text) >= 2**63:
        raise argparse.ArgumentTypeError(f"{text!r} is not a seed (0 … 2^63 - 1)")
    return int(text)


def _add_scenario(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scenario", metavar="SCENARIO", help="a *.motewarden file, or template:NAME")
    parser.add_argument("--seed", type=_seed, help="seed; a template places its nodes anew with it")
    parser.add_argument("--set", dest="sets", metavar="PATH=VALUE", action="append", default=[], help="change a value")
    parser.add_argument(
        "--attack",
        dest="attacks",
        metavar="TYPE:key=value,…",
        action="append",
        default=[],
        help="add an attack, e.g. blackhole:count=10,start=20",
    )


def build_parser() -> argparse.ArgumentParser:
    """The parser of all subcommands."""
    parser = _Parser(prog="motewarden", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.set_defaults(do=_window, json=False)
    parser.add_argument("--version", action="store_true", help="print the version and exit")
    parser.add_argument("--theme", choices=("light", "dark", "contrast"), help="colours of the window")
    commands = parser.add_subparsers(metavar="COMMAND")

    def command(name: str, do: Any, text: str) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(do=do)
        sub.add_argument("--json", action="store_true", help="one JSON object on stdout")
        return sub

    sub = command("open", _window, "open the window with a scenario")
    sub.add_argument("file", nargs="?", help="a *.motewarden file, or template:NAME")
    sub = command("run", _run, "run a scenario without a window")
    _add_scenario(sub)
    sub.add_argument("--rounds", type=_whole, default=300, help="rounds to run (default 300)")
    sub.add_argument("--measure-from", type=_whole, default=1, metavar="ROUND", help="first round of `measured`")
    sub.add_argument("--out", type=Path, metavar="DIR", help="folder for events.log, metrics.csv, summary.json")
    command("templates", _templates, "list the templates")
    sub = command("new", _new, "write a template to a file")
    sub.add_argument("template", metavar="TEMPLATE")
    sub.add_argument("file", type=Path, metavar="FILE")
    sub.add_argument("--seed", type=_seed)
    sub = command("validate", _validate, "check a scenario file")
    sub.add_argument("file", metavar="FILE", help="a *.motewarden file, or template:NAME")
    sub = command("screenshot", _screenshot, "the real window, rendered off screen, as a PNG")
    _add_scenario(sub)
    sub.add_argument("--workspace", default="observe", choices=WORKSPACES)
    sub.add_argument("--at", type=_round, default=0, metavar="ROUND", help="run so many rounds first")
    sub.add_argument("--select", type=_round, metavar="ID", help="select this node")
    sub.add_argument("--stage", type=int, default=1, choices=range(1, 6), help="detectors: show this stage")
    sub.add_argument("--result", type=Path, metavar="DIR", help="experiments: show the result in this folder")
    panel = "bring this panel to the front, e.g. roles, catalogue, service_log; may be given again"
    sub.add_argument("--panel", action="append", default=[], metavar="NAME", help=panel)
    sub.add_argument("--reveal", action="store_true", help="show who attacks")
    sub.add_argument("--theme", choices=("light", "dark", "contrast"), default="light")
    sub.add_argument("--size", default="1440x900", metavar="WxH")
    sub.add_argument("--out", type=Path, required=True, metavar="PNG")
    sub = command("experiment", _experiment, "a figure of the papers, or a free sweep: data, figures, claims")
    cli_experiment.add_arguments(sub, _whole)
    command("experiments", _experiments, "list the experiments")
    cli_dataset.add_arguments(command("dataset", _dataset, "labelled tables, recorded from runs"), _whole)
    sub = command("attacks", _attacks, "the catalogue of attacks: what they act upon and what they exploit")
    sub.add_argument("--out", type=Path, metavar="FILE", help="write it there as JSON")
    sub = command("review", _review, "design review: which attacks a network is open to, and what would stop them")
    _add_scenario(sub)
    sub = command("detector", _detector, "the detector laboratory: train, evaluate, look into modules")
    cli_detector.add_arguments(sub, _whole, _seed)
    sub = command("demo", _demo, "the headless demonstration: protected and unprotected, figures, a screenshot")
    sub.add_argument("--out", type=Path, default=Path("results"), metavar="DIR")
    command("warm", _warm, "compile the kernels, so that later starts are quick")
    return parser


def scenario_of(args: argparse.Namespace) -> Scenario:
    """The document that the arguments name, changed as they say.

    Raises:
        MotewardenError: It cannot be read, or a change does not fit.
    """
    from engine import api
    from engine.api import ScenarioError
    from engine.scenario.paths import set_value
    from engine.scenario.validate import validated

    scenario = open_document(args.scenario, args.seed)
    for change in args.sets:
        path, sign, value = change.partition("=")
        if not sign:
            raise ScenarioError("a change is PATH=VALUE", where=f"--set {change}", mend="e.g. trust.enabled=false")
        scenario = set_value(scenario, path.strip(), value)
    for attack in args.attacks:
        scenario = api.parse_attack(attack, scenario)
    where = "" if args.scenario.startswith(TEMPLATE) else args.scenario
    api.check(scenario, where)
    return validated(scenario, where)


def open_document(name: str, seed: int | None = None) -> Scenario:
    """A template (placed with ``seed``) or a file (whose places stay; ``seed`` changes the run only)."""
    from app.data import template_of
    from engine.scenario.storage import load

    if name.startswith(TEMPLATE):
        return template_of(name.removeprefix(TEMPLATE), seed)
    scenario = load(Path(name))
    return scenario if seed is None else scenario.replace(seed=seed)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _give(args: argparse.Namespace, data: Any, text: str) -> None:
    """Prints the result: JSON when asked, else words."""
    print(json.dumps(data, ensure_ascii=False) if args.json else text)


def _run(args: argparse.Namespace) -> int:
    from app.report import summary_text
    from engine import api

    scenario = scenario_of(args)
    progress = _progress if sys.stderr.isatty() else None
    result = api.run(scenario, args.rounds, out=args.out, measure_from=args.measure_from, progress=progress)
    files = [str(f) for f in result.files]
    _give(args, {**result.summary, "files": files} if files else result.summary, summary_text(result.summary, files))
    return 0


def _progress(done: int, rounds: int) -> bool:
    if done == rounds or done % max(1, rounds // 100) == 0:
        end = "\n" if done == rounds else ""
        print(f"\rround {done} of {rounds}", end=end, file=sys.stderr, flush=True)
    return True


def _templates(args: argparse.Namespace) -> int:
    from app.data import template_infos

    infos = template_infos()
    text = "\n".join(f"{i.name:14} {i.title}: {i.summary}" for i in infos)
    _give(args, {"templates": [i._asdict() for i in infos]}, text)
    return 0


def _new(args: argparse.Namespace) -> int:
    from app.data import template_of
    from engine.api import ScenarioError
    from engine.scenario.storage import save

    if args.file.exists():
        raise ScenarioError("the file exists already", where=str(args.file), mend="choose another name")
    scenario = template_of(args.template.removeprefix(TEMPLATE), args.seed)
    save(scenario, args.file)
    _give(args, {"file": str(args.file), "nodes": len(scenario.nodes)}, f"wrote {args.file}")
    return 0


def _validate(args: argparse.Namespace) -> int:
    from engine import api

    scenario = open_document(args.file)
    found = api.validate(scenario, args.file)
    lines = [f"{p.severity}: {p.what}; {p.mend}" for p in found]
    rows = [{"severity": p.severity, "what": p.what, "mend": p.mend, "ids": list(p.ids)} for p in found]
    data = {"file": args.file, "valid": True, "problems": rows}
    _give(args, data, "\n".join([f"{args.file} is valid: {len(scenario.nodes)} nodes", *lines]))
    return 0


def _screenshot(args: argparse.Namespace) -> int:
    from app.screenshot import screenshot

    scenario = scenario_of(args)
    screenshot(scenario, args.out, args)
    _give(args, {"file": str(args.out)}, f"wrote {args.out}")
    return 0


def _experiment(args: argparse.Namespace) -> int:
    done = cli_experiment.run_experiment(args, open_document)
    if isinstance(done, str):
        _say(f"motewarden: {done}")
        return EXIT_INTERRUPTED
    _give(args, cli_experiment.result_data(done), cli_experiment.result_text(done))
    return 0


def _dataset(args: argparse.Namespace) -> int:
    card = cli_dataset.record(args, open_document)
    if card is None:
        _say("motewarden: interrupted; nothing was written")
        return EXIT_INTERRUPTED
    _give(args, cli_dataset.card_data(card, args.out), cli_dataset.card_text(card, args.out))
    return 0


def _experiments(args: argparse.Namespace) -> int:
    from engine.api import experiments
    from engine.readmodel.experiment import to_json

    found = experiments.presets()
    _give(args, {"experiments": [to_json(p) for p in found]}, cli_experiment.presets_text(found))
    return 0


def _attacks(args: argparse.Namespace) -> int:
    from app.catalogue import export_attacks, model_text
    from engine import api
    from engine.readmodel.attack_model import to_json

    model = api.attack_model()
    if args.out is not None:
        export_attacks(model, args.out)
    wrote = "" if args.out is None else f"\nwrote {args.out}"
    _give(args, to_json(model), model_text(model) + wrote)
    return 0


def _review(args: argparse.Namespace) -> int:
    from dataclasses import asdict

    from app.catalogue import review_text
    from engine import api

    scenario = scenario_of(args)
    found = api.design_review(scenario)
    _give(args, {"scenario": scenario.name, "findings": [asdict(f) for f in found]}, review_text(scenario.name, found))
    return 0


def _detector(args: argparse.Namespace) -> int:
    data, text = cli_detector.run_detector(args)
    _give(args, data, text)
    return 0


def _demo(args: argparse.Namespace) -> int:
    from app.demo import demo

    result = demo(args.out, _say)
    _give(args, result, "\n".join(result["text"]))
    return 0


def _warm(args: argparse.Namespace) -> int:
    from engine import api

    api.warm()
    _give(args, {"warm": True}, "the kernels are compiled")
    return 0


def _window(args: argparse.Namespace) -> int:
    if args.version:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(version("motewarden"))
        except PackageNotFoundError:
            print("motewarden, from source")
        return 0
    from app.window import open_window

    return open_window(getattr(args, "file", None), args.theme)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one subcommand; without one, opens the window.

    Returns:
        The exit code.
    """
    from engine.api import MotewardenError

    args = build_parser().parse_args(argv)
    try:
        return int(args.do(args))
    except MotewardenError as error:
        _say(f"motewarden: {error}")
    except KeyboardInterrupt:
        _say("motewarden: interrupted")
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    return EXIT_BAD_INPUT
