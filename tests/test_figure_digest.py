"""The digest of a figure: it changes with what a reader could see, and with nothing else."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from mediakit.app.figure_digest import digest_figure


def digest(draw):
    figure, axes = plt.subplots()
    draw(axes)
    figure.canvas.draw()
    digests = digest_figure(figure)
    plt.close(figure)
    return digests


DRAWINGS = {
    "a bar": (lambda ax: ax.bar(["a", "b"], [1, 2]), lambda ax: ax.bar(["a", "b"], [1, 1.99])),
    "the name of a bar": (lambda ax: ax.bar(["a", "b"], [1, 2]), lambda ax: ax.bar(["a", "c"], [1, 2])),
    "a point": (lambda ax: ax.scatter([1, 2], [3, 4]), lambda ax: ax.scatter([1, 2], [3.01, 4])),
    "the size of a point": (lambda ax: ax.scatter([1], [3], s=[9]), lambda ax: ax.scatter([1], [3], s=[10])),
    "a value behind a colour": (
        lambda ax: ax.scatter([1, 2, 3], [3, 4, 5], c=[0, 0.5, 1]),
        lambda ax: ax.scatter([1, 2, 3], [3, 4, 5], c=[0, 0.6, 1]),
    ),
    "a line": (lambda ax: ax.plot([1, 2, 3], [1, 2, 3]), lambda ax: ax.plot([1, 2, 3], [1, 2.5, 3])),
    "a scaled line": (lambda ax: ax.plot([1, 2], [1, 2]), lambda ax: ax.plot([1, 2], [10, 20])),
    "the colour of a line": (lambda ax: ax.plot([1, 2]), lambda ax: ax.plot([1, 2], color="red")),
    "a band": (lambda ax: ax.fill_between([1, 2], [1, 2]), lambda ax: ax.fill_between([1, 2], [1, 1.8])),
    "an interval": (
        lambda ax: ax.errorbar([1, 2], [1, 2], yerr=[0.1, 0.2]),
        lambda ax: ax.errorbar([1, 2], [1, 2], yerr=[0.1, 0.19]),
    ),
    "a cell of a heatmap": (lambda ax: ax.imshow([[0, 1], [2, 3]]), lambda ax: ax.imshow([[0, 1], [2.1, 3]])),
    "a mesh": (lambda ax: ax.pcolormesh([[0, 1], [2, 3]]), lambda ax: ax.pcolormesh([[0, 1.1], [2, 3]])),
    "a text": (lambda ax: ax.text(0.5, 0.5, "pact"), lambda ax: ax.text(0.5, 0.5, "talks")),
    "the place of a text": (lambda ax: ax.text(0.5, 0.5, "pact"), lambda ax: ax.text(0.5, 0.6, "pact")),
    "a title": (lambda ax: ax.set_title("a"), lambda ax: ax.set_title("b")),
    "a limit": (lambda ax: ax.set_xlim(0, 1), lambda ax: ax.set_xlim(0, 1.01)),
    "a scale": (lambda ax: (ax.plot([1, 9]), ax.set_ylim(1, 9)), lambda ax: (ax.semilogy([1, 9]), ax.set_ylim(1, 9))),
    "an axis turned round": (lambda ax: ax.set_xlim(0, 1), lambda ax: ax.set_xlim(1, 0)),
    "a tick": (lambda ax: ax.set_xticks([0.1], ["May"]), lambda ax: ax.set_xticks([0.1], ["June"])),
    "a legend": (
        lambda ax: (ax.plot([1], label="a"), ax.legend()),
        lambda ax: (ax.plot([1], label="b"), ax.legend()),
    ),
    "a line more": (lambda ax: ax.plot([1, 2]), lambda ax: (ax.plot([1, 2]), ax.axhline(1.5))),
}


@pytest.mark.parametrize("what", DRAWINGS)
def test_a_figure_drawn_otherwise_has_another_digest(what):
    one, other = DRAWINGS[what]
    assert digest(one) == digest(one)
    assert digest(one) != digest(other)


@pytest.mark.parametrize("what", DRAWINGS)
def test_noise_and_resolution_do_not_change_a_digest(what, monkeypatch):
    draw = DRAWINGS[what][0]
    known = digest(draw)
    monkeypatch.setitem(plt.rcParams, "figure.dpi", 173)
    assert digest(draw) == known


def test_noise_in_the_last_digits_does_not_change_a_digest():
    rng = np.random.default_rng(0)
    values = np.concatenate([rng.normal(size=200), np.arange(50) / 8, np.arange(50) / 10])
    noisy = values * (1 + rng.normal(size=300) * 1e-14) + rng.normal(size=300) * 1e-15

    def draw(numbers):
        return lambda ax: (ax.plot(numbers), ax.scatter(numbers, numbers[::-1], c=numbers), ax.bar(range(300), numbers))

    assert digest(draw(noisy)) == digest(draw(values))
