"""The process that `routing.typeset.worker` has started: `python -m routing.typeset.working NAME`."""

from routing.apart import serving
from routing.typeset.errors import WorkerError

AT_ONCE = 2  # as many as the machine has cores; each keeps a Typst compiler
PERMITTED = ("routing.typeset.", "routing.judge", "routing.text.plain")
# What two threads may do at once. PDFium, with which pages are read and drawn, allows one.
TOGETHER = ("routing.typeset.engine", "routing.typeset.official", "routing.typeset.forms", "routing.text.plain")
LIMIT = 450 * 1024 * 1024  # bytes of memory; above it, a fresh process takes over
MOST = 3 * 1024 * 1024 * 1024  # bytes of addresses
LINGER = 3.0  # seconds without a connection before it ends


def main() -> None:
    """Serve at the address, or end at once where another process serves there already."""
    serving.main(
        serving.Trade(
            permitted=PERMITTED,
            together=TOGETHER,
            at_once=AT_ONCE,
            limit=LIMIT,
            most=MOST,
            linger=LINGER,
            idle=None,
            error=WorkerError,
            not_done="排版程序不做这件事。",
            not_finished="排版没有完成。请稍后再试；还是不行时告诉系统管理员。",
            prepare=_prepare,
        )
    )


def _prepare() -> None:
    """Load what the first job will ask for."""
    from routing.typeset import titles
    from routing.typeset.fonts import FontSet

    FontSet.own().loaded.standing_in(["妇"], "fangsong")
    titles.prepare()


if __name__ == "__main__":
    main()
