"""How the web server runs: a few small workers sharing what was loaded before they were forked."""

import ctypes
import gc
import os
from contextlib import suppress

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("HONGTOU_WORKERS", "2"))
threads = int(os.environ.get("HONGTOU_THREADS", "4"))
preload_app = True
timeout = 60
limit_request_line = 8190  # 500 Chinese characters to be found, each nine bytes of an address, and all filters
accesslog = None
control_socket_disable = True
raw_env = ["HONGTOU_SERVING=1"]
_embedded = []  # the worker that sends notifications


def when_ready(server):
    """Start the worker that sends notifications and does periodic work, unless it runs apart (HONGTOU_WORKER)."""
    from routing import worker
    from wsgi import app

    embedded = worker.Embedded(app, server)
    embedded.start()
    _embedded[:] = [embedded]
    # The server looks after its own workers here, in its main loop: every second, and whenever a child ends.
    its_own = server.manage_workers

    def manage_workers():
        embedded.keep()
        its_own()

    server.manage_workers = manage_workers
    _load_templates(app.jinja_env)
    # What was loaded before the fork stays shared: the collector would write into every object of it (20 MB less).
    gc.collect()
    gc.freeze()


def _load_templates(environment):
    """Compile the templates of the pages that everybody opens before the fork: 3 MB less for two workers, and nobody
    waits for it. The others would cost more than they save.
    """
    everybody = ("base.", "macros/", "tray/open.", "documents/show.", "documents/_", "search/")
    for name in environment.list_templates(filter_func=lambda name: name.startswith(everybody)):
        environment.get_template(name)


def on_exit(_server):
    """The worker finishes what it is sending, and ends; where the server is killed, the kernel tells it."""
    for embedded in _embedded:
        embedded.stop()


def post_fork(_server, _worker):
    """A forked worker opens database connections of its own, and gives back what it no longer needs."""
    _return_large_blocks()
    from routing.extensions import db
    from wsgi import app

    with app.app_context():
        db.engine.dispose(close=False)


def _return_large_blocks():
    """Have glibc go on returning blocks over 256 KB to the system: 40 MB less for two workers.

    By itself it stops doing so for blocks of a size that was freed once, and hashing a password takes 19 MB.
    """
    mmap_threshold, arenas, trim_threshold = -3, -8, -1  # M_MMAP_THRESHOLD, M_ARENA_MAX, M_TRIM_THRESHOLD of malloc.h
    with suppress(OSError, AttributeError):  # another C library has no such limit
        ctypes.CDLL(None).mallopt(mmap_threshold, 256 * 1024)
        ctypes.CDLL(None).mallopt(arenas, 1)
        ctypes.CDLL(None).mallopt(trim_threshold, 8 * 1024 * 1024)  # nor is the end of it cut off after each request
