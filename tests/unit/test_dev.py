"""dev.py: what it decides, without installing anything."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
assert spec is not None
assert spec.loader is not None
dev = importlib.util.module_from_spec(spec)
spec.loader.exec_module(dev)


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project folder with locks and an environment that looks made."""
    venv = tmp_path / ".venv"
    locks = tmp_path / "packaging" / "locks"
    locks.mkdir(parents=True)
    (locks / "run.txt").write_text("numpy==2.0 \\\n")
    (locks / "dev.txt").write_text("numpy==2.0 \\\nruff==1.0 \\\n")
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to(sys.executable)
    (venv / "pyvenv.cfg").write_text(f"home = /x\nversion = {sys.version.split()[0]}\n")
    for name, path in {
        "ROOT": tmp_path,
        "VENV": venv,
        "LOCKS": locks,
        "STAMP": venv / "motewarden.json",
    }.items():
        monkeypatch.setattr(dev, name, path)
    return tmp_path


@pytest.fixture
def calls(monkeypatch):
    """Steps of a task, recorded instead of done."""
    made = []
    monkeypatch.setattr(dev, "ensure_libraries", lambda env, vital: made.append(("libraries", vital)))
    monkeypatch.setattr(dev, "ensure_venv", lambda level: made.append(("venv", level)))
    monkeypatch.setattr(dev, "warm", lambda env: made.append(("warm",)))
    monkeypatch.setattr(dev, "start", lambda args, env: made.append(("start", args, env)) or 0)
    monkeypatch.setattr(dev.os, "chdir", lambda path: None)
    return made


def stamp(project, level):
    dev.write_stamp({level: dev.stamp_key(dev.LOCKS / f"{level}.txt")})


def test_a_stamped_environment_needs_nothing(project):
    stamp(project, "run")
    assert dev.satisfied("run", dev.read_stamp())
    assert not dev.satisfied("dev", dev.read_stamp())


def test_the_developers_environment_also_runs_the_program(project):
    stamp(project, "dev")
    assert dev.satisfied("run", dev.read_stamp())


@pytest.mark.parametrize("file", ["packaging/locks/run.txt", ".venv/pyvenv.cfg"])
def test_a_changed_lock_or_python_is_noticed(project, file):
    stamp(project, "run")
    (project / file).write_text("changed")
    assert not dev.satisfied("run", dev.read_stamp())


def test_a_python_that_went_away_is_noticed(project):
    stamp(project, "run")
    (project / ".venv/bin/python").unlink()
    (project / ".venv/bin/python").symlink_to("/nowhere/python3")
    assert not dev.satisfied("run", dev.read_stamp())
    assert not dev.usable()


@pytest.mark.parametrize("text", ["{", "[1]", '{"installing": "run"}'])
def test_an_interrupted_installation_is_made_anew(project, text):
    dev.STAMP.write_text(text)
    assert not dev.usable()


def test_an_environment_of_another_python_is_made_anew(project, monkeypatch):
    monkeypatch.setattr(dev, "quiet", lambda *_, **__: SimpleNamespace(stdout="3.99.\n", returncode=0))
    assert not dev.usable()


def test_a_whole_environment_without_stamp_is_kept(project, monkeypatch):
    version = f"{sys.version_info.major}.{sys.version_info.minor}.\n"
    monkeypatch.setattr(dev, "quiet", lambda *_, **__: SimpleNamespace(stdout=version, returncode=0))
    assert dev.usable()


def test_the_stamp_says_installing_until_it_is_done(project, monkeypatch):
    def install(level):
        assert json.loads(dev.STAMP.read_text())["installing"] == level

    monkeypatch.setattr(dev, "usable", lambda: True)
    monkeypatch.setattr(dev, "install", install)
    dev.ensure_venv("dev")
    assert list(dev.read_stamp()) == ["dev"]


def test_apt_line_can_be_pasted():
    assert dev.apt_line(["libgl1", "libegl1"]) == (
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends libgl1 libegl1"
    )


def test_without_rights_the_exact_command_is_told(monkeypatch):
    monkeypatch.setattr(dev.shutil, "which", lambda name, **_: f"/usr/bin/{name}")
    monkeypatch.setattr(dev, "root_prefix", lambda: None)
    with pytest.raises(dev.Halt, match=r"run:  sudo apt-get update && .* libgl1$") as halt:
        dev.apt_install(["libgl1"], "Qt lacks a library")
    assert halt.value.code == 2


def test_apt_runs_as_root_through_sudo_and_tells_its_own_reason(monkeypatch):
    made = []

    def quiet(command, **_):
        made.append(command)
        return SimpleNamespace(returncode=100, stdout="", stderr="E: Unable to locate package libgl1\n")

    monkeypatch.setattr(dev.shutil, "which", lambda name, **_: f"/usr/bin/{name}")
    monkeypatch.setattr(dev, "root_prefix", lambda: ["sudo", "-n"])
    monkeypatch.setattr(dev, "quiet", quiet)
    with pytest.raises(dev.Halt, match="Unable to locate package"):
        dev.apt_install(["libgl1"], "Qt lacks a library")
    assert [command[-1] for command in made] == ["update", "libgl1"]
    assert all(command[:2] == ["sudo", "-n"] for command in made)


