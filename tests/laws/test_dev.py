"""The one command: it brings the environment once, alone, again after an interruption, and says what it lacks."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from courses.shared.config import ROOT

DEV = ROOT / "dev"
BARE = {"PATH": f"{Path(sys.executable).resolve().parent}:/usr/bin:/bin"}
HIDE_VENV = "import runpy, sys; sys.modules['ensurepip'] = None; "
OLD_PYTHON = "import runpy, sys; sys.version_info = (3, 10, 2); sys.version = '3.10.2 (main)'; "


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The command in a project that needs no packages."""
    shutil.copy(DEV, tmp_path)
    (tmp_path / "requirements").mkdir()
    for kind in ("run", "dev"):
        (tmp_path / "requirements" / f"{kind}.txt").write_text("# nothing\n")
    return tmp_path


def start(project: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "dev", *arguments]
    return subprocess.Popen(command, cwd=project, env=BARE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def run(project: Path, *arguments: str) -> str:
    process = start(project, *arguments)
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0, output
    return output


def pretend(project: Path, circumstance: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a Python would that lacks something."""
    code = circumstance + "sys.argv = ['dev', 'python', '-V']; runpy.run_path('dev', run_name='__main__')"
    return subprocess.run([sys.executable, "-c", code], cwd=project, env=BARE, capture_output=True, text=True)


def test_an_environment_is_made_once_and_anew_when_the_lock_changes(project: Path) -> None:
    half_made = project / ".venv" / "bin"
    half_made.mkdir(parents=True)
    (half_made / "python").symlink_to("/nowhere/python")

    first = run(project, "python", "-c", "import sys; print(sys.prefix)")
    second = run(project, "python", "-V")
    (project / "requirements" / "run.txt").write_text("# still nothing\n")
    third = run(project, "python", "-V")

    assert first.splitlines()[0] == "Installing the environment ..."
    assert first.splitlines()[-1] == str(project / ".venv")
    assert "Install" not in second
    assert "Installed the environment" in third


def test_two_commands_at_once_install_once(project: Path) -> None:
    both = [start(project, "python", "-V") for _ in range(2)]

    outputs = [process.communicate(timeout=120)[0] for process in both]

    assert [process.returncode for process in both] == [0, 0]
    assert sorted("Installed" in output for output in outputs) == [False, True]


def test_a_failed_installation_is_done_again(project: Path) -> None:
    (project / "requirements" / "dev.txt").write_text("no-such-package==1 --hash=sha256:00\n")
    refused = start(project, "python", "-V")
    message = refused.communicate(timeout=120)[0]
    (project / "requirements" / "dev.txt").write_text("# nothing\n")

    again = run(project, "python", "-V")

    assert refused.returncode == 1
    assert "The packages could not be installed" in message
    assert "Installed the environment" in again


@pytest.mark.parametrize(
    ("circumstance", "sentence"),
    [
        (
            HIDE_VENV,
            f"{sys.executable} lacks venv: install it (Debian, Ubuntu: apt install python3-venv), or install uv.",
        ),
        (OLD_PYTHON, f"./dev needs Python 3.11 or newer; {sys.executable} is 3.10.2."),
    ],
)
def test_what_is_missing_is_named_in_one_sentence(project: Path, circumstance: str, sentence: str) -> None:
    reply = pretend(project, circumstance)

    assert reply.returncode == 1
    assert reply.stderr.splitlines()[-1] == sentence
    assert "Traceback" not in reply.stderr


def test_a_command_runs_in_the_callers_folder_and_finds_the_project(tmp_path: Path) -> None:
    asked = [sys.executable, str(DEV), "python", "-c", "import os, courses; print(os.getcwd(), courses.__path__[0])"]

    reply = subprocess.run(asked, cwd=tmp_path, env=BARE, capture_output=True, text=True)

    assert reply.stdout.split() == [os.path.realpath(tmp_path), str(ROOT / "courses")]


def test_a_wrong_port_is_named_before_anything_starts(tmp_path: Path) -> None:
    wrong = {**BARE, "PORT": "eighty", "INSTANCE_PATH": str(tmp_path)}

    reply = subprocess.run([sys.executable, str(DEV)], env=wrong, capture_output=True, text=True)

    assert reply.returncode == 1
    assert reply.stderr == "PORT should be a whole number from 0 to 65535, but it is 'eighty'.\n"


def test_a_command_names_a_wrong_setting_without_a_traceback(tmp_path: Path) -> None:
    wrong = {**BARE, "PORT": "eighty", "INSTANCE_PATH": str(tmp_path)}
    command = [sys.executable, str(DEV), "flask", "--app", "app", "accounts", "link", "ana@example.org"]

    reply = subprocess.run(command, cwd=ROOT, env=wrong, capture_output=True, text=True)

    assert reply.returncode == 1
    assert reply.stderr == "Error: PORT should be a whole number from 0 to 65535, but it is 'eighty'.\n"


def test_an_unknown_command_is_named(tmp_path: Path) -> None:
    reply = subprocess.run([sys.executable, str(DEV), "dance"], env=BARE, capture_output=True, text=True)

    assert reply.returncode == 1
    assert "There is no command 'dance'" in reply.stderr


@pytest.mark.parametrize("kind", ["run", "dev"])
def test_locks_pin_every_package_by_hash_and_name_no_address(kind: str) -> None:
    lock = (ROOT / "requirements" / f"{kind}.txt").read_text("utf-8")

    packages = re.findall(r"^[a-z0-9][^=\n]*==[^\n]*\n(?:    --hash=sha256:[0-9a-f]{64}[^\n]*\n)+", lock, re.MULTILINE)

    assert len(packages) == len(re.findall(r"^\S", lock, re.MULTILINE)) > 20
    assert "://" not in lock


def test_every_command_of_the_help_is_in_the_documentation() -> None:
    told = subprocess.run([sys.executable, str(DEV), "help"], capture_output=True, text=True).stdout
    documented = (ROOT / "docs" / "developers.md").read_text("utf-8")

    commands = set(re.findall(r"^\./dev(?: [a-z]+)?", told, re.MULTILINE))

    assert len(commands) > 7
    assert {command for command in commands if f"`{command}" not in documented} == set()
