// Runs one of the documentation's integrations as it stands: what it calls is recorded, and the address it names leads to the server
// under test. The same file under Node and in a browser.
function runIntegration(source, address, record) {
  class Socket extends WebSocket {
    constructor() {
      super(address);
      this.addEventListener("message", (message) => {
        if (JSON.parse(message.data).id === 1) record({ call: "subscribed" });
      });
    }
  }

  const names = {
    WebSocket: Socket,
    updateDashboard: (topic, data, timestamp) => record({ call: "updateDashboard", topic, data, timestamp }),
    sendAlert: (alert) => record({ call: "sendAlert", alert }),
    recordMetric: (tool, ms) => record({ call: "recordMetric", tool, ms }),
    setJobStatus: (job, status, detail) => record({ call: "setJobStatus", job, status, detail }),
    alertOnFailure: (job, error) => record({ call: "alertOnFailure", job, error }),
  };
  const run = (given) => new Function(...Object.keys(given), source)(...Object.values(given));
  if (source.includes("new WebSocket")) {
    run(names);
  } else {
    const ws = new Socket();
    ws.onopen = () => run({ ...names, ws });
  }
}
