#!/usr/bin/env python3
"""Subscribes to SecretRotated and prints one line for each. Needs pika and jsonschema (Debian: python3-pika, python3-jsonschema).

subscriber.py amqp://user:password@host:port/virtual-host [QUEUE]
Exit code 0: it was told to end; 1: the broker refused or ended it, or an event is not of its schema; 2: wrong usage."""
import json
import pathlib
import signal
import sys

import jsonschema
import pika
from pika.exceptions import AMQPError, AuthenticationError, ProbableAuthenticationError

EXCHANGE = "PenguinMails.Contracts.Messages:SecretRotated"
SCHEMA = pathlib.Path(__file__).resolve().parent.parent / "messages" / "SecretRotated.schema.json"


class Ended(BaseException):
    """It was told to end."""


def end(*_):
    raise Ended


def subscribe(parameters, queue):
    schema = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text()))
    seen = set()  # a real subscriber keeps these where it keeps the effect, in the same transaction

    def receive(channel, method, properties, body):
        envelope = json.loads(body)
        message = envelope["message"]
        schema.validate(message)
        if envelope["messageId"] not in seen:
            seen.add(envelope["messageId"])
            # W3C: version-trace-span-flags; absent where nothing was traced.
            trace = ((properties.headers or {}).get("traceparent") or "-none").split("-")[1]
            secret = message["secret"]
            print(
                f"{secret['type']}/{secret['name']} of tenant {secret['tenantId']} is now {message.get('fingerprint')}; "
                f"{message.get('previousFingerprint')} works until {message['graceEndsAt']}; trace {trace}", flush=True)
        channel.basic_ack(method.delivery_tag)

    with pika.BlockingConnection(parameters) as connection:
        channel = connection.channel()
        # A queue of one's own, kept by the broker: what happens while this program is away waits in it.
        channel.queue_declare(queue, durable=True, arguments={"x-queue-type": "quorum"})
        channel.queue_bind(queue, EXCHANGE, routing_key="")
        channel.basic_qos(prefetch_count=10)
        channel.basic_consume(queue, receive)
        print(f"Waiting in queue {queue}. Ctrl-C ends.", flush=True)
        channel.start_consuming()


def main(arguments):
    try:
        parameters = pika.URLParameters(arguments[0])
    except (IndexError, ValueError, AttributeError, TypeError):
        return 2, "Say where the broker is: amqp://user:password@host:port/virtual-host"
    try:
        subscribe(parameters, arguments[1] if len(arguments) > 1 else "subscriber.secret-rotated")
        return 1, "The broker closed the connection."
    except Ended:
        return 0, None
    except (AuthenticationError, ProbableAuthenticationError):
        return 1, "No connection to the broker: it refuses the user name or the password."
    except AMQPError as failure:
        return 1, f"The broker refuses it, or is away: {str(failure) or type(failure).__name__}"
    except (jsonschema.ValidationError, ValueError, KeyError) as failure:
        # It is not acknowledged, so it stays in the queue.
        return 1, f"A message is not of its schema: {getattr(failure, 'message', failure)}"


if __name__ == "__main__":
    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    code, problem = main(sys.argv[1:])
    if problem:
        print(problem, file=sys.stderr)
    sys.exit(code)
