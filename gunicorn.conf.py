"""How the web server runs: a few small workers sharing what was loaded before they were forked."""

import os

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("HONGTOU_WORKERS", "2"))
threads = int(os.environ.get("HONGTOU_THREADS", "4"))
preload_app = True
timeout = 60
accesslog = None
control_socket_disable = True


def post_fork(_server, _worker):
    """A forked worker opens database connections of its own."""
    from routing.extensions import db
    from wsgi import app

    with app.app_context():
        db.engine.dispose(close=False)
