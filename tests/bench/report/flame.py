"""Draws where the time goes: reads `perf script`, writes a flame graph as SVG.

    perf script -F comm,ip,sym | flame.py TITLE > FILE.svg

Each box is a function, as wide as the share of samples in which it was on the stack; those below
called it. The title of a box tells its share."""

import re
import sys
from html import escape

WIDTH, ROW, TOP, LEAST = 1200, 17, 30, 0.002
FRAME = re.compile(r"^\s+[0-9a-f]+ (.*)$")


class Node:
    def __init__(self):
        self.count, self.children = 0, {}

    def add(self, stack):
        self.count += 1
        if stack:
            self.children.setdefault(stack[0], Node()).add(stack[1:])


def read_stacks(lines):
    """Each sample as names from the outermost in; the first is the program."""
    program, frames = None, []
    for line in lines:
        match = FRAME.match(line)
        if match:
            frames.append(re.sub(r"\+0x[0-9a-f]+$", "", match[1]) or "?")
        elif line.strip():
            program, frames = line.strip().split(" ")[0], []
        elif program:
            yield [program] + frames[::-1]
            program = None
    if program:
        yield [program] + frames[::-1]


def colour(name, depth):
    if depth == 0:
        return "#b8c4d0"
    shade = sum(ord(c) * (i + 7) for i, c in enumerate(name)) % 60
    return f"rgb({205 + shade % 50},{80 + shade * 2},{60 + shade % 30})"


def boxes(node, total, left, depth, parts):
    for name, child in sorted(node.children.items()):
        share = child.count / total
        if share >= LEAST:
            parts.append((name, share, left, depth))
            boxes(child, total, left, depth + 1, parts)
        left += share


def draw(title, root):
    parts = []
    boxes(root, root.count or 1, 0, 0, parts)
    height = TOP + ROW * (1 + max((depth for *_, depth in parts), default=0)) + 10
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
           'font-family="monospace" font-size="11">',
           f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
           f'<text x="8" y="18" font-size="13">{escape(title)} ({root.count} samples)</text>']
    for name, share, left, depth in parts:
        x, y, width = left * WIDTH, height - 10 - ROW * (depth + 1), share * WIDTH
        out.append(f'<g><title>{escape(name)} {100 * share:.1f} %</title>'
                   f'<rect x="{x:.1f}" y="{y}" width="{max(width - 0.5, 0.5):.1f}" height="{ROW - 1}" '
                   f'fill="{colour(name, depth)}"/>')
        room = int(width / 6.8)
        if room >= 3:
            out.append(f'<text x="{x + 2:.1f}" y="{y + 12}">{escape(name[:room])}</text>')
        out.append("</g>")
    return "\n".join(out + ["</svg>"]) + "\n"


def main():
    root = Node()
    for stack in read_stacks(sys.stdin):
        root.add(stack)
    sys.stdout.write(draw(sys.argv[1], root))


if __name__ == "__main__":
    main()