@pytest.mark.parametrize(
    ("platform", "env", "expected"),
    [
        ("linux", {}, True),
        ("linux", {"QT_QPA_PLATFORM": "offscreen"}, True),
        ("linux", {"QT_QPA_PLATFORM": "vnc:size=800x600"}, False),
        ("linux", {"DISPLAY": ":0"}, False),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, False),
        ("darwin", {}, False),
        ("win32", {}, False),
    ],
)
def test_no_display_is_recognised(platform, env, expected):
    assert dev.headless(platform, env) is expected


def test_x_libraries_are_wanted_on_x_only():
    assert "libxcb-cursor.so.0" not in dev.wanted_libraries({})
    assert "libxcb-cursor.so.0" in dev.wanted_libraries({"DISPLAY": ":0"})
    assert "libxcb-cursor.so.0" not in dev.wanted_libraries({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"})
    assert "libwayland-client.so.0" in dev.wanted_libraries({"WAYLAND_DISPLAY": "wayland-0"})


def test_fonts_are_found_in_any_depth(tmp_path):
    assert not dev.has_font([str(tmp_path)])
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.ttf").touch()
    assert dev.has_font([str(tmp_path)])


def test_missing_libraries_stop_the_window_but_not_a_command(monkeypatch, capsys):
    def refuse(packages, why):
        raise dev.Halt(why)

    monkeypatch.setattr(dev.sys, "platform", "linux")
    monkeypatch.setattr(dev, "missing_packages", lambda env: ["libgl1"])
    monkeypatch.setattr(dev, "apt_install", refuse)
    with pytest.raises(dev.Halt):
        dev.ensure_libraries({}, vital=True)
    dev.ensure_libraries({}, vital=False)
    assert "going on without" in capsys.readouterr().err


def test_run_without_display_makes_the_demonstration(calls, monkeypatch, capsys):
    monkeypatch.setattr(dev, "headless", lambda platform, env: True)
    assert dev.main(["run"]) == 0
    _, arguments, env = calls[-1]
    assert arguments == ["-m", "app", "demo", "--out", "results"]
    assert env["QT_QPA_PLATFORM"] == "offscreen"
    assert capsys.readouterr().err.count("\n") == 1


def test_run_passes_its_arguments_on(calls, monkeypatch):
    monkeypatch.setattr(dev, "headless", lambda platform, env: True)
    assert dev.main(["run", "validate", "--help"]) == 0
    assert calls[0] == ("libraries", False)
    assert calls[-1][1] == ["-m", "app", "validate", "--help"]


def test_test_with_arguments_is_pytest_only(calls):
    dev.main(["test", "tests/unit", "-k", "foo"])
    assert calls[-1][1] == ["-m", "pytest", "tests/unit", "-k", "foo"]


def test_test_without_arguments_checks_first_and_ends_with_pytest(calls, monkeypatch):
    monkeypatch.setattr(dev, "task_lint", lambda arguments: calls.append(("lint",)) or 0)
    dev.main(["test"])
    assert [call[0] for call in calls] == ["lint", "libraries", "venv", "start"]
    assert calls[-1][1] == ["-m", "pytest", "-n", "2"]


def test_lint_stops_at_the_first_failure(calls, monkeypatch, capsys):
    monkeypatch.setattr(dev, "quiet", lambda *_, **__: SimpleNamespace(stdout="bad\n", stderr="", returncode=1))
    assert dev.main(["lint"]) == 1
    said = capsys.readouterr()
    assert said.out.startswith("bad")
    assert said.err == "dev.py: ruff check failed; mend the lines above and start again\n"


def test_the_programs_environment_is_clean(monkeypatch):
    for name in ("PYTHONPATH", "PYTHONHOME", "PYTHONHASHSEED"):
        monkeypatch.setenv(name, "1")
    env = dev.environment()
    assert env["PYTHONPATH"] == str(dev.ROOT)
    assert not {"PYTHONHOME", "PYTHONHASHSEED"} & set(env)


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("ERROR: Could not install: [Errno 28] No space left on device", "the disk is full"),
        (
            "WARNING: Retrying after NewConnectionError(...)\nERROR: No matching distribution",
            "cannot be reached",
        ),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "not the one recorded"),
        ("ERROR: No matching distribution found for x==1", "^No matching distribution"),
        ("", "no reason given"),
    ],
)
def test_pip_trouble_is_one_clause(output, reason):
    assert re.search(reason, dev.pip_reason(output))
    assert "\n" not in dev.pip_reason(output)


@pytest.mark.parametrize(("argv", "code"), [([], 2), (["help"], 0), (["--help"], 0), (["rn"], 2), (["package"], 2)])
def test_dev_speaks_on_stderr_only(argv, code, capsys):
    assert dev.main(argv) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("dev.py: ")


def test_a_full_disk_is_one_line(monkeypatch, capsys):
    def full(level):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(dev, "ensure_venv", full)
    assert dev.main(["lint"]) == 1
    assert capsys.readouterr().err == "dev.py: the disk is full: free 2 GB and start again\n"


def test_an_old_python_is_told_in_one_line(monkeypatch, capsys):
    monkeypatch.setattr(dev.sys, "version_info", (3, 9))
    assert dev.main(["run"]) == 2
    assert "3.11 or newer" in capsys.readouterr().err


def test_a_folder_with_a_module_of_the_same_name_does_no_harm(tmp_path):
    """The program is started in the user's folder with -P: a file app.py there is not our app."""
    (tmp_path / "app.py").write_text("raise SystemExit(9)")
    done = subprocess.run(
        [sys.executable, "-P", "-c", "import app; print(app.__file__)"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == str(ROOT / "app" / "__init__.py"), done.stderr
