"""Settings, read from HONGTOU_* environment variables. The defaults serve one host from `instance/`."""

import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

MEGABYTE = 1024 * 1024


class InsecureError(RuntimeError):
    """Production is refused with settings that would make it unsafe."""


@dataclass(frozen=True)
class Secrets:
    """The two keys: one signs cookies and forms, the other chains the log."""

    cookies: str
    log: str


def instance_folder(root: Path) -> str:
    """Where database, files and keys are kept: `instance/`, or the folder HONGTOU_INSTANCE names."""
    return os.environ.get("HONGTOU_INSTANCE", str(root / "instance"))


def settings(instance: Path) -> dict[str, object]:
    """The Flask configuration for an instance folder. Raises InsecureError in production without keys."""
    production = os.environ.get("HONGTOU_ENV") == "production"
    keys = _keys(instance, production)
    return {
        "SECRET_KEY": keys.cookies,
        "LOG_KEY": keys.log,
        "PRODUCTION": production,
        "SQLALCHEMY_DATABASE_URI": os.environ.get("HONGTOU_DATABASE", f"sqlite:///{instance / 'hongtou.db'}"),
        "FILES": os.environ.get("HONGTOU_FILES", str(instance / "files")),
        "FONTS": os.environ.get("HONGTOU_FONTS", str(instance / "fonts")),  # the office's own fonts: they win
        "CACHE": str(instance / "cache" / "pages"),  # pages as they were last set; it may be emptied at any time
        "PACKAGES": str(instance / "packages"),  # where archive packages lie while they are written
        # Seals archive packages (Ed25519); made when first used, the same on all hosts, to be backed up apart.
        "PACKAGE_KEY": os.environ.get("HONGTOU_PACKAGE_KEY", str(instance / "package.key")),
        "PACKAGE_LIMIT": int(os.environ.get("HONGTOU_PACKAGE_LIMIT_GB", "50")) << 30,  # of one that is taken in
        "CERTIFICATE": os.environ.get("HONGTOU_CERTIFICATE", ""),  # PKCS#12; none: issued papers are not signed
        "CERTIFICATE_PASSPHRASE": os.environ.get("HONGTOU_CERTIFICATE_PASSPHRASE", ""),
        "TIMESTAMPS": os.environ.get("HONGTOU_TIMESTAMPS", ""),  # address of a time-stamp authority (RFC 3161)
        "SCANNER": os.environ.get("HONGTOU_SCANNER", ""),  # clamdscan --no-summary; none: nothing is looked for
        "BACKUP_STAMP": os.environ.get("HONGTOU_BACKUP_STAMP", ""),  # a file that every backup touches at its end
        "SMTP": os.environ.get("HONGTOU_SMTP", ""),  # smtp://user:password@host:587; none: no mail is sent
        "MAIL_FROM": os.environ.get("HONGTOU_MAIL_FROM", "hongtou@localhost"),
        "ADDRESS": os.environ.get("HONGTOU_ADDRESS", ""),  # under which people reach this; none: messages have no link
        "NOTICE_STEPS": (60, 120, 300, 600, 1_800),  # seconds until a message that was not taken is tried again
        "NOTICE_DAYS": 3,  # and then it is given up
        "NOTICE_LEASE": 900,  # seconds after which what a worker died over is another's: longer than any sending
        "ROBOT_TIMEOUT": 10.0,
        "TRUSTED_HOSTS": _words("HONGTOU_HOSTS"),
        "SESSION_COOKIE_NAME": "hongtou",
        "SESSION_COOKIE_SECURE": production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "SESSION_REFRESH_EACH_REQUEST": False,  # a login lasts so long and no longer; idle time is counted in the table
        "IDLE_MINUTES": int(os.environ.get("HONGTOU_IDLE_MINUTES", "30")),
        "LOCKOUT_FAILURES": 5,
        "LOCKOUT_MINUTES": 10,
        "PASSWORD_DAYS": int(os.environ.get("HONGTOU_PASSWORD_DAYS", "90")),
        "PASSWORD_LENGTH": 8,
        # A long text is refused at its field by its length in characters, not by the size of the request.
        "MAX_CONTENT_LENGTH": 128 * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": 32 * MEGABYTE,
        "ATTACHMENT_LIMIT": 50 * MEGABYTE,
        "WTF_CSRF_TIME_LIMIT": None,  # a draft may lie open all day; the session's end is the limit
        "BOOTSTRAP_SERVE_LOCAL": True,
        # Asked anew after ten minutes (and answered 304): after an upgrade nobody works with yesterday's scripts.
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(minutes=10),
        "COMPRESS_MIMETYPES": ["text/html", "text/css", "text/javascript", "application/javascript"],
        "COMPRESS_MIN_SIZE": 30_000,
        "COMPRESS_LEVEL": 4,
        "COMPRESS_ALGORITHM": ["gzip"],
    }


def _words(name: str) -> list[str] | None:
    return os.environ[name].split() if os.environ.get(name) else None


def _keys(instance: Path, production: bool) -> Secrets:
    given = (os.environ.get("HONGTOU_SECRET_KEY", ""), os.environ.get("HONGTOU_LOG_KEY", ""))
    if production:
        if min(map(len, given)) < 32 or given[0] == given[1]:
            raise InsecureError(
                "HONGTOU_SECRET_KEY and HONGTOU_LOG_KEY must each be set, random, different and at least 32 "
                'characters long: python -c "import secrets; print(secrets.token_hex(32))"'
            )
        if not os.environ.get("HONGTOU_HOSTS"):
            raise InsecureError("HONGTOU_HOSTS must name the hosts that this system is reached under")
        return Secrets(*given)
    return Secrets(
        given[0] or _kept(instance / "secret.key"),
        given[1] or _kept(instance / "log.key"),
    )


def _kept(path: Path) -> str:
    """A random key, made once and kept beside the database, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        handle, made = tempfile.mkstemp(dir=path.parent)  # mode 0600; linked when whole, for two workers start at once
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
        with suppress(FileExistsError):
            os.link(made, path)
        Path(made).unlink()
    return path.read_text().strip()
