"""Mail by SMTP (RFC 5321): one message, one connection, and what the server said to it."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from routing.posting.errors import LaterError, RefusedError, UnreachableError, UnsureError

PORTS: Final = {"smtp": 25, "smtps": 465}
TIMEOUT: Final = 20.0  # seconds that the server may be silent
FINAL: Final = 500  # from here on a reply code is final (RFC 5321, 4.2.1)
_OPTIONS: Final = {"timeout", "tls", "ca"}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Through which server mail goes. `tls`: at once (smtps), when offered (auto), or never (off)."""

    host: str
    port: int
    tls: str = "auto"
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = TIMEOUT
    ca: str = ""

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Mail:
    """One message. `key` makes its Message-ID: the same message sent again is known by it."""

    key: str
    sender: str
    recipient: str
    subject: str
    text: str
    at: datetime

    def message(self) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self.sender
        message["To"] = self.recipient
        message["Subject"] = " ".join(self.subject.split())
        message["Date"] = format_datetime(self.at)
        message["Message-ID"] = f"<{self.key}@{self.sender.rstrip('> ').rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: absence notices do not answer it
        message.set_content(self.text, cte="base64")  # plain ASCII on its way, whatever the servers can do
        return message


def server_from(url: str) -> MailServer:
    """Read `smtp://user:password@host:587?timeout=20&tls=off&ca=/etc/ca.pem`, or smtps:// for TLS from the start.

    Raises ValueError with what is wrong in Chinese.
    """
    parts = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("邮件服务器要写作 smtp://用户:密码@主机:端口 或 smtps://…")
    if unknown := set(options) - _OPTIONS:
        raise ValueError(f"邮件服务器的设置里有不认识的选项：{'、'.join(sorted(unknown))}")
    tls = "smtps" if parts.scheme == "smtps" else options.get("tls", "auto")
    if tls not in {"smtps", "auto", "off"}:
        raise ValueError("邮件服务器的 tls 只能是 auto 或 off")
    return MailServer(
        parts.hostname,
        parts.port or PORTS[parts.scheme],
        tls,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        float(options.get("timeout", TIMEOUT)),
        options.get("ca", ""),
    )


def send(server: MailServer, mail: Mail) -> None:
    """Hand one message to the server; returns when the server has taken it over.

    Raises UnreachableError where nothing goes through that server now, LaterError and RefusedError where it is
    about this message, UnsureError where the whole message went out and no answer came.
    """
    message = mail.message()
    envelope = mail.sender.rpartition("<")[2].rstrip("> ")
    with _connected(server) as connection:
        _reply(connection.mail(envelope), "不接受发件人", everybody=True)
        _reply(connection.rcpt(mail.recipient), f"不接受收件人{mail.recipient}")
        try:
            reply = connection.data(message.as_bytes(policy=SMTP))
        except smtplib.SMTPDataError as error:
            reply = error.smtp_code, _octets(error.smtp_error)
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            raise UnsureError("邮件已经发出，邮件服务器没有答复，可能已送达") from error
        _reply(reply, "不接受这封邮件")
        with suppress(OSError, smtplib.SMTPException):  # it has been taken over: how one parts is no matter
            connection.quit()


@contextmanager
def _connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    """A connection, encrypted and logged in as the server is set. What fails before the message concerns everybody."""
    connection: smtplib.SMTP | None = None
    try:
        connection = _open(server)
        if server.user:
            connection.login(server.user, server.password)
        yield connection
    except smtplib.SMTPAuthenticationError as error:
        raise UnreachableError(f"邮件服务器不认用户名或密码（{error.smtp_code}）") from error
    except ssl.SSLCertVerificationError as error:
        raise UnreachableError(f"邮件服务器的证书不能核实：{error.verify_message}") from error
    except TimeoutError as error:
        raise _silent(server) from error
    except smtplib.SMTPResponseException as error:
        raise UnreachableError(f"邮件服务器拒绝：{_said(error.smtp_code, _octets(error.smtp_error))}") from error
    except smtplib.SMTPException as error:
        if isinstance(error.__context__, TimeoutError):  # as smtplib tells of it once the line is open
            raise _silent(server) from error
        raise UnreachableError(f"邮件服务器中断：{error}") from error
    except OSError as error:
        raise UnreachableError(f"连不上邮件服务器{server}：{error.strerror or error}") from error
    finally:
        if connection is not None:
            connection.close()


def _silent(server: MailServer) -> UnreachableError:
    return UnreachableError(f"邮件服务器{server}在{server.timeout:g}秒内没有答复")


def _open(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context(cafile=server.ca or None)
    if server.tls == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=context)
        connection.ehlo_or_helo_if_needed()
        return connection
    connection = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
    connection.ehlo_or_helo_if_needed()
    if server.tls == "auto" and connection.has_extn("starttls"):
        connection.starttls(context=context)
        connection.ehlo()
    elif server.tls == "auto" and server.password:
        connection.close()
        raise UnreachableError("邮件服务器不加密，密码不发出；确认内网可以不加密，请在设置中加上 tls=off")
    return connection


def _reply(reply: tuple[int, bytes], refusing: str, *, everybody: bool = False) -> None:
    code, words = reply
    if code < 400:
        return
    said = f"邮件服务器{refusing}：{_said(code, words)}"
    if everybody or code == 421:  # 421: it is closing the line
        raise UnreachableError(said)
    raise RefusedError(said) if code >= FINAL else LaterError(said)


def _said(code: int, words: bytes) -> str:
    return f"{code} {' '.join(words.decode(errors='replace').split())}"


def _octets(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode()
