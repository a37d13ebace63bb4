"""What Triton's own client gets of a server; OpenInferenceTest calls it and says where the server is."""

import json
import os
import ssl
import sys

import numpy as np
import tritonclient.grpc as by_grpc
import tritonclient.http as by_http
from google.protobuf.descriptor_pb2 import FileDescriptorSet
from tritonclient.grpc import service_pb2
from tritonclient.utils import InferenceServerException

EXPECTED = json.loads(os.environ["EXPECTED"])
NAMES = ["items", "scores", "cold_start", "unknown_items", "encodings"]


def input_of(client, batch, **options):
    width = max(map(len, batch))
    tensor = client.InferInput("history", [len(batch), width], "BYTES")
    rows = [row + [""] * (width - len(row)) for row in batch]
    tensor.set_data_from_numpy(np.array(rows, dtype=object), **options)
    return tensor


def texts(result, name):
    values = result.as_numpy(name)
    return [[v.decode() if isinstance(v, bytes) else v for v in row] for row in values]


def check(result):
    """Each row is what Recommend and Encode answered."""
    assert texts(result, "items") == EXPECTED["items"], texts(result, "items")
    assert result.as_numpy("scores").dtype == np.float32
    # Runs of another size may round otherwise.
    assert np.allclose(result.as_numpy("scores"), EXPECTED["scores"], atol=1e-4)
    assert result.as_numpy("cold_start").tolist() == [False, False]
    assert result.as_numpy("unknown_items").tolist() == [0, 1]
    encodings = np.array(EXPECTED["encodings"], dtype=np.float32)
    assert result.as_numpy("encodings").shape == encodings.shape
    assert np.allclose(result.as_numpy("encodings"), encodings, atol=1e-5)


def refused(call, *said):
    try:
        call()
    except InferenceServerException as error:
        assert all(part in error.message() for part in said), error
        return error.status()
    raise AssertionError("not refused")



def infers(module, client):
    batch = EXPECTED["batch"]
    k = {"k": len(EXPECTED["items"][0])}
    all_of_them = client.infer("shop", [input_of(module, batch)], parameters=k, request_id="mine")
    check(all_of_them)
    said = all_of_them.get_response()
    version = said["model_version"] if isinstance(said, dict) else said.model_version
    assert version == "1", said
    named = [module.InferRequestedOutput(name) for name in NAMES]
    check(client.infer("shop", [input_of(module, batch)], model_version="1", outputs=named, parameters=k))
    check(client.infer("shop", [input_of(module, batch)], model_version="stable", parameters=k))
    if module is by_http:
        in_json = [module.InferRequestedOutput(name, binary_data=False) for name in NAMES]
        check(client.infer("shop", [input_of(module, batch)], outputs=in_json, parameters=k))
        told = input_of(module, batch, binary_data=False)
        check(client.infer("shop", [told], outputs=in_json, parameters=k))
        check(client.infer("shop", [told], parameters=k))
    few = client.infer("shop", [input_of(module, [["i1"]])], outputs=[module.InferRequestedOutput("items")])
    assert few.as_numpy("items").shape == (1, 10)
    assert few.as_numpy("scores") is None
    cold = client.infer("shop", [input_of(module, [["nowhere"], ["i1"]])])
    assert cold.as_numpy("cold_start").tolist() == [True, False]
    assert not cold.as_numpy("encodings")[0].any() and cold.as_numpy("encodings")[1].any()


def tells(module, client):
    assert client.is_server_live()
    assert client.is_server_ready()
    assert client.is_model_ready("shop") and client.is_model_ready("shop", "1")
    assert not client.is_model_ready("none") and not client.is_model_ready("shop", "9")
    as_json = {} if module is by_http else {"as_json": True}
    assert client.get_server_metadata(**as_json)["name"] == "emkd-server"
    model = client.get_model_metadata("shop", **as_json)
    assert [tensor["name"] for tensor in model["outputs"]] == NAMES
    assert [tensor["name"] for tensor in model["inputs"]] == ["history"]
    assert model["versions"] == ["1"]


