"""A poor line between a browser and the portal: a TCP relay of this machine that is slow, lossy, cut or forgetful.

It stands before the sockets, so that a page, its scripts and its service worker all feel it. What it does to TCP is an
honest imitation, not a radio: a lost segment comes one retransmission later (and holds back what follows it), a new
connection costs one round trip, and all connections of one direction share the rate.
"""

import contextlib
import queue
import random
import socket
import struct
import threading
import time
from dataclasses import dataclass, field

SEGMENT = 1460  # bytes
LEAST_WAIT = 0.2  # seconds before a lost segment is sent again
CREATING = (b"POST /pendatang/baru/", b"POST /luring/perpanjang/")
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: the other side sees a broken line, not an orderly end


@dataclass
class Weather:
    """`trip`: seconds there and back; `rate`: bytes a second each way (0: no limit); `loss`: share of segments."""

    trip: float = 0.0
    rate: float = 0.0
    loss: float = 0.0


POOR = Weather(trip=0.4, rate=30_000, loss=0.02)
POOREST = Weather(trip=0.8, rate=8_000, loss=0.05)


@dataclass
class Line:
    """`with Line(port) as line:` then browse `line.address`. `fault` is one of these words, from now on.

    gone: every connection is cut. before: saving requests are cut before the server has read them whole.
    after: saving requests reach the server, which commits; its answer is lost. '': nothing is done to anything.
    """

    port: int
    weather: Weather = field(default_factory=Weather)
    fault: str = ""
    seed: int = 2026

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)  # noqa: S311 - which segment is lost
        self.free = {"up": 0.0, "down": 0.0}
        self.cuts, self.carried = 0, 0
        self.lock = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.door.getsockname()[1]}"

    def __enter__(self) -> "Line":
        self.door = socket.create_server(("127.0.0.1", 0), backlog=128)
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *reason: object) -> None:
        self.fault = "gone"
        self.door.close()

    def _accept(self):
        with contextlib.suppress(OSError):  # the door was closed
            while True:
                near, _ = self.door.accept()
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near):
        """One connection of the browser, until either side or the weather ends it."""
        if self.fault == "gone":
            return cut(near)
        time.sleep(self.weather.trip)  # the greeting of TCP
        try:
            talk = Talk(near, socket.create_connection(("127.0.0.1", self.port)))
        except OSError:  # the portal is gone, as at the end of a proof
            return cut(near)
        for way, source, target in (("up", near, talk.far), ("down", talk.far, near)):
            waiting: queue.Queue = queue.Queue()
            threading.Thread(target=self._read, args=(way, source, waiting, talk), daemon=True).start()
            threading.Thread(target=send, args=(waiting, target), daemon=True).start()
        return None

    def _read(self, way, source, waiting, talk):
        with contextlib.suppress(OSError):
            while segment := source.recv(SEGMENT):
                talk.saves = talk.saves or (way == "up" and segment.startswith(CREATING))
                if self._befalls(way, talk):
                    self.cuts += 1
                    cut(talk.near)
                    cut(talk.far)
                    break
                waiting.put((self._due(way, len(segment)), segment))
        waiting.put((0, b""))

    def _befalls(self, way, talk):
        faults = {"gone": True, "before": talk.saves, "after": talk.saves and way == "down"}
        return faults.get(self.fault, False)

    def _due(self, way, size):
        """When this segment arrives; one that is late holds back those behind it, as in TCP."""
        weather = self.weather
        with self.lock:
            self.carried += size
            self.free[way] = max(time.monotonic(), self.free[way]) + (size / weather.rate if weather.rate else 0)
            lost = self.rng.random() < weather.loss
            return self.free[way] + weather.trip / 2 + (lost and max(LEAST_WAIT, weather.trip) + weather.trip)


@dataclass
class Talk:
    """The two ends of one connection, and whether it saves something."""

    near: socket.socket
    far: socket.socket
    saves: bool = False


def send(waiting: queue.Queue, target: socket.socket) -> None:
    """Each segment when it is due and in its order, then the end."""
    with contextlib.suppress(OSError):
        while True:
            due, segment = waiting.get()
            if not segment:
                return target.shutdown(socket.SHUT_WR)
            time.sleep(max(0, due - time.monotonic()))
            target.sendall(segment)


def cut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        end.shutdown(socket.SHUT_RDWR)
        end.close()
