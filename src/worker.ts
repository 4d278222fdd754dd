/** A worker of `compileWithWorkers`: derives the program it is given and computes parts of batches with its layer. */
import { parentPort, workerData } from "node:worker_threads";
import type { Layer, SavedValues } from "../codegen/run/layer.js";
import { release } from "../codegen/runtime/kernel-memory.js";
import { derive, type DeriveSettings } from "./result.js";
import { buffersOf, described, type Answer, type Request } from "./worker-messages.js";

const { source, settings } = workerData as { source: string; settings: DeriveSettings };
const layer: Layer = derive(source, settings).compile();
/** What forward has saved, by the number of the call. */
const records = new Map<number, SavedValues>();

function answer(request: Request): Answer {
  switch (request.phase) {
    case "forward": {
      const { outputs, saved } = layer.forward(request.values, request.sizes);
      records.set(request.record, saved);
      return { values: outputs };
    }
    case "backward":
      return { values: layer.backward(records.get(request.record)!, request.values) };
    case "release": {
      const saved = records.get(request.record);
      records.delete(request.record);
      if (saved) release(saved);
      return { values: {} };
    }
  }
}

parentPort!.on("message", (request: Request) => {
  let result: Answer;
  try {
    result = answer(request);
  } catch (error) {
    result = { error: described(error) };
  }
  parentPort!.postMessage(result, "values" in result ? buffersOf(result.values) : []);
});
