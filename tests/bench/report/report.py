"""Tells what measurements gave.

    report.py [--record] NAME...

Prints the table of the named ones, from build/bench/results. With --record their results are kept
as docs/performance/NAME.tsv, unless they are of code that is not committed, curves are drawn there,
and the marked sections of docs/performance.md and docs/operations.md are written anew from all that
is kept; what stands outside the marks is left alone. Fails if an aim that must hold does not."""

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
OPERATIONS = ROOT / "docs/operations.md"
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


def section(results):
    run = results.run
    parts = [run["about"], "", "| series | median | min | max | rounds |", "|---|---|---|---|---|"]
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
    lines = ["| | |", "|---|---|"]
    lines += [f"| {key} | {told(everything, key)} |" for key in MACHINE]
    return "\n".join(lines)


def told(everything, key):
    """What all runs had; where they differ, each with the names of those that had it."""
    names = {}
    for results in everything:
        names.setdefault(results.run.get(key, "?"), []).append(results.name)
    if len(names) == 1:
        return next(iter(names))
    return "; ".join(f"{value} ({', '.join(having)})" for value, having in names.items())


def limits(everything):
    """The figures from which docs/operations.md calculates how much a layout can do."""
    measured = {results.name: results for results in everything}
    items = measured["intake"].best("API, * connections").median
    steps = measured["fire"].best("workers: *").median
    reads = measured["read"].best("API, * connections").median
    space = measured["growth"].best("space of an item at *").median
    return "\n".join([
        "| | | |", "|---|---|---|",
        f"| *I* | {number(items)} | items a second are taken in (intake) |",
        f"| *F* | {number(steps)} | steps a second fire (fire) |",
        f"| *R* | {number(reads)} | items a second are read (read) |",
        f"| *B* | {number(space)} | bytes are what an item takes with its windows, events and indexes (growth) |",
        f"| 1 / (1/*I* + 6/*F*) | {number(1 / (1 / items + 6 / steps))} | items a second, each with 6 steps |",
        f"| 100,000 / *F* | {number(100_000 / steps)} | seconds until 100,000 have fired that are due at once |",
        f"| 10,000,000 × *B* | {number(10_000_000 * space / 1e9)} | GB are what ten million items take |"])


def put(path, words_of):
    """Replaces what stands between the marks of each name; adds a section for one without marks."""
    page = path.read_text(encoding="utf-8")
    for name, words in words_of.items():
        begin, end = f"<!-- bench: {name}: begin -->", f"<!-- bench: {name}: end -->"
        if begin not in page:
            page += f"\n## {name}\n\n{begin}\n{end}\n"
        before, _, rest = page.partition(begin)
        page = f"{before}{begin}\n{words}\n{end}{rest.partition(end)[2]}"
    path.write_text(page, encoding="utf-8")


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
    put(PAGE, {"table": table(everything), "machine": machine(everything)} |
        {results.name: section(results) for results in everything})
    put(OPERATIONS, {"limits": limits(everything)})


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
            if results.run["commit"].endswith("-dirty"):
                print(f"not kept, since the code is not committed: {results.name}")
            elif results not in broken or "--force" in sys.argv:
                keep(results)
        marked = re.findall(r"<!-- bench: (\w+): begin -->", PAGE.read_text(encoding="utf-8"))
        write_page(marked)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
