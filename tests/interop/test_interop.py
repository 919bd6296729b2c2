"""Real files of other programs: what is in them comes in, or is named; their own score says how well.

`pytest -s` prints the table.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from courses.items.formats.checking import report
from courses.items.formats.sandbox import read_safely

FORMATS = {"gift", "aiken", "moodle_xml", "qti2", "qti3", "qti12", "qti_package", "imscc", "cloze_txt"}
TABLE = re.compile(r"^(\w+) +(?:files right )?(\d+)/(\d+)(?: \([\d.]+%\))? (\{.*\})$", re.MULTILINE)
LEAST_RIGHT = 0.97
Score = dict[str, tuple[int, int, dict[str, int]]]


@pytest.fixture(scope="module")
def reports(interop: Path) -> dict[str, dict[str, Any]]:
    """What is told about every file that holds questions, by its name."""
    lines = (interop / "expected.jsonl").read_text("utf-8").splitlines()
    files = [line["file"] for line in map(json.loads, lines) if line["format"] in FORMATS]
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda file: read_safely((interop / file).read_bytes(), Path(file).name), files)
        return {file: report(file, each) for file, each in zip(files, found, strict=True)}


@pytest.fixture(scope="module")
def score(interop: Path, reports: dict[str, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Score:
    """The table of the files' own score: by format, how many are right of how many, and the counts."""
    results = tmp_path_factory.mktemp("interop") / "results.jsonl"
    results.write_text("".join(f"{json.dumps(each)}\n" for each in reports.values()), "utf-8")
    command = [sys.executable, "score.py", "expected.jsonl", str(results)]
    told = subprocess.run(command, cwd=interop, capture_output=True, text=True, check=True).stdout
    print(f"\n{told}")
    return {
        name: (int(right), int(files), json.loads(counts.replace("'", '"')))
        for name, right, files, counts in TABLE.findall(told)
    }


def test_nearly_every_file_is_right(score: Score) -> None:
    right, files, _ = score["TOTAL"]

    assert files > 70
    assert right / files >= LEAST_RIGHT


def test_nothing_is_lost_without_a_word(score: Score) -> None:
    counts = score["TOTAL"][2]

    assert counts["questions"] > 200
    assert counts["silently lost"] == 0


def test_every_key_is_right(score: Score) -> None:
    counts = score["TOTAL"][2]

    assert counts["keys"] > 60
    assert counts["keys right"] == counts["keys"]


def test_every_refusal_and_every_question_left_out_says_why(reports: dict[str, dict[str, Any]]) -> None:
    refused = [each for each in reports.values() if not each["ok"]]
    left_out = [skipped for each in reports.values() for skipped in each["skipped"]]

    assert refused
    assert left_out
    assert all(each["error"] for each in refused)
    assert all(each["what"] and each["reason"] for each in left_out)
    assert not any("makes the reader fail" in each["error"] for each in refused)
