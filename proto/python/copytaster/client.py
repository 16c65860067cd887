"""Subscribes, sees gaps, fetches what is missing from the replay socket, remembers how far it came.

The same as proto/copytaster/client.h, step by step. An article counts as handled when the next one
is asked for: what the program was at when it died comes again, everything else comes once, in
sequence order. With `topics` only articles of those prefixes come; one that had to be fetched again
may then follow later ones of another topic.
"""
import os
import time

import zmq

from .v1.enriched_pb2 import EnrichedArticle
from .v1.wire_pb2 import Beat, Receipt, ReplayEnd, ReplayRequest

QUEUE_MESSAGES = 100_000
TICK_MS = 500
REPLAY_PATIENCE_S = 5.0  # then it is asked again


class Client:
    """An endless iterator of EnrichedArticle; next_article(timeout) for one with patience.

    Without a position it begins with what is kept (from_oldest), at a sequence (from_sequence), with
    what was received at a time or later (from_time, microseconds since 1970), else from now on.
    """

    def __init__(self, publish, replay, topics=(), position_file=None, from_oldest=False,
                 from_sequence=0, from_time=0, credit=1000, server_key=None, public_key=None,
                 secret_key=None):
        self._context = zmq.Context()
        self._replay_endpoint = replay
        self._topics = list(topics)
        self._position_file = position_file
        self._from_oldest = from_oldest
        self._from_sequence = from_sequence
        self._from_time = from_time
        self._by_time = False  # the first question asks for a time
        self._credit = credit
        self._keys = (server_key, public_key, secret_key)
        self.epoch = 0
        self.position = 0  # all up to here came, or were not asked for
        self.lost = 0      # deleted by retention before they could be fetched
        self._early = set()  # came already, past position; with topics only
        self._dirty = False
        self._replay = None
        self._fetching = False
        self._asked_at = 0.0
        self._asked_from = 0
        self._read_position()
        self._live = self._open(zmq.SUB)
        self._live.set(zmq.RCVHWM, QUEUE_MESSAGES)
        for topic in self._topics + ["~beat"] if self._topics else [""]:
            self._live.set(zmq.SUBSCRIBE, topic.encode())
        self._live.connect(publish)

    def __iter__(self):
        return self

    def __next__(self):
        while True:
            article = self.next_article(1.0)
            if article is not None:
                return article

    def close(self):
        """Ends without a word on the last article: handled() first, if it is."""
        for socket in (self._live, self._replay):
            if socket is not None:
                socket.close(0)
        self._context.term()

    def next_article(self, timeout=1.0):
        """The next article, or None within the time. Says that the one before is handled."""
        self.handled()
        until = time.monotonic() + timeout
        while True:
            socket = self._replay if self._fetching else self._live
            left = max(0, int((until - time.monotonic()) * 1000))
            if socket.poll(min(left, TICK_MS)):
                article = self._take_replayed() if self._fetching else self._take_live()
                if article is not None:
                    return article
            elif self._fetching and time.monotonic() - self._asked_at > REPLAY_PATIENCE_S:
                self._replay.close(0)  # nothing of the old answer may come in with the new one
                self._replay = None
                self._ask()
            if time.monotonic() >= until:
                return None

    def handled(self):
        """Remembers that the last article is handled. The file is whole at every moment."""
        if not self._dirty or self._position_file is None:
            return
        fresh = f"{self._position_file}.new"
        with open(fresh, "w", encoding="ascii") as file:
            file.write(" ".join(map(str, [self.epoch, self.position, *sorted(self._early)])) + "\n")
        os.replace(fresh, self._position_file)
        self._dirty = False

    def _open(self, kind):
        socket = self._context.socket(kind)
        socket.set(zmq.LINGER, 0)
        socket.set(zmq.HEARTBEAT_IVL, 5000)
        socket.set(zmq.HEARTBEAT_TIMEOUT, 15000)
        socket.set(zmq.RECONNECT_IVL, 100)
        socket.set(zmq.RECONNECT_IVL_MAX, 2000)
        _set_keys(socket, *self._keys)
        return socket

    def _read_position(self):
        if self._position_file is None or not os.path.exists(self._position_file):
            return
        with open(self._position_file, encoding="ascii") as file:
            numbers = [int(word) for word in file.read().split()]
        if len(numbers) >= 2:
            self.epoch, self.position = numbers[:2]
            self._early = set(numbers[2:])

    def _meet(self, epoch, last):
        """The first message of a journal, or of another one."""
        if epoch == self.epoch:
            return
        first = self.epoch == 0
        self.epoch = epoch
        self._by_time = first and not self._from_sequence and self._from_time != 0
        if first and self._from_sequence:
            self.position = self._from_sequence - 1
        else:
            self.position = last if first and not (self._from_oldest or self._by_time) else 0
        self._early.clear()
        self._dirty = True

    def _cover(self, sequence):
        self.position = max(self.position, sequence)
        self._by_time = False
        self._early = {n for n in self._early if n > self.position}
        self._dirty = True

    def _take_live(self):
        frames = self._live.recv_multipart()
        if len(frames) < 2:
            return None
        if frames[0] == b"~beat":
            beat = Beat.FromString(frames[1])
            self._meet(beat.epoch, beat.sequence)
            if beat.sequence > self.position:
                self._ask()  # lost at the tail, or before we came
            return None
        if frames[0].startswith(b"~"):
            return None
        article = EnrichedArticle.FromString(frames[1])
        self._meet(article.epoch, article.sequence - 1)
        return self._take_new(article)

    def _take_new(self, article):
        number = article.sequence
        if number <= self.position or number in self._early:
            return None
        if not self._topics:
            if number == self.position + 1:
                self._cover(number)
                return article
            self._ask()
            return None
        # Other topics fill the sequence: only this topic's own chain can be checked here. The rest
        # is fetched up to each beat.
        before = article.previous_on_topic
        if before > self.position and before not in self._early:
            self._ask()
            return None
        self._early.add(number)
        self._dirty = True
        return article

    def _ask(self):
        if self._replay is None:
            self._replay = self._open(zmq.DEALER)
            self._replay.connect(self._replay_endpoint)
        self._asked_from = self.position + 1
        self._asked_at = time.monotonic()
        self._fetching = True
        request = ReplayRequest(epoch=self.epoch, topics=self._topics, credit=self._credit)
        if self._by_time:
            request.from_time.FromMicroseconds(self._from_time)
        else:
            request.from_sequence = self._asked_from
        self._replay.send_multipart([b"", request.SerializeToString()])

    def _take_replayed(self):
        frames = self._replay.recv_multipart()
        self._asked_at = time.monotonic()
        if len(frames) < 3:
            return None
        if frames[1] == b"~end":
            self._take_end(ReplayEnd.FromString(frames[2]))
            return None
        article = EnrichedArticle.FromString(frames[2])
        if article.sequence <= self.position:
            return None
        known = article.sequence in self._early
        self._cover(article.sequence)
        return None if known else article

    def _take_end(self, end):
        self._fetching = False
        if end.reason == ReplayEnd.EPOCH_CHANGED:
            self._meet(end.epoch, 0)
            self.position = 0
            self._ask()
        elif end.reason in (ReplayEnd.CREDIT_SPENT, ReplayEnd.LIVE_EDGE):
            if not self._by_time:
                self.lost += max(0, end.first_available - self._asked_from)
            self._cover(end.last_sequence)
            if end.reason == ReplayEnd.CREDIT_SPENT:
                self._ask()
        # Refused: the next beat asks again.


