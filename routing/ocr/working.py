"""The process that `routing.ocr.worker` has started: `python -m routing.ocr.working NAME`."""

from routing.apart import serving
from routing.ocr.errors import OcrError

LIMIT = 1536 * 1024 * 1024  # bytes of memory; above it, a fresh process takes over
MOST = 6 * 1024 * 1024 * 1024  # bytes of addresses
LINGER = 3.0  # seconds without a connection before it ends
IDLE = 300.0  # seconds without a scan before it ends and gives the memory back


def main() -> None:
    """Serve at the address, or end at once where another process serves there already."""
    serving.main(
        serving.Trade(
            permitted=("routing.ocr.reading",),
            together=(),
            at_once=1,
            limit=LIMIT,
            most=MOST,
            linger=LINGER,
            idle=IDLE,
            error=OcrError,
            not_done="识别程序不做这件事。",
            not_finished="识别没有完成。请稍后再试，或者手工登记；还是不行时告诉系统管理员。",
            prepare=_prepare,
        )
    )


def _prepare() -> None:
    """Load what the first scan will ask for."""
    from routing.ocr import engine

    engine.prepare()


if __name__ == "__main__":
    main()
