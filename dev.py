#!/usr/bin/env python3
"""Set-up and tasks of Motewarden on a bare machine; needs nothing but Python 3.11 or newer.

  python3 dev.py run [ARGS…]    open the window, or pass ARGS to the command line of the program
  python3 dev.py test [ARGS…]   all checks and tests; with ARGS only pytest, with those arguments
  python3 dev.py bench [ARGS…]  the benchmarks
  python3 dev.py lint           ruff, mypy and the import contracts
  python3 dev.py lock           compile packaging/locks/ again (needs uv)
  python3 dev.py package        installers (not yet)

The first start makes .venv here and fills it from packaging/locks/; later starts only compare a stamp.
Whatever dev.py itself says goes to stderr.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "motewarden.json"
LOCKS = ROOT / "packaging" / "locks"
# What Qt loads from the system, soname=Debian package: always, for an X display, for a Wayland display.
LIBRARIES = {
    "": """libGL.so.1=libgl1 libEGL.so.1=libegl1 libxkbcommon.so.0=libxkbcommon0 libdbus-1.so.3=libdbus-1-3
        libfontconfig.so.1=libfontconfig1 libglib-2.0.so.0=libglib2.0-0""",
    "DISPLAY": """libxcb-cursor.so.0=libxcb-cursor0 libxcb-icccm.so.4=libxcb-icccm4
        libxcb-image.so.0=libxcb-image0 libxcb-keysyms.so.1=libxcb-keysyms1 libxcb-randr.so.0=libxcb-randr0
        libxcb-render-util.so.0=libxcb-render-util0 libxcb-shape.so.0=libxcb-shape0
        libxcb-sync.so.1=libxcb-sync1 libxcb-util.so.1=libxcb-util1 libxcb-xfixes.so.0=libxcb-xfixes0
        libxcb-xkb.so.1=libxcb-xkb1 libX11-xcb.so.1=libx11-xcb1 libxkbcommon-x11.so.0=libxkbcommon-x11-0""",
    "WAYLAND_DISPLAY": """libwayland-client.so.0=libwayland-client0
        libwayland-cursor.so.0=libwayland-cursor0""",
}
FONT_PACKAGE = "fonts-dejavu-core"
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
SCREENLESS = ("vnc", "eglfs", "linuxfb")  # Qt platforms that show a window without X or Wayland


class Halt(Exception):  # noqa: N818 - not always an error: it ends the task with one line
    """Ends the task: one line that says what, where and how to mend it, and the exit code."""

    def __init__(self, line: str, code: int = 2) -> None:
        super().__init__(line)
        self.code = code


def say(line: str) -> None:
    """Tell the person at the terminal, on stderr."""
    print(f"dev.py: {line}", file=sys.stderr, flush=True)


def quiet(command: Sequence[str | Path], **options: Any) -> subprocess.CompletedProcess[str]:  # noqa: ANN401
    """Run a command and keep what it says."""
    return subprocess.run(command, capture_output=True, check=False, text=True, errors="replace", **options)


def last_line(text: str) -> str:
    """The last line that says something."""
    return (text.strip() or "no reason given").splitlines()[-1].strip()


# ---- the system: apt, Qt's libraries, fonts ----------------------------------------------------------------
def root_prefix() -> list[str] | None:
    """What to put before a command that needs root; None when this user may not."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    return [sudo, "-n"] if sudo and quiet([sudo, "-n", "true"]).returncode == 0 else None


def apt_line(packages: Sequence[str]) -> str:
    """The command a person can paste."""
    return f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(packages)}"


def apt_install(packages: Sequence[str], why: str) -> None:
    """Install Debian packages, or halt with the exact command to do it by hand."""
    if not shutil.which("apt-get"):
        raise Halt(f"{why}; install what Debian calls {' '.join(packages)} with your package manager")
    prefix = root_prefix()
    if prefix is None:
        raise Halt(f"{why}; run:  {apt_line(packages)}")
    say(f"{why}: installing {' '.join(packages)} …")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
    quiet([*apt, "update"])  # the install below tells when this failed and it mattered
    done = quiet([*apt, "install", "-y", "--no-install-recommends", *packages])
    if done.returncode:
        said = [line for line in (done.stdout + done.stderr).splitlines() if line.startswith("E: ")]
        reason = said[-1][3:] if said else f"exit code {done.returncode}"
        raise Halt(f"{why}, and apt-get failed ({reason}); mend that and run:  {apt_line(packages)}")


