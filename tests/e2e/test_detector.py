"""The detector laboratory as a program: what it refuses, it refuses in one line with exit code 2."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BAD = {
    "one class.csv": "a,label\n1,x\n2,x\n",
    "words.csv": "a,label\none,x\ntwo,y\n",
    "few rows.csv": "a,label\n1,x\n2,y\n",
    "no table.csv": "dear reader\n",
    "torn.parquet": "PAR1....PAR1",
    "empty.csv": "",
    "infinite.csv": "a,label\ninf,x\n,y\n",
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_table_ends_in_one_line(name, tmp_path):
    path = tmp_path / name
    path.write_text(BAD[name])
    command = [
        sys.executable,
        "-m",
        "app",
        "detector",
        "train",
        str(path),
        "--label",
        "label",
        "--out",
        "m.motedetector",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("motewarden: ")
    assert done.stderr.count("\n") == 1, done.stderr
    assert not (ROOT / "m.motedetector").exists()
