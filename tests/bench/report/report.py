"""Tells what measurements gave.

    report.py [--record] NAME...

Prints the table of the named ones, from build/bench/results. With --record their results are kept
as docs/performance/NAME.tsv, curves are drawn there, and the marked sections of docs/performance.md
are written anew from all that is kept; what stands outside the marks is left alone. Fails if an aim
that must hold does not."""

import re
import shutil
import sys
from pathlib import Path

import chart
from results import Results, number

ROOT = Path(__file__).resolve().parents[3]
FRESH = ROOT / "build/bench/results"
KEPT = ROOT / "docs/performance"
PAGE = ROOT / "docs/performance.md"
MACHINE = ("processor", "cores", "memory", "system", "PostgreSQL",
           "synchronous_commit", "fsync", "full_page_writes", "shared_buffers", "max_wal_size", "Redis",
           "wrk", "Node")


def met(row):
    return {None: "–", True: "yes", False: "**no**"}[row.is_met]


def with_spread(results, name):
    series = results.series[name]
    return (f"{number(series.median)} {series.unit} "
            f"({number(min(series.values))}–{number(max(series.values))})")


def cells(results, row):
    beside = f"{row.beside}: {with_spread(results, row.beside)}" if row.beside else "–"
    ratio = f"{row.ratio:.2f}" if row.ratio is not None else "–"
    aim = row.rule.replace("x", " ×") if row.rule != "-" else "–"
    return [results.name, row.label, f"{row.ours}: {with_spread(results, row.ours)}", beside, ratio, aim,
            met(row)]


HEAD = ["name", "what", "ours: median (min–max)", "beside: median (min–max)", "ratio", "aim", "met"]


def table(everything):
    lines = ["| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD)]
    for results in everything:
        lines += ["| " + " | ".join(cells(results, row)) + " |" for row in results.rows()]
    return "\n".join(lines)


def print_table(everything):
    rows = [HEAD] + [cells(results, row) for results in everything for row in results.rows()]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEAD))]
    print()
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def write_rows(everything):
    """For programs: name|ours|beside|ratio|aim|met."""
    with open(FRESH / "rows.txt", "w", encoding="utf-8") as file:
        for results in everything:
            for row in results.rows():
                beside = number(results.series[row.beside].median) if row.beside else ""
                fields = [f"{results.name}: {row.label}", number(results.series[row.ours].median), beside,
                          f"{row.ratio:.3f}" if row.ratio is not None else "", row.rule,
                          {None: "", True: "yes", False: "no"}[row.is_met]]
                file.write("|".join(fields) + "\n")


def about(name):
    """What the measurement's file says of itself at its top."""
    lines = (ROOT / f"tests/bench/{name}.sh").read_text(encoding="utf-8").splitlines()[1:]
    words = []
    for line in lines:
        if not line.startswith("#") or line.startswith("# shellcheck"):
            break
        words.append(line[1:].strip())
    return " ".join(words)


def section(results):
    run = results.run
    parts = [about(results.name), "", "| series | median | min | max | rounds |", "|---|---|---|---|---|"]
    for name, series in results.series.items():
        parts.append(f"| {name} | {number(series.median)} {series.unit} | {number(min(series.values))} | "
                     f"{number(max(series.values))} | {len(series.values)} |")
    for name, curve in results.curves.items():
        parts += ["", f"![{curve.title}](performance/{results.name}-{name}.svg)"]
    for picture in sorted(KEPT.glob(f"{results.name}.flame*.svg")):
        parts += ["", f"[Flame graph]({KEPT.name}/{picture.name}): where the time goes."]
    parts += ["", " ".join(results.notes + [f"Run on {run['date']}, commit {run['commit']}; "
                                             f"what is written was on disk after {run['commit-to-disk']}."])]
    return "\n".join(parts)


def machine(everything):
    newest = max(everything, key=lambda results: results.run["date"])
    lines = ["| | |", "|---|---|"]
    lines += [f"| {key} | {newest.run[key]} |" for key in MACHINE if newest.run.get(key)]
    return "\n".join(lines)


def put(page, name, words):
    """Replaces what stands between the marks of a name; adds a section for one without marks."""
    begin, end = f"<!-- bench: {name}: begin -->", f"<!-- bench: {name}: end -->"
    if begin not in page:
        page += f"\n## {name}\n\n{begin}\n{end}\n"
    pattern = re.escape(begin) + ".*?" + re.escape(end)
    return re.sub(pattern, lambda _: f"{begin}\n{words}\n{end}", page, count=1, flags=re.DOTALL)


def keep(results):
    KEPT.mkdir(exist_ok=True)
    shutil.copyfile(results.path, KEPT / f"{results.name}.tsv")
    for name, curve in results.curves.items():
        if curve.series:
            (KEPT / f"{results.name}-{name}.svg").write_text(chart.draw(curve), encoding="utf-8")
    for picture in FRESH.glob(f"{results.name}.flame*.svg"):
        shutil.copyfile(picture, KEPT / picture.name)


def write_page(order):
    everything = [Results(path) for path in KEPT.glob("*.tsv")]
    everything.sort(key=lambda results: order.index(results.name) if results.name in order else len(order))
    page = PAGE.read_text(encoding="utf-8")
    page = put(page, "table", table(everything))
    page = put(page, "machine", machine(everything))
    for results in everything:
        page = put(page, results.name, section(results))
    PAGE.write_text(page, encoding="utf-8")


def main():
    names = [word for word in sys.argv[1:] if not word.startswith("--")]
    paths = [FRESH / f"{name}.tsv" for name in names]
    everything = [Results(path) for path in paths if path.exists()]
    if not everything:
        return 0
    print_table(everything)
    write_rows(everything)
    broken = [results for results in everything if any(r.must and r.is_met is False for r in results.rows())]
    if "--record" in sys.argv:
        for results in everything:
            if results not in broken or "--force" in sys.argv:
                keep(results)
        marked = re.findall(r"<!-- bench: (\w+): begin -->", PAGE.read_text(encoding="utf-8"))
        write_page(marked)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