def headless(platform: str, env: Mapping[str, str]) -> bool:
    """True when no window can be shown."""
    if platform in ("darwin", "win32") or env.get("DISPLAY") or env.get("WAYLAND_DISPLAY"):
        return False
    return not env.get("QT_QPA_PLATFORM", "").startswith(SCREENLESS)


def wanted_libraries(env: Mapping[str, str]) -> dict[str, str]:
    """The system libraries Qt needs in this environment: soname -> Debian package."""
    hidden = env.get("QT_QPA_PLATFORM") in ("offscreen", "minimal")
    tables = [table for screen, table in LIBRARIES.items() if not screen or (env.get(screen) and not hidden)]
    return dict(item.split("=") for item in " ".join(tables).split())


def has_font(folders: Sequence[str] = FONT_FOLDERS) -> bool:
    """Whether any scalable font is installed; without one a window shows boxes."""
    names = (name for folder in folders for *_, files in os.walk(Path(folder).expanduser()) for name in files)
    return any(name.endswith((".ttf", ".otf", ".ttc")) for name in names)


def missing_packages(env: Mapping[str, str]) -> list[str]:
    """Debian packages that Qt lacks here, in a stable order."""
    missing = []
    for soname, package in wanted_libraries(env).items():
        try:
            ctypes.CDLL(soname)
        except OSError:
            missing.append(package)
    return missing if has_font() else [*missing, FONT_PACKAGE]


def ensure_libraries(env: Mapping[str, str], *, vital: bool) -> None:
    """Install Qt's system libraries; when that cannot be, halt if they are vital, else say so and go on."""
    missing = missing_packages(env) if sys.platform.startswith("linux") else []
    if not missing:
        return
    try:
        apt_install(missing, "Qt's system libraries are missing")
    except Halt as halt:
        if vital and missing != [FONT_PACKAGE]:
            raise
        say(f"{halt} (going on without)")


# ---- the private environment -------------------------------------------------------------------------------
def venv_python() -> Path:
    """The interpreter of the private environment."""
    return VENV / "Scripts" / "python.exe" if os.name == "nt" else VENV / "bin" / "python"


def stamp_key(lock: Path) -> str:
    """Changes with the lock file, the interpreter behind .venv, the platform and the place of the project."""
    digest = hashlib.sha256(lock.read_bytes())
    digest.update((VENV / "pyvenv.cfg").read_bytes())  # names the Python version
    python = venv_python().stat()  # follows the link: a Python upgraded in place shows here
    digest.update(f"{python.st_size} {python.st_mtime_ns} {sys.platform} {ROOT}".encode())
    return digest.hexdigest()


def read_stamp() -> dict[str, str]:
    """What is installed: lock name -> key; empty when there is no stamp."""
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError):
        return {"installing": "unreadable stamp"}


def write_stamp(stamp: Mapping[str, str]) -> None:
    """Replace the stamp in one step."""
    fresh = STAMP.with_suffix(".new")
    fresh.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    fresh.replace(STAMP)


def satisfied(level: str, stamp: Mapping[str, str]) -> bool:
    """Whether .venv already holds this lock; the developers' lock holds the program's too."""
    levels = ("run", "dev") if level == "run" else (level,)
    try:
        return any(stamp.get(name) == stamp_key(LOCKS / f"{name}.txt") for name in levels)
    except OSError:
        return False


def usable() -> bool:
    """Whether .venv is whole: its Python starts, has pip and is still the version it was made with."""
    if "installing" in read_stamp() or not venv_python().exists():
        return False
    probe = "import sys, pip; print('%d.%d.' % sys.version_info[:2])"
    try:
        done = quiet([venv_python(), "-I", "-c", probe], timeout=60)
        config = (VENV / "pyvenv.cfg").read_text(encoding="utf-8")
    except (OSError, subprocess.TimeoutExpired):
        return False
    return bool(done.stdout) and f"\nversion = {done.stdout.strip()}" in config


