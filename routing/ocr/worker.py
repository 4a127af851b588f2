"""Reading scans in a process of its own: the models take up to 1 GB, which is given back when nobody reads any more."""

from typing import Final

from routing.apart.calling import Helper, Words
from routing.ocr.errors import OcrError
from routing.ocr.values import PaperRead

SECONDS: Final = 90.0  # for one file, and those that wait before it

HELPER: Final = Helper(
    "routing.ocr.working",
    Words(
        OcrError,
        late="识别超过 {seconds} 秒没有完成，已经停止。请稍后再试，或者手工登记。",
        gone="识别程序连续几次中途停止。请稍后再试，或者手工登记；还是不行时告诉系统管理员。",
        absent="识别程序没有启动起来。请稍后再试，或者手工登记；还是不行时告诉系统管理员。",
    ),
)


def read_apart(data: bytes, media_type: str, timeout: float = SECONDS) -> PaperRead:
    """Read a scan (`routing.ocr.reading.read_paper`) in the other process.

    Raises OcrError, in plain Chinese, where the file cannot be read, where it took longer than `timeout` seconds, and
    where the process failed.
    """
    read: PaperRead = HELPER.call("routing.ocr.reading:read_paper", (data, media_type), {}, timeout)
    return read


def text_apart(data: bytes, media_type: str, first: int, last: int, timeout: float = SECONDS) -> tuple[int, list[str]]:
    """Read pages of a scan for their text alone (`routing.ocr.reading.read_text`) in the other process."""
    called = "routing.ocr.reading:read_text"
    read: tuple[int, list[str]] = HELPER.call(called, (data, media_type, first, last), {}, timeout)
    return read


def worker_id() -> int:
    """The process' id; starts it where it is not running."""
    return HELPER.process()
