"""The colours can be read, and the signs can be told apart."""

from dataclasses import asdict, fields

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget

from rossum_studio.gui.signs import severity_icon, severity_image
from rossum_studio.gui.theme import DARK, LIGHT, Tone, contrast, palette, stylesheet

READABLE = 4.5
SEVERITIES = ("error", "warning", "info", "blocker")
COLOURS = st.from_regex(r"#[0-9A-F]{6}", fullmatch=True)

both_themes = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)


def test_contrast_is_21_between_black_and_white():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


def test_contrast_of_a_known_grey_is_the_one_wcag_gives():
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@given(COLOURS, COLOURS)
def test_contrast_does_not_depend_on_the_order(first, second):
    assert contrast(first, second) == contrast(second, first) >= 1


@both_themes
@pytest.mark.parametrize("severity", SEVERITIES)
def test_text_of_a_severity_is_readable_on_its_tint(theme, severity):
    tone = theme.tone(severity)
    assert contrast(tone.text, tone.tint) >= READABLE
    assert contrast(tone.text, theme.base) >= READABLE


@both_themes
@pytest.mark.parametrize("token", [field.name for field in fields(LIGHT.syntax)])
def test_code_is_readable_wherever_it_stands(theme, token):
    colour = asdict(theme.syntax)[token]
    behind = (theme.base, theme.current_line, theme.selection, theme.error.tint, theme.info.tint)
    assert min(contrast(colour, each) for each in behind) >= READABLE


@both_themes
def test_text_of_the_window_is_readable(theme):
    for text in (theme.text, theme.muted, theme.accent, theme.changed, theme.added, theme.removed):
        assert contrast(text, theme.base) >= READABLE
        assert contrast(text, theme.window) >= READABLE
    assert contrast(theme.text, theme.selection) >= READABLE
    assert contrast(theme.accent_text, theme.accent) >= READABLE


def test_the_severities_have_the_colours_that_were_agreed():
    assert [LIGHT.tone(severity) for severity in SEVERITIES] == [
        Tone("#B3261E", "#FCE8E6"),
        Tone("#7A5900", "#FFF4D6"),
        Tone("#0B57A4", "#E6F0FB"),
        Tone("#6A1B9A", "#F4E8FA"),
    ]
    assert [DARK.tone(severity) for severity in SEVERITIES] == [
        Tone("#F2B8B5", "#4A1C19"),
        Tone("#F5D48A", "#45360C"),
        Tone("#A8CBF5", "#16314F"),
        Tone("#DDB7F0", "#3B1E4A"),
    ]
    assert (LIGHT.changed, DARK.changed) == ("#00695C", "#80CBC4")


@both_themes
def test_the_palette_is_made_of_the_tokens(theme, qapp):
    made = palette(theme)
    assert made.color(QPalette.ColorRole.Base) == QColor(theme.base)
    assert made.color(QPalette.ColorRole.Text) == QColor(theme.text)
    disabled = made.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert disabled == QColor(theme.muted)


@both_themes
def test_qt_understands_the_style_sheet(theme, qtbot, capfd):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setStyleSheet(stylesheet(theme))
    widget.ensurePolished()
    assert "Could not parse" not in capfd.readouterr().err


@both_themes
def test_the_signs_differ_even_without_colour(theme, qapp):
    shapes = {bytes(_mask(severity_image(severity, theme, 16))) for severity in SEVERITIES}
    assert len(shapes) == len(SEVERITIES)


@pytest.mark.parametrize("severity", SEVERITIES)
@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_an_icon_has_a_picture_for_every_pixel_ratio(severity, ratio, qapp):
    pixmap = severity_icon(severity, LIGHT, 16).pixmap(QSize(16, 16), ratio)
    assert pixmap.width() == 16 * ratio
    assert pixmap.devicePixelRatio() == ratio


def _mask(image):
    """Which pixels are neither transparent nor the colour of the shape: outline and mark."""
    shape = image.pixelColor(8, 3) if image.pixelColor(8, 3).alpha() == 255 else None
    pixels = [image.pixelColor(x, y) for y in range(image.height()) for x in range(image.width())]
    return [(pixel.alpha() > 127) + (pixel.alpha() > 127 and pixel != shape) for pixel in pixels]
