"""Foreign files: read as told, gaps named, and what is no table refused in one line."""

from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.detection.dataset import DetectionError
from engine.detection.tables import files
from engine.detection.tables.reading import load_table, read_columns
from engine.detection.tables.writing import write_table
from engine.readmodel.laboratory import TableMapping
from tests.unit.engine.detection.kit import table

CSV = "a,b,label,run,time\n1,2.5,Normal,x,0\n2,3,Flood,x,1\n3,4,Normal,y,0\n4,5,Flood,y,1\n"


@pytest.fixture
def file(tmp_path):
    def make(text, name="t.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return make


def test_a_table_is_read_as_told(file):
    read = load_table(TableMapping(file(CSV), "label", "run", "time"))
    data = read.data
    assert data.features == ("a", "b")
    assert data.classes == ("Flood", "Normal")
    assert data.label.tolist() == [1, 0, 1, 0]
    assert data.group.tolist() == [0, 0, 1, 1]
    assert data.time.tolist() == [0, 1, 0, 1]
    assert data.values.tolist() == [[1, 2.5], [2, 3], [3, 4], [4, 5]]
    assert read.dropped == 0


def test_columns_are_shown_with_suggestions(file):
    found = read_columns(file(CSV.replace("2.5", "inf")))
    assert found.columns == ("a", "b", "label", "run", "time")
    assert found.types == ("number", "number", "text", "text", "number")
    assert found.missing == (0, 1, 0, 0, 0)
    assert (found.suggested_label, found.suggested_group, found.suggested_time) == ("label", "run", "time")
    assert found.sample[1] == ("2", "3.0", "Flood", "x", "1")


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_what_is_written_is_read_again(tmp_path, suffix):
    data = table(50, 3, 3, groups=5)
    path = tmp_path / f"t.{suffix}"
    write_table(data, path)
    back = load_table(TableMapping(str(path), "label", "run", "time")).data
    np.testing.assert_array_equal(back.values, data.values)
    assert [back.classes[i] for i in back.label] == [data.classes[i] for i in data.label]
    np.testing.assert_array_equal(back.group, data.group)


def test_gaps_are_left_out_and_named(file):
    rows = "1,2,Normal\n,3,Flood\ninf,1,Flood\nword,2,Flood\n5,,Normal\n6,7,Flood\n8,9,\n"
    read = load_table(TableMapping(file("a,b,label\n" + rows), "label"))
    assert read.data.values.tolist() == [[1, 2], [6, 7]]
    assert read.dropped == 5
    told = "column a (3 missing, infinite or text); column b (1 missing, infinite or text); 1 rows without a label"
    assert read.warnings == (f"5 of 7 rows left out: {told}",)


def test_numbers_of_rows_are_no_feature(file):
    text = "".join(f",{line}\n" if i == 0 else f"{i},{line}\n" for i, line in enumerate(CSV.splitlines()))
    assert load_table(TableMapping(file(text), "label", "run", "time")).data.features == ("a", "b")


def test_other_separators_and_a_byte_order_mark(file):
    text = "\ufeff" + CSV.replace(",", ";")
    assert load_table(TableMapping(file(text), "label", "run", "time")).data.features == ("a", "b")


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "is empty"),
        ("just words\nand more\n", "one column only"),
        (b"PK\x03\x04\0\0\0", "is no CSV or Parquet"),
        (b"PAR1 but nothing else", "is no whole Parquet file"),
        (b"\xff\xfe1\0,\0", "is no CSV or Parquet"),
        ("a,b,label\n1,2\n3,4,5,6\n", "is no whole CSV file"),
        ("a,a,label\n1,2,x\n", "two columns are called a"),
        ("a,,label\n1,2,x\n", "column 2 has no name"),
        ("a,b,label\n", "has no rows"),
        ("a,b,class\n1,2,x\n", "has no column label; it has a, b, class"),
        ("a,b,label\nx,2,n\ny,3,m\n", "column a holds text, no numbers .2 rows."),
        ("a,b,label\n1,2,n\n1,3,n\n", "one class only .n."),
        ("a,b,label\n1,,n\n,3,m\n", "no row without gaps"),
        ("a,label\n" + "".join(f"{i},{i}.5\n" for i in range(300)), "300 different values"),
        ("label,time\n1,2\n", "no columns left"),
    ],
)
def test_what_is_no_table_is_refused_in_one_line(file, text, match):
    time = "time" if isinstance(text, str) and "time" in text else ""
    with pytest.raises(DetectionError, match=match) as caught:
        load_table(TableMapping(file(text), "label", time=time))
    assert "\n" not in str(caught.value)
    assert caught.value.mend


def test_a_huge_file_is_refused_before_it_is_read(file, monkeypatch):
    monkeypatch.setattr(files, "MAX_BYTES", 10)
    with pytest.raises(DetectionError, match="too large"):
        read_columns(file(CSV))
    monkeypatch.setattr(files, "MAX_BYTES", 10**9)
    monkeypatch.setattr(files, "MAX_CELLS", 10)
    with pytest.raises(DetectionError, match="4 rows of 5 columns"):
        read_columns(file(CSV))


def test_a_folder_and_a_missing_file(tmp_path):
    with pytest.raises(DetectionError, match="is a folder"):
        read_columns(str(tmp_path))
    with pytest.raises(DetectionError, match="no such file"):
        read_columns(str(tmp_path / "none.csv"))


def test_a_write_that_fails_leaves_nothing(tmp_path):
    with pytest.raises(DetectionError, match="neither a CSV nor a Parquet"):
        write_table(table(), tmp_path / "t.xlsx")
    with pytest.raises(DetectionError, match="no such"):
        write_table(table(), tmp_path / "none" / "t.csv")
    assert not list(tmp_path.iterdir())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=300), st.text(alphabet='a1,.;\t\n"e-NnIif é', max_size=300).map(str.encode)))
def test_any_bytes_are_read_or_refused(tmp_path, data):
    path = tmp_path / "t.csv"
    path.write_bytes(b"label,a\n" + data)
    with suppress(DetectionError):
        load_table(TableMapping(str(path), "label"))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12))
def test_damaged_parquet_is_read_or_refused(tmp_path, changes):
    good = tmp_path / "good.parquet"
    if not good.exists():
        write_table(table(40, 3), good)
    data = bytearray(good.read_bytes())
    for place, value in changes:
        data[int(place * len(data))] = value
    path = tmp_path / "t.parquet"
    path.write_bytes(data)
    with suppress(DetectionError):
        load_table(TableMapping(str(path), "label"))


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_recorded_table_keeps_the_definition_of_its_features_and_no_ids(tmp_path, suffix):
    path = str(tmp_path / f"recorded{suffix}")
    data = replace(table(60, 3), feature_set="motewarden-1", node=np.arange(60, dtype=np.int32))
    write_table(data, path)
    found = load_table(TableMapping(path, "label")).data
    assert found.feature_set == "motewarden-1"
    assert not {"run", "time", "node", "feature_set"} & set(found.features)


def test_rows_of_two_definitions_are_foreign(tmp_path):
    path = tmp_path / "mixed.csv"
    path.write_text("a,label,feature_set\n1,x,one\n2,y,two\n")
    with pytest.raises(DetectionError, match="feature_set"):
        load_table(TableMapping(str(path), "label"))
