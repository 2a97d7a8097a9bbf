// node --experimental-websocket node.js ADDRESS < integration: a line of JSON for each call.
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

vm.runInThisContext(fs.readFileSync(path.join(__dirname, "integration.js"), "utf8"));
runIntegration(fs.readFileSync(0, "utf8"), process.argv[2], (call) => process.stdout.write(JSON.stringify(call) + "\n"));
