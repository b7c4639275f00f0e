/** Errors on the gRPC wire, in the form the engine understands. */
import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { type PropertyMap, toStruct } from "./values";

/** A resource that exists, although the operation on it failed: the engine keeps it and tries again next time. */
export class HalfDoneError extends Error {
  constructor(
    readonly id: string,
    readonly properties: PropertyMap,
    cause: unknown,
  ) {
    super(messageOf(cause), { cause });
    this.name = "HalfDoneError";
  }
}

/** The text of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Turns an error into a gRPC one. A {@link HalfDoneError} carries the state along. */
export function toServiceError(error: unknown): Partial<ServiceError> {
  const metadata = new Metadata();
  if (error instanceof HalfDoneError) {
    metadata.add("grpc-status-details-bin", Buffer.from(initFailed(error).serializeBinary()));
  }
  return { code: status.UNKNOWN, message: messageOf(error), details: messageOf(error), metadata };
}

function initFailed(error: HalfDoneError): Status {
  const detail = new ErrorResourceInitFailed();
  detail.setId(error.id);
  detail.setProperties(toStruct(error.properties));
  detail.setReasonsList([error.message]);
  const packed = new Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const answer = new Status();
  answer.setCode(status.UNKNOWN);
  answer.setMessage(error.message);
  answer.addDetails(packed);
  return answer;
}
