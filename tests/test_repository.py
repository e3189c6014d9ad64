"""The files around the library say the same as the library, and nothing of the machine on which they were written."""

import ast
import inspect
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

import mediakit

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def normalize(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def read_bounds(requirements: list[str]) -> dict[str, str]:
    """Lower bound of each package."""
    pairs = [re.fullmatch(r"([\w.-]+)>=([\d.]+)(?:; .+)?", requirement) for requirement in requirements]
    assert all(pairs), requirements
    return {normalize(pair[1]): pair[2] for pair in pairs}


def list_files() -> list[Path]:
    """Every file that is or could be committed."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("this is no checkout, so nothing says which files are committed")
    listed = subprocess.run(
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    return [path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


def test_conda_and_pip_are_told_the_same():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["name"] == PROJECT["name"] == "mediakit"
    assert environment["channels"] == ["conda-forge"]
    *by_conda, by_pip = environment["dependencies"]
    told = [requirement for requirement in by_conda if requirement not in {"pip", "c-compiler"}] + by_pip["pip"]
    extras = PROJECT["optional-dependencies"]
    wanted = [*PROJECT["dependencies"], *extras["notebooks"], *extras["dev"], f"python{PROJECT['requires-python']}"]
    assert read_bounds(told) == read_bounds(wanted)
    assert len(told) == len(set(told))


def test_what_is_installed_is_not_older_than_asked():
    for requirement, bound in read_bounds(PROJECT["dependencies"]).items():
        locked = re.search(rf"^{re.escape(requirement)}==([\d.]+)", LOCK, re.MULTILINE)
        assert locked, f"{requirement} is not in requirements.lock"
        numbers = [[int(part) for part in version.strip(".").split(".")] for version in (bound, locked[1])]
        assert numbers[0] <= numbers[1], requirement


def test_every_locked_version_has_hashes():
    entries = re.split(r"\n(?=\S)", LOCK.strip())
    assert len(entries) > 50
    for entry in entries:
        assert re.match(r"[\w.-]+(\[[\w,]+\])?==[\w.!+]+( ;[^\\]+)? \\\n", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


def test_no_committed_file_names_a_package_index():
    index = re.compile(r"--(extra-)?index-url|--find-links|--trusted-host|\b(index|find-links)-url\s*=", re.IGNORECASE)
    named = [path.name for path in list_files() if path != Path(__file__) and index.search(read(path))]
    assert named == []


def read(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def test_no_committed_file_names_a_place_on_this_machine():
    somewhere = re.compile(rf"(?<![\w.~/-])/(?:home|root|Users|work|mnt|var/folders)/\w|{re.escape(str(ROOT))}\b")
    named = {}
    for path in list_files():
        found = somewhere.search(read(path))
        if found:
            named[str(path.relative_to(ROOT))] = found[0]
    assert named == {}


def test_the_public_names_are_sorted_and_each_once():
    stub = ast.parse((ROOT / "src" / "mediakit" / "__init__.pyi").read_text(encoding="utf-8"))
    listed = next(
        ast.literal_eval(node.value)
        for node in stub.body
        if isinstance(node, ast.Assign) and node.targets[0].id == "__all__"
    )
    assert listed == sorted(listed) == list(mediakit.__all__)
    assert len(listed) == len(set(listed))
    assert set(listed) <= set(dir(mediakit))


@pytest.mark.parametrize("name", mediakit.__all__)
def test_every_public_name_is_there_and_says_what_it_is_for(name):
    thing = getattr(mediakit, name)
    assert thing.__name__ == name
    lines = inspect.getdoc(thing).splitlines()
    assert re.fullmatch(r"[A-Z].+\.", lines[0]), lines[0]
    if inspect.isfunction(thing):
        body = "\n".join(lines)
        for section in ("Parameters", "Yields" if inspect.isgeneratorfunction(thing) else "Returns"):
            assert f"\n{section}\n{'-' * len(section)}\n" in body or not inspect.signature(thing).parameters, section
        for parameter in inspect.signature(thing).parameters:
            assert re.search(rf"^\*?{parameter}\b.* : ", body, re.MULTILINE), parameter


@pytest.mark.parametrize("name", [name for name in mediakit.__all__ if name[0].islower()])
def test_options_stand_behind_a_star_and_none_is_caught_unseen(name):
    thing = getattr(mediakit, name)
    kinds = {parameter.name: parameter.kind for parameter in inspect.signature(thing).parameters.values()}
    assert inspect.Parameter.VAR_KEYWORD not in kinds.values()
    optional = [p for p in inspect.signature(thing).parameters.values() if p.default is not inspect.Parameter.empty]
    assert all(p.kind is inspect.Parameter.KEYWORD_ONLY for p in optional), optional


def test_the_version_is_that_of_the_project():
    assert mediakit.__version__ == PROJECT["version"]
    assert f"version: {PROJECT['version']}" in read(ROOT / "CITATION.cff").replace('"', "").replace("'", "")


@pytest.mark.parametrize(
    ("use", "heavy"),
    [
        ("dir(mediakit)", ("pandas", "numpy", "sklearn", "scipy", "matplotlib", "pyarrow", "py3langid")),
        ("mediakit.load_corpus", ("sklearn", "scipy", "matplotlib", "py3langid")),
        ("mediakit.tokenize", ("sklearn", "scipy", "matplotlib", "py3langid")),
    ],
)
def test_nothing_heavy_is_imported_before_it_is_needed(use, heavy):
    code = f"import sys, mediakit; {use}; print([name for name in {heavy} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_an_unknown_name_is_refused():
    with pytest.raises(AttributeError, match="tokenise"):
        _ = mediakit.tokenise


def test_the_sample_is_where_an_installed_package_looks_for_it():
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    shipped = build["targets"]["wheel"]["force-include"]
    assert shipped == {"data": "mediakit/shipped/data", "notebooks": "mediakit/shipped/notebooks"}
    assert all((ROOT / folder).is_dir() for folder in shipped)
