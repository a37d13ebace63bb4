"""A way to the server that can be cut."""

import select
import socket
import threading
from contextlib import suppress


class Proxy:
    """Passes on what comes to its port, and what is answered, each connection in a thread."""

    def __init__(self, target: str) -> None:
        host, _, port = target.rpartition(":")
        self._to = (host, int(port))
        self._listening = socket.create_server(("localhost", 0))
        self._open: list[socket.socket] = []
        self._losing = False
        self.connections = 0
        self.lost = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def target(self) -> str:
        return f"localhost:{self._listening.getsockname()[1]}"

    def cut(self) -> None:
        """End the connections that there are."""
        for one in self._open:
            # One that has ended already is as good as cut.
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._open.clear()

    def lose_next_answer(self) -> None:
        """Let the next request through, then end its connection in place of its answer."""
        self._losing = True

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            far = socket.create_connection(self._to)
            self.connections += 1
            self._open.append(near)
            threading.Thread(target=self._pass, args=(near, far), daemon=True).start()

    def _pass(self, near: socket.socket, far: socket.socket) -> None:
        asked = False
        # Whichever end goes first, the other one goes with it.
        with near, far, suppress(OSError):
            while True:
                # A server that has said nothing for so long has answered.
                ready, _, _ = select.select([near, far], [], [], 1.0 if asked else None)
                if not ready:
                    self._losing = False
                    self.lost.set()
                    return
                for one in ready:
                    content = one.recv(65536)
                    if not content:
                        return
                    asked = asked or (self._losing and one is near)
                    if one is near:
                        far.sendall(content)
                    elif not asked:
                        near.sendall(content)
