"""How gunicorn runs the floor: as the product, but for opening the product's connections."""

import os

bind = f"127.0.0.1:{os.environ['PORT']}"
workers = 2
threads = 4
preload_app = True
timeout = 60
control_socket_disable = True