def read_keys(secret_file, server_key_file):
    """The three keys of a CURVE connection from the files that `copytaster keygen` wrote, as the
    keyword arguments of Client and post."""
    with open(secret_file, encoding="ascii") as file:
        secret = file.read().strip()
    with open(server_key_file, encoding="ascii") as file:
        server = file.read().strip()
    return {"server_key": server, "secret_key": secret,
            "public_key": zmq.curve_public(secret.encode()).decode()}


def _set_keys(socket, server_key, public_key, secret_key):
    if server_key:
        socket.curve_serverkey = server_key.encode()
        socket.curve_publickey = public_key.encode()
        socket.curve_secretkey = secret_key.encode()


def post(endpoint, articles, timeout=10.0, context=None, server_key=None, public_key=None,
         secret_key=None):
    """Posts articles to a `post` feed, one after another; yields each one's Receipt.

    An article without an answer in time is posted again: the daemon knows it then (REPEATED).
    """
    context = context or zmq.Context.instance()
    for article in articles:
        while True:
            socket = context.socket(zmq.REQ)
            socket.set(zmq.LINGER, 0)
            _set_keys(socket, server_key, public_key, secret_key)
            socket.connect(endpoint)
            socket.send(article.SerializeToString())
            answered = socket.poll(int(timeout * 1000))
            answer = socket.recv() if answered else None
            socket.close(0)
            if answer is not None:
                yield Receipt.FromString(answer)
                break
