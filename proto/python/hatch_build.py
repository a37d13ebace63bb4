"""Makes `emkd.v1`, the protocol's messages, of the proto files beside this folder."""

import shutil
from pathlib import Path
from typing import Any

import google.api  # type: ignore[import-untyped]
from grpc_tools import protoc  # type: ignore[import-untyped]
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class MessagesHook(BuildHookInterface[Any]):
    """Runs protoc, which comes with grpcio-tools."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Generate the messages; a source distribution brings them along."""
        sources = Path(self.root) / "src"
        generated = sources / "emkd" / "v1"
        protos = Path(self.root).parent / "src" / "main" / "proto"
        if not protos.is_dir():
            if not generated.is_dir():
                raise FileNotFoundError(f"neither {protos} nor {generated} is there")
            return
        # What protoc brings itself, and what googleapis-common-protos has.
        places = [protos, Path(protoc.__file__).parent / "_proto"]
        places += [Path(place).parents[1] for place in google.api.__path__]
        files = sorted((protos / "emkd" / "v1").glob("*.proto"))
        shutil.rmtree(generated, ignore_errors=True)
        status = protoc.main(
            ["protoc", f"--python_out={sources}", f"--pyi_out={sources}"]
            + [f"--proto_path={place}" for place in places]
            + [str(file) for file in files]
        )
        if status != 0:
            raise RuntimeError(f"protoc ended with status {status}")
        lines = ['"""The protocol\'s messages, whichever of its files they are in."""', ""]
        lines += [f"from emkd.v1.{file.stem}_pb2 import *  # noqa: F403" for file in files]
        (generated / "__init__.py").write_text("\n".join(lines) + "\n")