def make_venv() -> None:
    """Make .venv anew with the Python that runs this file."""
    python = getattr(sys, "_base_executable", None) or sys.executable  # not a Python inside .venv
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        debian = os.path.realpath(python) == os.path.realpath("/usr/bin/python3")
        package = "python3-venv" if debian else f"python3.{sys.version_info.minor}-venv"
        apt_install([package], "this Python lacks its venv module")
    if VENV.exists():
        say("the environment in .venv is incomplete or of another Python: making it anew …")
        shutil.rmtree(VENV)
    done = quiet([python, "-m", "venv", VENV])
    if done.returncode:
        raise Halt(f"cannot make {VENV}: {last_line(done.stdout + done.stderr)}", 1)


def pip_reason(output: str) -> str:
    """Why pip failed, in one clause with the way out."""
    if "No space left on device" in output:
        return f"the disk is full: free 2 GB where {ROOT} lies and start again"
    if "DO NOT MATCH THE HASHES" in output:
        return "a package is not the one recorded in packaging/locks; nothing of it was installed"
    if re.search(r"NewConnection|NameResolution|Timeout(Error)?\(|ProxyError|SSLError", output):
        return "the package index cannot be reached: check the network or pip's settings and start again"
    errors = [line for line in output.splitlines() if line.startswith("ERROR: ")]
    return errors[0].removeprefix("ERROR: ") if errors else last_line(output)


