"""What measurements told: the files that tests/bench/lib/results.sh writes, and what follows from
them. Every figure of the tables comes from here, and from nowhere else."""

import fnmatch
import re
import statistics
from dataclasses import dataclass, field
from pathlib import Path

RULE = re.compile(r"(>=|<=|never >) ([0-9.]+)(x?)(?: \+ ([0-9.]+))?$")


@dataclass
class Series:
    unit: str
    values: list = field(default_factory=list)

    @property
    def median(self):
        return statistics.median(self.values)


@dataclass
class Row:
    """One aim: what was measured, beside what, and whether it was met (None: nothing was aimed)."""
    label: str
    ours: str
    beside: str
    ratio: float
    rule: str
    is_met: bool
    must: bool


@dataclass
class Curve:
    title: str
    x_label: str
    y_label: str
    scales: list
    series: dict = field(default_factory=dict)


class Results:
    def __init__(self, path):
        self.path = Path(path)
        self.name = self.path.stem
        self.run, self.series, self.aims, self.notes, self.curves = {}, {}, [], [], {}
        for line in self.path.read_text(encoding="utf-8").splitlines():
            kind, *fields = line.split("\t")
            getattr(self, "_read_" + kind)(*fields)

    def _read_run(self, key, value):
        self.run[key] = value

    def _read_sample(self, name, unit, value):
        self.series.setdefault(name, Series(unit)).values.append(float(value))

    def _read_aim(self, *fields):
        self.aims.append((*fields, False))

    def _read_must(self, *fields):
        self.aims.append((*fields, True))

    def _read_note(self, text):
        self.notes.append(text)

    def _read_curve(self, name, title, x_label, y_label, *scales):
        self.curves[name] = Curve(title, x_label, y_label, scales)

    def _read_point(self, curve, series, x, y):
        self.curves[curve].series.setdefault(series, []).append((float(x), float(y)))

    def best(self, pattern):
        """The series that has most, of those whose names fit."""
        return self.series[self._best(pattern, True)]

    def _best(self, pattern, is_more_better):
        names = [name for name in self.series if fnmatch.fnmatchcase(name, pattern)]
        if not names:
            raise SystemExit(f"{self.path}: no series fits '{pattern}'")
        choose = max if is_more_better else min
        return choose(names, key=lambda name: self.series[name].median)

    def rows(self):
        return [self._row(*aim) for aim in self.aims]

    def _row(self, label, ours, beside, rule, must):
        is_more_better = rule.startswith(">=")
        ours = self._best(ours, is_more_better)
        beside = None if beside == "-" else self._best(beside, is_more_better)
        ratio = self.series[ours].median / self.series[beside].median if beside else None
        return Row(label, ours, beside, ratio, rule, self._is_met(ours, beside, rule), must)

    def _is_met(self, ours, beside, rule):
        if rule == "-":
            return None
        match = RULE.match(rule)
        if not match:
            raise SystemExit(f"{self.path}: '{rule}' is no rule")
        bound = float(match[2]) * (self.series[beside].median if match[3] else 1) + float(match[4] or 0)
        series = self.series[ours]
        if match[1] == "never >":
            return max(series.values) <= bound
        return series.median >= bound if match[1] == ">=" else series.median <= bound


def number(value):
    """For people: three digits that tell something, thousands apart."""
    if value == 0:
        return "0"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