def refuses(module, client, invalid, missing):
    one = [input_of(module, [["i1"]])]
    assert refused(lambda: client.infer("none", one), "model 'none' does not exist") == missing
    assert refused(lambda: client.infer("shop", one, parameters={"k": 0}), "parameters.k is 0", "1 to 1000") == invalid
    assert refused(lambda: client.infer("shop", one, priority=1), "'priority'") == invalid
    assert refused(lambda: client.infer("shop", one, sequence_id=7), "'sequence_id'") == invalid
    many = [input_of(module, [["i1"]] * 129)]
    assert refused(lambda: client.infer("shop", many), "history.shape is [129, 1]", "1 to 128 histories") == invalid
    numbers = module.InferInput("history", [1, 1], "INT64")
    numbers.set_data_from_numpy(np.array([[50]], dtype=np.int64))
    assert refused(lambda: client.infer("shop", [numbers]), "history.datatype is 'INT64'") == invalid
    other = module.InferInput("clicks", [1, 1], "BYTES")
    other.set_data_from_numpy(np.array([["i1"]], dtype=object))
    assert refused(lambda: client.infer("shop", [other]), "inputs[0].name is 'clicks'") == invalid
    outputs = [module.InferRequestedOutput("items", class_count=3)]
    assert refused(lambda: client.infer("shop", one, outputs=outputs), "'classification'") == invalid


def guards(secured_grpc, secured_http, folder):
    """Over TLS, for who has a token of the right role; health for all."""
    token = open(f"{folder}/shop.token").read().strip()
    known = {"authorization": f"Bearer {token}"}
    strange = {"authorization": "Bearer nobodys"}
    grpc = by_grpc.InferenceServerClient(secured_grpc, ssl=True, root_certificates=f"{folder}/ca.crt")
    context = ssl.create_default_context(cafile=f"{folder}/ca.crt")
    http = by_http.InferenceServerClient(secured_http, ssl=True, ssl_context_factory=lambda: context)
    for module, client, nobody, forbidden in (
        (by_grpc, grpc, "StatusCode.UNAUTHENTICATED", "StatusCode.PERMISSION_DENIED"),
        (by_http, http, "401", "403"),
    ):
        one = [input_of(module, [["i1"]])]
        assert client.is_server_live() and client.is_server_ready()
        assert client.infer("shop", one, headers=known).as_numpy("items").shape == (1, 10)
        assert client.is_model_ready("shop", headers=known)
        for headers in ({}, strange):
            assert refused(lambda: client.infer("shop", one, headers=headers)) == nobody
            assert refused(lambda: client.get_server_metadata(headers=headers)) == nobody
        assert refused(lambda: client.infer("books", one, headers=known), "no right to the model 'books'") == forbidden


def fields(message):
    """Of a message's descriptor, with the types of those that are messages by name."""
    return {
        (
            field.number,
            field.name,
            field.type,
            field.label,
            field.type_name,
            message.oneof_decl[field.oneof_index].name if field.HasField("oneof_index") else "",
        )
        for field in message.field
    }


def flat(prefix, messages):
    for message in messages:
        yield f"{prefix}.{message.name}", message
        yield from flat(f"{prefix}.{message.name}", message.nested_type)


def agrees(protocol):
    """Whatever our contract has, that of Triton's client has as well, under the same numbers."""
    from google.protobuf.descriptor_pb2 import FileDescriptorProto

    ours = FileDescriptorSet.FromString(open(protocol, "rb").read())
    own = next(file for file in ours.file if file.package == "inference")
    theirs = FileDescriptorProto()
    service_pb2.DESCRIPTOR.CopyToProto(theirs)
    known = dict(flat("inference", theirs.message_type))
    compared = 0
    for name, message in flat("inference", own.message_type):
        assert fields(message) <= fields(known[name]), (name, fields(message) - fields(known[name]))
        compared += 1
    assert compared > 20, compared
    methods = {method.name: method for service in theirs.service for method in service.method}
    assert [service.name for service in own.service] == ["GRPCInferenceService"]
    assert len(own.service[0].method) == 6
    for method in own.service[0].method:
        other = methods[method.name]
        assert (method.input_type, method.output_type) == (other.input_type, other.output_type)


agrees(sys.argv[1])
grpc_client = by_grpc.InferenceServerClient(os.environ["GRPC"])
http_client = by_http.InferenceServerClient(os.environ["HTTP"])
for module, client in ((by_grpc, grpc_client), (by_http, http_client)):
    tells(module, client)
    infers(module, client)
refuses(by_grpc, grpc_client, "StatusCode.INVALID_ARGUMENT", "StatusCode.NOT_FOUND")
refuses(by_http, http_client, "400", "404")
guards(os.environ["SECURED_GRPC"], os.environ["SECURED_HTTP"], os.environ["SECURED_FOLDER"])
print("all of it")
