"""Panels by name, as `screenshot --panel` brings them to the front."""

import pytest

from app.screenshot import PictureError, _open_panel


def test_a_panel_comes_to_the_front_and_the_catalogue_within_the_attacks(open_window):
    window = open_window()
    _open_panel(window, "roles")
    assert window.docks.front("right") == "roles"
    _open_panel(window, "service_log")
    assert window.docks.front("drawer") == "service_log"
    _open_panel(window, "catalogue")
    assert window.docks.front("right") == "attacks"
    assert window.docks.desk.stack.currentWidget() is window.views.catalogue


def test_an_unknown_panel_is_named_with_those_there_are(open_window):
    with pytest.raises(PictureError, match=r"there is no panel 'x'; choose one of: palette, .*catalogue"):
        _open_panel(open_window(), "x")
