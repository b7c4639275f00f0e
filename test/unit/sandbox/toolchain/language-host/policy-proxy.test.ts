import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient, AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzeRequest,
  AnalyzeResponse,
  AnalyzerHandshakeRequest,
  AnalyzerStackConfigureRequest,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { afterEach, expect, it } from "vitest";
import { PolicyProxy, policyEnvironment } from "../../../../../sandbox/toolchain/language-host/policy-proxy";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) {
    cleanup();
  }
});

async function startProxy(): Promise<{ proxy: PolicyProxy; engine: AnalyzerClient }> {
  const proxy = new PolicyProxy();
  const engine = new AnalyzerClient(`127.0.0.1:${await proxy.listen()}`, grpc.credentials.createInsecure());
  cleanups.push(() => {
    proxy.close("test is over");
    engine.close();
  });
  return { proxy, engine };
}

/** A policy pack that writes down the calls it gets. */
async function startPack(calls: string[]): Promise<number> {
  const server = new grpc.Server();
  server.addService(AnalyzerService, {
    configureStack: (call: { request: AnalyzerStackConfigureRequest }, answer: grpc.sendUnaryData<unknown>) => {
      calls.push(`configureStack ${call.request.getStack()}`);
      answer({ code: grpc.status.UNIMPLEMENTED, details: "old pack" });
    },
    analyze: (call: { request: AnalyzeRequest }, answer: grpc.sendUnaryData<AnalyzeResponse>) => {
      calls.push(`analyze ${call.request.getUrn()}`);
      answer(null, new AnalyzeResponse());
    },
  });
  cleanups.push(() => server.forceShutdown());
  return new Promise((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error === null ? resolve(port) : reject(error),
    ),
  );
}

function configuration(): AnalyzerStackConfigureRequest {
  const request = new AnalyzerStackConfigureRequest();
  request.setProject("project");
  request.setStack("dev");
  request.setDryRun(true);
  request.getConfigMap().set("okta:orgName", "dev-1");
  return request;
}

function call<T>(start: (done: (error: grpc.ServiceError | null, response: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) =>
    start((error, response) => (error === null ? resolve(response) : reject(error))),
  );
}

it("keeps the configuration back until the pack runs, then hands on every call", async () => {
  const { proxy, engine } = await startProxy();
  await call((done) => engine.handshake(new AnalyzerHandshakeRequest(), done));
  await call((done) => engine.configureStack(configuration(), done));
  expect(policyEnvironment(await proxy.configuration)).toEqual({
    PULUMI_NODEJS_PROJECT: "project",
    PULUMI_NODEJS_STACK: "dev",
    PULUMI_NODEJS_DRY_RUN: "true",
    PULUMI_CONFIG: '{"okta:orgName":"dev-1"}',
  });
  const request = new AnalyzeRequest();
  request.setUrn("urn:1");
  const analyzed = call((done) => engine.analyze(request, done));
  const calls: string[] = [];
  await proxy.attach(await startPack(calls));
  await analyzed;
  expect(calls).toEqual(["configureStack dev", "analyze urn:1"]);
});

it("starts the pack without a configuration when the engine asks for something else first", async () => {
  const { proxy, engine } = await startProxy();
  const analyzed = call((done) => engine.analyze(new AnalyzeRequest(), done));
  expect(policyEnvironment(await proxy.configuration)).toEqual({});
  await proxy.attach(await startPack([]));
  await analyzed;
});

it("answers calls that wait for a pack that has ended, with the reason", async () => {
  const { proxy, engine } = await startProxy();
  const analyzed = call((done) => engine.analyze(new AnalyzeRequest(), done));
  await proxy.configuration;
  proxy.close("the pack is gone");
  await expect(analyzed).rejects.toThrow("the pack is gone");
});
