"""Claim files as tests: `pytest --claims PATH`. Nothing is loaded or done without that option.

Each file is one test. It fails with the findings that name a claim in it, so that a conflict across
files fails every file that has a claim of it. All files are checked together, once a process.
"""

from __future__ import annotations

import os
from contextlib import chdir
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from reports.settings import Settings
    from rules.contract import Known

FAIL_ON = ("error", "warning", "note", "never")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("counterclaim", "claims that must be able to be true together")
    group.addoption(
        "--claims",
        action="append",
        default=[],
        metavar="PATH",
        help="check a claim file, or all in a folder; may be given again",
    )
    group.addoption(
        "--claims-fail-on",
        choices=FAIL_ON,
        help="the least severity at which a claim file fails (that of the settings, or warning)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Take part in the run where claims are named."""
    if config.getoption("claims"):
        config.pluginmanager.register(_Claims(config), "counterclaim-claims")


class _Told(NamedTuple):
    """What is wrong with a file, and how much of it there is."""

    text: str
    findings: int


class FoundError(Exception):
    """A claim file has findings."""

    def __init__(self, told: _Told) -> None:
        super().__init__(f"{told.findings} findings")
        self.told = told


class ClaimFile(pytest.File):
    """A claim file, or what stands in its place and cannot be read."""

    def collect(self) -> Iterable[pytest.Item]:
        """Give nothing: a claim file is found by the option, not by looking through folders."""
        return ()


class ClaimItem(pytest.Item):
    """The test of a claim file."""

    def __init__(self, *, shown: str, claims: _Claims, **given: Any) -> None:
        super().__init__(**given)
        self.shown = shown
        self.claims = claims

    def runtest(self) -> None:
        """Fail where a finding names a claim of the file."""
        told = self.claims.found().get(self.shown)
        if told is not None:
            raise FoundError(told)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return the findings as `counterclaim check` tells them."""
        error = excinfo.value
        return (
            error.told.text
            if isinstance(error, FoundError)
            else super().repr_failure(excinfo, style)
        )

    def reportinfo(self) -> tuple[Path, None, str]:
        """Return what the heading of a failure says."""
        return self.path, None, f"claims of {self.shown}"


class _Claims:
    """The claim set of a run."""

    def __init__(self, config: pytest.Config) -> None:
        self.folder = config.invocation_params.dir
        self.root = config.rootpath
        self.paths: Sequence[str] = config.getoption("claims")
        self.least: str | None = config.getoption("claims_fail_on")
        self.names: Sequence[str] = ()
        """How the files are shown that have a test."""
        self.known: Sequence[Known] = ()
        """Findings of the baseline."""
        self._found: Mapping[str, _Told] | None = None
        for path in self.paths:
            if not (self.folder / path).exists():
                raise pytest.UsageError(f"--claims: {path} does not exist")

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(
        self, session: pytest.Session, items: list[pytest.Item]
    ) -> None:
        """Add a test for each claim file, before tests are chosen among."""
        from claims.files import find_files  # noqa: PLC0415  only runs with the option

        settings = self.settings()
        self.known = self.baseline(settings)
        others = {os.path.realpath(path) for path in (*settings.vocabulary, *settings.pack)}
        with chdir(self.folder):
            found = find_files(self.paths)
            named = {name for name, path in found.files.items()
                     if os.path.realpath(path) not in others}  # fmt: skip
        self.names = sorted(named.union(fault.place.file for fault in found.faults))
        for name in self.names:
            file = ClaimFile.from_parent(session, path=self.folder / name)
            item: ClaimItem = ClaimItem.from_parent(file, name="claims", shown=name, claims=self)
            items.append(item)

    def found(self) -> Mapping[str, _Told]:
        """Return what is wrong with each file, by the name that it is shown by."""
        if self._found is None:
            with chdir(self.folder):
                self._found = self._check()
        return self._found

    def _check(self) -> Mapping[str, _Told]:
        from claims.files import read_paths  # noqa: PLC0415  only runs with the option
        from reports.baseline import compared  # noqa: PLC0415
        from reports.places import Locator  # noqa: PLC0415
        from reports.reading import put_together  # noqa: PLC0415
        from reports.text import plain  # noqa: PLC0415
        from rules.catalogue import select  # noqa: PLC0415
        from rules.contract import Severity  # noqa: PLC0415
        from rules.engine import check  # noqa: PLC0415

        settings = self.settings()
        names = read_paths(settings.vocabulary) if settings.vocabulary else None
        laws = read_paths(settings.pack) if settings.pack else None
        read = put_together(read_paths(self.paths), names, laws)
        rule_ids = select(settings.select, settings.ignore)
        outcome = check(read.corpus, rule_ids)
        if self.known:
            outcome = compared(outcome, self.known, str(settings.baseline), rule_ids)
        locator = Locator(read.sources, read.trees, read.corpus)
        least = self.least or settings.fail_on
        if least == "never":
            return {}
        texts: dict[str, list[str]] = {}
        for finding in outcome.counting:
            if finding.severity.rank < Severity(least).rank:
                continue
            told = plain(finding, locator)
            files = {locator.locate(part.at).file for part in finding.judgement.parts}
            # What no claim file is to blame for still has to be told.
            for file in sorted(files.intersection(self.names) or self.names[:1]):
                texts.setdefault(file, []).append(told)
        return {file: _Told("\n".join(told), len(told)) for file, told in texts.items()}

    def settings(self) -> Settings:
        """Return the settings of the project, which rules there are included."""
        from reports.settings import SettingsError, read_settings  # noqa: PLC0415
        from rules.catalogue import UnknownRuleError, select  # noqa: PLC0415

        try:
            settings = read_settings(None, self.root)
            select(settings.select, settings.ignore)
        except SettingsError as error:
            raise pytest.UsageError(str(error)) from error
        except UnknownRuleError as error:
            raise pytest.UsageError(f'no rule or family is called "{error}"') from error
        return settings

    def baseline(self, settings: Settings) -> Sequence[Known]:
        """Return the findings of the baseline that the settings name."""
        if settings.baseline is None:
            return ()
        from reports.baseline import BaselineError, read  # noqa: PLC0415  only runs with one

        try:
            return read(settings.baseline)
        except BaselineError as error:
            raise pytest.UsageError(str(error)) from error