def install(level: str) -> None:
    """Install one lock file into .venv, showing how far it is."""
    lock = LOCKS / f"{level}.txt"
    total = len(re.findall(r"^\S+==", lock.read_text(encoding="utf-8"), re.MULTILINE))
    say(f"Installing up to {total} packages into .venv (once; a few minutes) …")
    lines: list[str] = []
    began, seen, tty = time.monotonic(), 0, sys.stderr.isatty()
    pip = [str(venv_python()), "-I", "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    pip += ["--only-binary=:all:", "--require-hashes", "--progress-bar=off", "--retries=2", "-r", str(lock)]
    with subprocess.Popen(pip, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, errors="replace") as process:
        for line in process.stdout or ():
            lines.append(line)
            seen += line.startswith("Collecting ")
            if tty and line.startswith(("Collecting ", "Installing collected")):
                print(f"\r\033[K  {seen}/{total} {line.strip()[:60]}", end="", file=sys.stderr, flush=True)
    print("\r\033[K" if tty else "", end="", file=sys.stderr)
    if process.returncode:
        raise Halt(f"the packages of {lock.name} were not installed: {pip_reason(''.join(lines))}", 1)
    say(f"Installed in {time.monotonic() - began:.0f} s.")


def ensure_venv(level: str) -> None:
    """Make .venv hold the packages of this lock; when it already does, only compare the stamp."""
    if satisfied(level, stamp := read_stamp()):
        return
    if not usable():
        make_venv()
        stamp = {}
    write_stamp(stamp | {"installing": level})  # an interrupted installation is seen by the next start
    install(level)
    write_stamp(stamp | {level: stamp_key(LOCKS / f"{level}.txt")})


def environment() -> dict[str, str]:
    """The environment of the program: this project's modules, whatever the folder it is started in."""
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONHASHSEED")}
    return env | {"PYTHONPATH": str(ROOT)}


def start(arguments: Sequence[str], env: Mapping[str, str]) -> int:
    """Become the private Python with these arguments; -P keeps the user's folder out of the module path."""
    command = [str(venv_python()), "-P", *arguments]
    if os.name == "posix":
        os.execve(command[0], command, dict(env))
    return subprocess.run(command, env=env, check=False).returncode


def warm(env: Mapping[str, str]) -> None:
    """Compile the engine's kernels once, so that the first window is quick; done again after a new lock."""
    stamp = read_stamp()
    installed = stamp.get("run") or stamp.get("dev", "")
    if stamp.get("warm") == installed:
        return
    say("Compiling the engine (once) …")
    offscreen = dict(env) | {"QT_QPA_PLATFORM": "offscreen"}
    done = quiet([venv_python(), "-P", "-m", "app", "warm"], env=offscreen)
    if done.returncode:
        say(f"not compiled ahead ({last_line(done.stderr)}); the first run will be slower")
    write_stamp(stamp | {"warm": installed})


# ---- tasks -------------------------------------------------------------------------------------------------

LINT = (
    ("ruff check", ["-m", "ruff", "check", "."]),
    ("ruff format", ["-m", "ruff", "format", "--check", "."]),
    ("mypy", ["-m", "mypy"]),
    ("import contracts", ["-c", "from importlinter.cli import lint_imports_command as main; main()"]),
)


def task_run(arguments: list[str]) -> int:
    """Open the window; without a display make the demonstration; with arguments pass them on."""
    env, task = environment(), arguments
    if not arguments and headless(sys.platform, env):
        say("no display (no DISPLAY, no WAYLAND_DISPLAY): writing a demonstration to results/ instead")
        env, task = env | {"QT_QPA_PLATFORM": "offscreen"}, ["demo", "--out", "results"]
    ensure_libraries(env, vital=not arguments)
    ensure_venv("run")
    warm(env)
    return start(["-m", "app", *task], env)


def task_lint(arguments: list[str]) -> int:
    """The four checks, in order; the output of the first that fails is shown and ends the task."""
    if arguments:
        raise Halt(f"lint takes no arguments, not {arguments[0]!r}")
    ensure_venv("dev")
    for name, check in LINT:
        began = time.monotonic()
        done = quiet([venv_python(), "-P", *check], cwd=ROOT, env=environment())
        if done.returncode:
            print(done.stdout + done.stderr, flush=True)
            raise Halt(f"{name} failed; mend the lines above and start again", 1)
        say(f"{name}: ok ({time.monotonic() - began:.1f} s)")
    return 0


def pytest(arguments: Sequence[str], *, vital: bool) -> int:
    """Become pytest, in the project's folder and off screen unless told otherwise."""
    env = {"QT_QPA_PLATFORM": "offscreen"} | environment()
    ensure_libraries(env, vital=vital)
    ensure_venv("dev")
    os.chdir(ROOT)
    return start(["-m", "pytest", *arguments], env)


def task_test(arguments: list[str]) -> int:
    """All checks, then all tests; with arguments only pytest. Its summary closes the output."""
    if not arguments:
        task_lint([])
    return pytest(arguments or ["-n", "2"], vital=not arguments)


def task_bench(arguments: list[str]) -> int:
    """The benchmarks, in one process on a quiet machine; they print their ratios."""
    options = ["-p", "no:xdist", "-W", "ignore", "-q", "-s", "--benchmark-columns=median,ops,rounds"]
    return pytest([*options, *(arguments or ["tests/bench"])], vital=False)


def task_package(_arguments: list[str]) -> int:
    """Installers will be made here; see packaging/README.md."""
    raise Halt("not yet: installers come later, see packaging/README.md; until then: python3 dev.py run")


def task_lock(_arguments: list[str]) -> int:
    """Compile the lock files with uv; the developers' lock keeps the versions of the program's."""
    uv = shutil.which("uv", path=os.pathsep.join((str(venv_python().parent), os.environ.get("PATH", ""))))
    if not uv:
        raise Halt("lock needs uv; run:  python3 -m pip install uv")
    common = [uv, "pip", "compile", "-q", "--universal", "--python-version=3.11", "--generate-hashes"]
    run, dev = "packaging/locks/run.txt", "packaging/locks/dev.txt"
    for extra in (["-o", run], ["--extra=dev", "--extra=cluster", "-c", run, "-o", dev]):
        if subprocess.run([*common, "pyproject.toml", *extra], cwd=ROOT, check=False).returncode:
            raise Halt(f"uv could not compile {extra[-1]}, see above", 1)
    return 0


TASKS: dict[str, Callable[[list[str]], int]] = {
    name.removeprefix("task_"): task for name, task in list(globals().items()) if name.startswith("task_")
}


def main(argv: Sequence[str]) -> int:
    """Route to a task; every foreseen trouble is one line on stderr."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file must speak to older ones
        say(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}; use a newer python3")
        return 2
    name, *arguments = argv or [""]
    if name not in TASKS:
        known = name in ("", "help", "-h", "--help")
        say(str(__doc__) if known else f"there is no task {name!r}; choose one of: {', '.join(TASKS)}")
        return 0 if name and known else 2
    try:
        return TASKS[name](arguments)
    except Halt as halt:
        say(str(halt))
        return halt.code
    except OSError as error:
        full = error.errno == errno.ENOSPC
        say("the disk is full: free 2 GB and start again" if full else f"{error}; mend that and start again")
        return 1
    except KeyboardInterrupt:
        say("stopped")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
