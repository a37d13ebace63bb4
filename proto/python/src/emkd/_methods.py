"""What the protocol's descriptors say of its methods."""

import json
from dataclasses import dataclass

from google.protobuf.descriptor import FileDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from emkd import v1

# Sent again after a lost answer they would fail, or do more.
_ONCE = {
    "CancelTraining",
    "CreateDataset",
    "DeleteDataset",
    "DeleteModel",
    "DeleteUser",
    "ResumeTraining",
    "RollBackModel",
    "Train",
}


@dataclass(frozen=True)
class Method:
    """One method of a service."""

    service: str
    name: str
    request: type[Message]
    response: type[Message]
    client_streaming: bool
    server_streaming: bool


def _methods() -> list[Method]:
    files = {
        module.DESCRIPTOR.name: module.DESCRIPTOR
        for module in vars(v1).values()
        if isinstance(getattr(module, "DESCRIPTOR", None), FileDescriptor)
    }
    return [
        Method(
            service.full_name,
            method.name,
            GetMessageClass(method.input_type),
            GetMessageClass(method.output_type),
            method.client_streaming,
            method.server_streaming,
        )
        for file in files.values()
        for service in file.services_by_name.values()
        for method in service.methods
    ]


METHODS = _methods()

SERVICE_CONFIG = json.dumps(
    {
        "methodConfig": [
            {
                "name": [
                    {"service": method.service, "method": method.name}
                    for method in METHODS
                    if not method.client_streaming and method.name not in _ONCE
                ],
                "retryPolicy": {
                    "maxAttempts": 5,
                    "initialBackoff": "0.2s",
                    "maxBackoff": "3s",
                    "backoffMultiplier": 2.5,
                    "retryableStatusCodes": ["UNAVAILABLE"],
                },
            }
        ]
    }
)
"""Has gRPC try again what no server answered, where that is safe."""
