"""Builds the documentation: `sphinx-build -W docs OUT`.

Pages on rules, the command line and the claim file are made here from the program itself, into
`docs/generated`, so that nobody types them and they cannot grow old.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))

from claims import __version__, schema  # noqa: E402 - after the path that it is found on
from rules import catalogue  # noqa: E402

project = "counterclaim"
version = release = __version__
project_copyright = "the authors of counterclaim"
extensions = ["myst_parser"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "counterclaim"
exclude_patterns = ["build"]
# Examples in pages are YAML with dates and marks of their own; none is worth a warning.
suppress_warnings = ["misc.highlighting_failure"]


def rule_pages(folder: Path) -> None:
    """Write the page of each rule, and a list of them by family."""
    ids = catalogue.rule_ids()
    lines = ["# Rules", "", "```{toctree}", ":hidden:", "", *ids, "```", ""]
    for family in catalogue.FAMILIES:
        (folder / family).mkdir(parents=True, exist_ok=True)
        lines += [f"## {family}", ""]
        for rule_id in (each for each in ids if each.startswith(f"{family}/")):
            page = (ROOT / "rules" / f"{rule_id}.md").read_text(encoding="utf-8")
            (folder / f"{rule_id}.md").write_text(page, encoding="utf-8")
            lines.append(f"- [{rule_id}]({rule_id}.md): {catalogue.rule(rule_id).summary}")
        lines.append("")
    (folder / "index.md").write_text("\n".join(lines), encoding="utf-8")


def command_page(file: Path) -> None:
    """Write what each command takes, as the program tells it."""
    command = [sys.executable, "-m", "typer", str(ROOT / "validator.py"), "utils", "docs"]
    title = ["--name", "counterclaim", "--title", "Commands"]
    made = subprocess.run([*command, *title], check=True, capture_output=True, cwd=ROOT)  # noqa: S603 - nothing in it comes from outside
    file.write_bytes(made.stdout)


def claim_page(file: Path) -> None:
    """Write the fields of a document and of each kind of claim, from the schema."""
    whole = schema.claim_file_schema()
    records: dict[str, dict[str, Any]] = whole["$defs"]
    lines = ["# The claim file", "", "`counterclaim schema` prints the same as JSON Schema.", ""]
    for name, record in sorted(records.items(), key=lambda each: (not _kind(each[1]), each[0])):
        fields = record.get("properties", {})
        kind = _kind(record)
        lines += [f"## {f'kind: {kind}' if kind else name}", "", record.get("description", ""), ""]
        needed = set(record.get("required", ()))
        for field, told in fields.items():
            must = ", needed" if field in needed else ""
            examples = " or ".join(f"`{example}`" for example in told.get("examples", ())[:2])
            shown = f" For example {examples}." if examples else ""
            lines.append(f"- `{field}`{must}: {told.get('description', '')}{shown}")
        lines.append("")
    file.write_text("\n".join(lines), encoding="utf-8")


def _kind(record: dict[str, Any]) -> str:
    kind = record.get("properties", {}).get("kind", {})
    return str(kind.get("const", ""))


def setup(app: object) -> None:
    """Make the pages before any is read."""
    del app
    folder = HERE / "generated"
    (folder / "rules").mkdir(parents=True, exist_ok=True)
    rule_pages(folder / "rules")
    command_page(folder / "commands.md")
    claim_page(folder / "claim-file.md")
