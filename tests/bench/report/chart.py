"""Draws a curve of results as SVG: lines over axes that are linear, logarithmic, or, for
percentiles, stretched towards 100."""

import math
from html import escape

WIDTH, HEIGHT = 760, 400
LEFT, RIGHT, TOP, BOTTOM = 76, 20, 44, 56
COLOURS = ("#1b6ca8", "#c8452f", "#3a8f4d", "#8a5cb5", "#b5802a", "#4a4a4a")
TAIL_TICKS = (50, 90, 99, 99.9, 99.99)


def tail(percent):
    return -math.log10(max(1e-5, 1 - percent / 100))


class Axis:
    """Where values lie between two edges of the picture."""

    def __init__(self, values, scale, low_edge, high_edge):
        self.scale = scale
        self.low_edge, self.high_edge = low_edge, high_edge
        self.ticks = self._ticks([v for v in values if scale != "log" or v > 0])
        ends = [self._place(t) for t in self.ticks]
        self.low, self.high = min(ends), max(ends)

    def _place(self, value):
        if self.scale == "log":
            return math.log10(max(value, 1e-9))
        return tail(value) if self.scale == "tail" else value

    def _ticks(self, values):
        if self.scale == "tail":
            return [0, *TAIL_TICKS]
        if self.scale == "log":
            low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
            return [10.0 ** e for e in range(low, max(high, low + 1) + 1)]
        return self._round_ticks(max(values))

    @staticmethod
    def _round_ticks(top):
        top = top or 1
        step = 10 ** math.floor(math.log10(top / 4))
        while top / step > 8:
            step *= 2.5 if step / 10 ** math.floor(math.log10(step)) >= 2 else 2
        return [i * step for i in range(math.ceil(top / step) + 1)]

    def at(self, value):
        part = (self._place(value) - self.low) / (self.high - self.low)
        part = min(1, max(0, part))
        return self.low_edge + part * (self.high_edge - self.low_edge)


def tick_text(value):
    if value >= 1e6:
        return f"{value / 1e6:g} million"
    return f"{value:,g}"


def text(x, y, words, more=""):
    return f'<text x="{x:.0f}" y="{y:.0f}" {more}>{escape(words)}</text>'


def axes(curve, x_axis, y_axis):
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    parts = [text(LEFT, 22, curve.title, 'font-weight="bold" font-size="15"')]
    for tick in y_axis.ticks:
        y = y_axis.at(tick)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{right}" stroke="#ddd"/>')
        parts.append(text(LEFT - 8, y + 4, tick_text(tick), 'text-anchor="end"'))
    for tick in x_axis.ticks:
        x = x_axis.at(tick)
        parts.append(f'<path d="M{x:.1f} {TOP}V{bottom}" stroke="#eee"/>')
        parts.append(text(x, bottom + 18, tick_text(tick), 'text-anchor="middle"'))
    parts.append(text((LEFT + right) / 2, HEIGHT - 12, curve.x_label, 'text-anchor="middle"'))
    parts.append(text(0, 0, curve.y_label,
                      f'text-anchor="middle" transform="translate(16 {(TOP + bottom) / 2:.0f}) rotate(-90)"'))
    return parts


def lines(curve, x_axis, y_axis):
    parts = []
    for i, (name, points) in enumerate(curve.series.items()):
        colour = COLOURS[i % len(COLOURS)]
        places = [(x_axis.at(x), y_axis.at(y)) for x, y in sorted(points)]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        if len(places) < 12:
            parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
        parts.append(f'<path d="M{LEFT + 12} {TOP + 12 + 18 * i}h18" stroke="{colour}" stroke-width="3"/>')
        parts.append(text(LEFT + 36, TOP + 16 + 18 * i, name))
    return parts


def draw(curve):
    """The picture of a curve, as a string."""
    points = [point for series in curve.series.values() for point in series]
    scales = list(curve.scales) + ["-", "-"]
    x_scale = {"tail": "tail", "logx": "log"}.get(scales[0], "linear")
    y_scale = "log" if scales[1] == "logy" else "linear"
    x_axis = Axis([x for x, _ in points], x_scale, LEFT, WIDTH - RIGHT)
    y_axis = Axis([y for _, y in points], y_scale, HEIGHT - BOTTOM, TOP)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
             'font-family="sans-serif" font-size="12" fill="#222">',
             f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>']
    parts += axes(curve, x_axis, y_axis) + lines(curve, x_axis, y_axis)
    return "\n".join(parts + ["</svg>"]) + "\n"
