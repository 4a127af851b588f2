"""Settings: production refuses to start unsafe; keys are made once and kept to their owner."""

import os
import stat
import threading

import pytest

from routing import config
from routing.config import InsecureError

KEYS = {"HONGTOU_SECRET_KEY": "s" * 32, "HONGTOU_LOG_KEY": "l" * 32, "HONGTOU_HOSTS": "oa.example.gov.cn"}


@pytest.fixture(autouse=True)
def no_settings(monkeypatch):
    for name in [name for name in os.environ if name.startswith("HONGTOU_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def production(monkeypatch):
    monkeypatch.setenv("HONGTOU_ENV", "production")
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)


def test_production_with_all_it_needs_starts_and_sends_cookies_over_https_only(production, tmp_path):
    settings = config.settings(tmp_path)
    assert settings["PRODUCTION"]
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["SESSION_COOKIE_HTTPONLY"]
    assert settings["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert settings["TRUSTED_HOSTS"] == ["oa.example.gov.cn"]
    assert not list(tmp_path.iterdir())  # no key of its own making lies about


@pytest.mark.parametrize("name", KEYS)
def test_production_without_a_key_or_a_host_does_not_start(production, monkeypatch, tmp_path, name):
    monkeypatch.delenv(name)
    with pytest.raises(InsecureError, match="HONGTOU_"):
        config.settings(tmp_path)


@pytest.mark.parametrize("name", ["HONGTOU_SECRET_KEY", "HONGTOU_LOG_KEY"])
@pytest.mark.parametrize("value", ["short", "", "s" * 31])
def test_production_with_a_short_key_does_not_start(production, monkeypatch, tmp_path, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(InsecureError):
        config.settings(tmp_path)


def test_production_with_one_key_for_both_does_not_start(production, monkeypatch, tmp_path):
    monkeypatch.setenv("HONGTOU_LOG_KEY", KEYS["HONGTOU_SECRET_KEY"])
    with pytest.raises(InsecureError, match="different"):
        config.settings(tmp_path)


def test_keys_are_made_once_random_and_for_their_owner_alone(tmp_path):
    first = config.settings(tmp_path / "one")
    assert config.settings(tmp_path / "one")["SECRET_KEY"] == first["SECRET_KEY"] != first["LOG_KEY"]
    assert config.settings(tmp_path / "two")["SECRET_KEY"] != first["SECRET_KEY"]
    files = list((tmp_path / "one").iterdir())
    assert sorted(path.name for path in files) == ["log.key", "secret.key"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_workers_that_start_together_share_one_key(tmp_path):
    found, barrier = [], threading.Barrier(8)

    def start():
        barrier.wait(5)
        found.append(config.settings(tmp_path)["LOG_KEY"])

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found[0]) == 64


def test_the_defaults_are_the_ones_that_the_standard_asks_for(tmp_path):
    settings = config.settings(tmp_path)
    assert (settings["LOCKOUT_FAILURES"], settings["LOCKOUT_MINUTES"]) == (5, 10)
    assert (settings["PASSWORD_DAYS"], settings["PASSWORD_LENGTH"], settings["IDLE_MINUTES"]) == (90, 8, 30)


def test_the_offices_own_fonts_lie_beside_the_database_or_where_the_setting_says(monkeypatch, tmp_path):
    assert config.settings(tmp_path)["FONTS"] == str(tmp_path / "fonts")
    monkeypatch.setenv("HONGTOU_FONTS", "/srv/fonts")
    assert config.settings(tmp_path)["FONTS"] == "/srv/fonts"
