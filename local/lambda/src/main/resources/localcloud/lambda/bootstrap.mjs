// Runs a Node.js handler against the Lambda runtime API (Lambda guide, "Using the Lambda runtime API").
import { existsSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { pathToFileURL } from "node:url";
import util from "node:util";

const [host, ...prefix] = process.env.AWS_LAMBDA_RUNTIME_API.split("/");
const root = "/" + prefix.join("/") + "/2018-06-01/runtime";
let requestId = "undefined";

// The local cloud holds the other end of standard input as long as it lives.
process.stdin.on("end", () => process.exit(1)).resume();

for (const [method, level] of [["log", "INFO"], ["info", "INFO"], ["warn", "WARN"], ["error", "ERROR"], ["debug", "DEBUG"]]) {
  console[method] = (...args) =>
    process.stdout.write([new Date().toISOString(), requestId, level, util.format(...args).replaceAll("\n", "\r")].join("\t") + "\n");
}

function call(method, where, body = "") {
  return new Promise((resolve, reject) => {
    const [hostname, port] = host.split(":");
    const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
    const request = http.request({ hostname, port, method, path: root + where, headers, agent: false }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => resolve({ headers: answer.headers, body: Buffer.concat(parts).toString("utf8") }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

function failure(error) {
  const report = error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? "").split("\n") }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };
  console.error("Invoke Error", JSON.stringify(report));
  return JSON.stringify(report);
}

async function load(name) {
  const dot = name.lastIndexOf(".");
  const base = path.resolve(process.env.LAMBDA_TASK_ROOT, name.slice(0, dot));
  const file = [".js", ".mjs", ".cjs"].map((end) => base + end).find(existsSync);
  if (!file) {
    const missing = new Error("Error: Cannot find module '" + name.slice(0, dot) + "'");
    missing.name = "Runtime.ImportModuleError";
    throw missing;
  }
  const module = await import(pathToFileURL(file));
  const handler = module[name.slice(dot + 1)] ?? module.default?.[name.slice(dot + 1)];
  if (typeof handler !== "function") {
    const missing = new Error(name + " is undefined or not exported");
    missing.name = "Runtime.HandlerNotFound";
    throw missing;
  }
  return handler;
}

function contextOf(headers) {
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  return {
    awsRequestId: headers["lambda-runtime-aws-request-id"],
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

/** A handler answers by a promise, or by a callback if it returns none. */
function answerOf(handler, event, context) {
  return new Promise((resolve, reject) => {
    const returned = handler(event, context, (error, result) => (error ? reject(error) : resolve(result)));
    if (returned && typeof returned.then === "function") {
      returned.then(resolve, reject);
    } else if (handler.length < 3) {
      resolve(returned);
    }
  });
}

let handler;
try {
  handler = await load(process.env._HANDLER);
} catch (error) {
  await call("POST", "/init/error", failure(error));
  process.exit(1);
}
for (;;) {
  const { headers, body } = await call("GET", "/invocation/next");
  const context = contextOf(headers);
  requestId = context.awsRequestId;
  const where = "/invocation/" + requestId;
  try {
    const result = await answerOf(handler, JSON.parse(body), context);
    await call("POST", where + "/response", JSON.stringify(result === undefined ? null : result));
  } catch (error) {
    await call("POST", where + "/error", failure(error));
  }
}
