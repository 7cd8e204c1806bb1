"""Fetches the pinned uv into `var/bootstrap`, and chooses the Python that the environment is made with.

The Makefile runs this file by itself, before there is an environment: standard library only, no package around it.
It prints what it does on the standard error, and leaves the path of the chosen interpreter in `var/bootstrap/python`.
"""

import os
import subprocess
import sys
from pathlib import Path

UV = "uv==0.13.9"
FOLDER = Path("var/bootstrap")
_NOBODY = 65534
# The first that is there is taken: 3.11 is what CI runs.
VERSIONS = ((3, 11), (3, 12), (3, 13))
_VERSION_PROBE = f"import sys; sys.exit(sys.version_info[:2] not in {VERSIONS})"
# Root's processes drop to users of their own, which must be able to run the interpreter: a private pyenv won't do.
_STRANGER_PROBE = (
    f"import os, sys; os.setgid({_NOBODY}); os.setuid({_NOBODY}); os.execv(sys.executable, [sys.executable, '-c', ''])"
)


def main() -> None:
    """Choose, fetch, and leave the note."""
    chosen = choose()
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not (FOLDER / "bin" / "uv").exists():
        fetch(chosen)
    (FOLDER / "python").write_text(chosen + "\n")


def choose() -> str:
    """The path of a Python of VERSIONS; for root, one that other users may run too, where there is one."""
    folders = [*os.environ.get("PATH", os.defpath).split(os.pathsep), "/usr/local/bin", "/usr/bin"]
    named = [str(Path(folder, f"python{major}.{minor}")) for major, minor in VERSIONS for folder in folders]
    found = [path for path in dict.fromkeys([*named, sys.executable]) if _succeeds(path, _VERSION_PROBE)]
    if not found:
        sys.exit("Platemark needs Python 3.11, 3.12 or 3.13. Install one, or put it on the PATH, such as python3.11.")
    if os.geteuid() != 0:
        return found[0]
    shared = [path for path in found if _succeeds(path, _STRANGER_PROBE)]
    if not shared:
        say(f"Only root may run {found[0]}: the site's processes will share one uid.")
    return (shared or found)[0]


def fetch(python: str) -> None:
    """Install uv below FOLDER, by a virtual environment, or by pip alone where Debian left ensurepip out."""
    say(f"fetching {UV} into {FOLDER}")
    pip = [str(FOLDER / "bin" / "python"), "-m", "pip", "install", "--quiet", UV]
    made = _run([python, "-m", "venv", str(FOLDER)])
    if made and _run(pip):
        return
    if _run([python, "-m", "pip", "install", "--quiet", "--target", str(FOLDER), "--upgrade", UV]):
        return
    sys.exit(
        f"Could not install {UV}: {python} has neither venv nor pip (Debian: apt install python3-venv), or no network."
    )


def say(text: str) -> None:
    """Progress, where nothing else is printed."""
    print(text, file=sys.stderr, flush=True)


def _succeeds(python: str, program: str) -> bool:
    try:
        return subprocess.run([python, "-c", program], capture_output=True, check=False).returncode == 0  # noqa: S603 - programs of this file
    except OSError:
        return False


def _run(command: list[str]) -> bool:
    # pip's own words go to the terminal: a proxy or a certificate that is wrong is named there.
    return subprocess.run(command, stdout=sys.stderr, check=False).returncode == 0  # noqa: S603 - commands are put together above


if __name__ == "__main__":
    main()
