"""The wire of a copytaster for Python: its messages (copytaster.v1) and a client that loses nothing.

    import copytaster

    for article in copytaster.Client("tcp://127.0.0.1:7552", "tcp://127.0.0.1:7553",
                                     position_file="position"):
        print(article.sequence, article.article.headline)

Needs python3-zmq and python3-protobuf. scripts/python-module makes the generated messages.
"""
from .client import Client, post, read_keys
from .v1.article_pb2 import Article
from .v1.enriched_pb2 import EnrichedArticle
from .v1.wire_pb2 import Beat, Gap, Receipt, ReplayEnd, ReplayRequest

__all__ = ["Article", "Beat", "Client", "EnrichedArticle", "Gap", "Receipt", "ReplayEnd",
           "ReplayRequest", "post", "read_keys"]
