// Checks the manifests of deploy/kubernetes: against the schema of Kubernetes' OpenAPI (kubernetes-models), for fields that kubectl's own types do not know
// (where kubectl is there), and that the indexed Job says the same number of parts twice. Run by check.sh.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { Job } from "kubernetes-models/batch/v1/Job";
import { parse } from "yaml";

const folder = new URL("../../deploy/kubernetes/", import.meta.url);
const faults = [];

// Every value of the manifest must come back from a tool that drops what it does not know.
function lost(given, known, path) {
  if (given === null || typeof given !== "object") {
    if (given !== known) faults.push(`${path}: ${JSON.stringify(given)} became ${JSON.stringify(known)}`);
    return;
  }
  for (const [key, value] of Object.entries(given)) {
    if (known?.[key] === undefined) faults.push(`${path}.${key}: unknown to kubectl`);
    else lost(value, known[key], `${path}.${key}`);
  }
}

function throughKubectl(file) {
  try {
    return JSON.parse(execFileSync("kubectl", ["set", "env", "--local", "-f", file.pathname, "CHECKED=yes", "-o", "json"], { encoding: "utf8", timeout: 20000 }));
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
}

for (const name of readdirSync(folder).filter((f) => f.endsWith(".yaml"))) {
  const file = new URL(name, folder);
  const manifest = parse(readFileSync(file, "utf8"));
  try {
    new Job(manifest).validate();
  } catch (error) {
    faults.push(`${name}: ${error.message}`);
  }
  const typed = throughKubectl(file);
  if (typed) lost(manifest, typed, name);
  const { spec } = manifest;
  if (spec.completionMode === "Indexed") {
    const parts = spec.template.spec.containers[0].env.find((e) => e.name === "JOB_COMPLETIONS")?.value;
    if (parts !== String(spec.completions)) faults.push(`${name}: JOB_COMPLETIONS is ${parts}, completions ${spec.completions}`);
    if (!(spec.backoffLimitPerIndex >= 0) || spec.template.spec.restartPolicy !== "Never") faults.push(`${name}: backoffLimitPerIndex needs restartPolicy Never`);
    if (spec.parallelism > spec.completions) faults.push(`${name}: parallelism is above completions`);
  }
  console.log(`${name}: ${manifest.kind} ${manifest.metadata.name}, schema${typed ? " and kubectl's types" : "; kubectl is not there"}`);
}

for (const fault of faults) console.error(fault);
process.exitCode = faults.length ? 1 : 0;
