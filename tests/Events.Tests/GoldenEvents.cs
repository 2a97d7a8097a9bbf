using System.Text.Json;

namespace Carillon.Events.Tests;

/// <summary>Every catalogue record with every member it has, beside its exact data on the wire. A change here is a change for every client.</summary>
internal static class GoldenEvents
{
    private static readonly SessionMeta Session = new("s1", "t1", "demo", SessionState.Ready, false, 1000, 2000, "Fix the build", 3000, "agent:main:main");

    private const string SessionJson =
        """{"id":"s1","tenantId":"t1","agentType":"demo","status":"ready","archived":false,"createdAt":1000,"updatedAt":2000,"name":"Fix the build","lastActivityAt":3000,"key":"agent:main:main"}""";

    /// <summary>An event and its data as JSON.</summary>
    public static IReadOnlyList<(Event Value, string Json)> All { get; } =
    [
        .. Sessions(), .. Turns(), .. ToolCalls(), .. Approvals(), .. SandboxesAndFiles(), .. Scheduling(), .. Configuration(), .. DaemonRaw(), .. DaemonDerived(),
    ];

    private static IEnumerable<(Event Value, string Json)> Sessions() =>
    [
        (new SessionCreated(Session), $$"""{"session":{{SessionJson}}}"""),
        (new SessionUpdated(Session), $$"""{"session":{{SessionJson}}}"""),
        (new SessionArchived(Session), $$"""{"session":{{SessionJson}}}"""),
        (new SessionUnarchived(Session), $$"""{"session":{{SessionJson}}}"""),
        (new SessionDeleted("s1", "agent:main:main"), """{"sessionId":"s1","sessionKey":"agent:main:main"}"""),
        (new MemberUpdated("ben", "billing_admin", "ann"), """{"userId":"ben","role":"billing_admin","by":"ann"}"""),
        (new MemberRemoved("ben", "ann"), """{"userId":"ben","by":"ann"}"""),
        (new SessionStateChanged("s1", SessionState.Running, SessionState.Ready, "turn_started"),
            """{"sessionId":"s1","state":"running","previous":"ready","reason":"turn_started"}"""),
        (new SessionCompacted("s1", 90000, 12000, "agent:main:main", true),
            """{"sessionId":"s1","tokensBefore":90000,"tokensAfter":12000,"sessionKey":"agent:main:main","estimated":true}"""),
        (new SessionCommandsUpdated("s1", [new AgentCommand("/plan", "Make a plan", "what to plan")]),
            """{"sessionId":"s1","commands":[{"name":"/plan","description":"Make a plan","hint":"what to plan"}]}"""),
    ];

    private static IEnumerable<(Event Value, string Json)> Turns() =>
    [
        (new TurnStarted("s1", "u1", "demo", "List the files", "agent:main:main", "Be brief"),
            """{"sessionId":"s1","turnId":"u1","agentType":"demo","prompt":"List the files","sessionKey":"agent:main:main","addedText":"Be brief"}"""),
        (new TurnTextDelta("s1", "u1", "Hel"), """{"sessionId":"s1","turnId":"u1","text":"Hel"}"""),
        (new TurnThinkingStarted("s1", "u1"), """{"sessionId":"s1","turnId":"u1"}"""),
        (new TurnThinkingDelta("s1", "u1", "Hm"), """{"sessionId":"s1","turnId":"u1","text":"Hm"}"""),
        (new TurnThinkingCompleted("s1", "u1", "Hm, yes"), """{"sessionId":"s1","turnId":"u1","text":"Hm, yes"}"""),
        (new TurnPlanUpdated("s1", "u1", [new PlanStep("Look", "high", "pending")]),
            """{"sessionId":"s1","turnId":"u1","steps":[{"content":"Look","priority":"high","status":"pending"}]}"""),
        (new TurnSteered("s1", "u1", "r1", "Only C#"), """{"sessionId":"s1","turnId":"u1","steerId":"r1","content":"Only C#"}"""),
        (new TurnCompleted("s1", "u1", "Hello", "end_turn", 1200, new TokenCount(10, 20, 5), "agent:main:main"),
            """{"sessionId":"s1","turnId":"u1","finalText":"Hello","stopReason":"end_turn","durationMs":1200,"tokens":{"input":10,"output":20,"cached":5},"sessionKey":"agent:main:main"}"""),
        (new TurnFailed("s1", "u1", "AGENT_TIMEOUT", "The agent was silent", 600000, "Hel"),
            """{"sessionId":"s1","turnId":"u1","code":"AGENT_TIMEOUT","message":"The agent was silent","durationMs":600000,"text":"Hel"}"""),
        (new TurnCancelled("s1", "u1", 700, "Hel", "ann"), """{"sessionId":"s1","turnId":"u1","durationMs":700,"text":"Hel","by":"ann"}"""),
        (new UsageUpdated("s1", "u1", "m", "p", 10, 20, 5, 1500),
            """{"sessionId":"s1","turnId":"u1","model":"m","provider":"p","inputTokens":10,"outputTokens":20,"cachedTokens":5,"costMicroDollars":1500}"""),
        (new UsageContext("s1", "u1", 53000, 200000), """{"sessionId":"s1","turnId":"u1","contextTokens":53000,"maxContextTokens":200000}"""),
    ];

    private static IEnumerable<(Event Value, string Json)> ToolCalls() =>
    [
        (new ToolCallStarted("s1", "u1", "c1", "read"), """{"sessionId":"s1","turnId":"u1","toolCallId":"c1","toolName":"read"}"""),
        (new ToolCallDelta("s1", "u1", "c1", "{\"pa<é"), """{"sessionId":"s1","turnId":"u1","toolCallId":"c1","delta":"{\"pa<é"}"""),
        (new ToolCalled("s1", "u1", "c1", "read", JsonElement.Parse("""{"path":"a.txt","deep":[1,null]}"""), "Read a.txt", ["a.txt"]),
            """{"sessionId":"s1","turnId":"u1","toolCallId":"c1","toolName":"read","args":{"path":"a.txt","deep":[1,null]},"title":"Read a.txt","paths":["a.txt"]}"""),
        (new ToolProgressed("s1", "u1", "c1", "line 1", "Read a.txt"),
            """{"sessionId":"s1","turnId":"u1","toolCallId":"c1","output":"line 1","title":"Read a.txt"}"""),
        (new ToolCompleted("s1", "u1", "c1", "read", 12, "line 1"),
            """{"sessionId":"s1","turnId":"u1","toolCallId":"c1","toolName":"read","durationMs":12,"output":"line 1"}"""),
        (new ToolFailed("s1", "u1", "c1", "read", "No such file", 3),
            """{"sessionId":"s1","turnId":"u1","toolCallId":"c1","toolName":"read","error":"No such file","durationMs":3}"""),
    ];

    private static IEnumerable<(Event Value, string Json)> Approvals() =>
    [
        (new PermissionRequested(
                "s1", "u1", "q1", "execute", "Run the tests", [new PermissionOption("allow", "Allow", PermissionKind.AllowOnce)], 9000, "c1", "make test", RiskLevel.Medium, "/w", "main"),
            """{"sessionId":"s1","turnId":"u1","requestId":"q1","toolName":"execute","description":"Run the tests","options":[{"optionId":"allow","name":"Allow","kind":"allow_once"}],"expiresAt":9000,"toolCallId":"c1","command":"make test","riskLevel":"medium","workingDirectory":"/w","agentId":"main"}"""),
        (new PermissionResolved("s1", "q1", true, PermissionOutcome.Allowed, PermissionKind.AllowAlways, "ann", "allow_session"),
            """{"sessionId":"s1","requestId":"q1","approved":true,"outcome":"allowed","kind":"allow_always","by":"ann","optionId":"allow_session"}"""),
        (new HookBlocked("s1", "guard", "PreToolUse", "Not on Fridays", "u1", "edit", "c1"),
            """{"sessionId":"s1","hook":"guard","happening":"PreToolUse","reason":"Not on Fridays","turnId":"u1","toolName":"edit","toolCallId":"c1"}"""),
        (new QuestionRequested("s1", "u1", "q2", [new Question("1", "Which one?", "choice", ["a", "b"])], 9000, "Two are left"),
            """{"sessionId":"s1","turnId":"u1","requestId":"q2","questions":[{"id":"1","text":"Which one?","type":"choice","options":["a","b"]}],"expiresAt":9000,"context":"Two are left"}"""),
        (new QuestionAnswered("s1", "q2", PermissionOutcome.Allowed, new Dictionary<string, string> { ["1"] = "a" }, "ann"),
            """{"sessionId":"s1","requestId":"q2","outcome":"allowed","answers":{"1":"a"},"by":"ann"}"""),
    ];

    private static IEnumerable<(Event Value, string Json)> SandboxesAndFiles() =>
    [
        (new SandboxInitializing("s1", "local"), """{"sessionId":"s1","provider":"local"}"""),
        (new SandboxProvisioning("s1", "folder", "Making it"), """{"sessionId":"s1","phase":"folder","message":"Making it"}"""),
        (new SandboxReady("s1", "local"), """{"sessionId":"s1","provider":"local"}"""),
        (new SandboxRemoved("s1", "session_deleted", "Gone"), """{"sessionId":"s1","reason":"session_deleted","message":"Gone"}"""),
        (new TerminalOutput("s1", "u1", "m1", "ok\n"), """{"sessionId":"s1","turnId":"u1","terminalId":"m1","data":"ok\n"}"""),
        (new TerminalCompleted("s1", "u1", "m1", "make test", 137, 800),
            """{"sessionId":"s1","turnId":"u1","terminalId":"m1","command":"make test","exitCode":137,"durationMs":800}"""),
        (new FileChanged("s1", "src/a.cs", 2, 120, "ab12", "u1"),
            """{"sessionId":"s1","path":"src/a.cs","iteration":2,"size":120,"hash":"ab12","turnId":"u1"}"""),
    ];

    private static IEnumerable<(Event Value, string Json)> Scheduling() =>
    [
        (new CronTriggered("j1", "r1", "schedule", "Nightly", 1000), """{"jobId":"j1","runId":"r1","triggerSource":"schedule","jobName":"Nightly","dueAt":1000}"""),
        (new CronRetrying("j1", "r1", 1, "exit code 1", 1000, "Nightly"), """{"jobId":"j1","runId":"r1","attempt":1,"error":"exit code 1","retryAt":1000,"jobName":"Nightly"}"""),
        (new CronCompleted("j1", "r1", 40, "Nightly", "s1"), """{"jobId":"j1","runId":"r1","durationMs":40,"jobName":"Nightly","sessionId":"s1"}"""),
        (new CronFailed("j1", "r1", "exit code 1", "Nightly"), """{"jobId":"j1","runId":"r1","error":"exit code 1","jobName":"Nightly"}"""),
        (new CronJobChanged("j1", "Nightly", "updated", 1000), """{"jobId":"j1","jobName":"Nightly","change":"updated","nextRunAt":1000}"""),
    ];

    private static IEnumerable<(Event Value, string Json)> Configuration() =>
    [
        (new ConfigChanged(["storage.durability"], "rpc", true, ["storage"]),
            """{"changedKeys":["storage.durability"],"source":"rpc","restartRequired":true,"restartComponents":["storage"]}"""),
        (new ConfigReloaded("file_watcher"), """{"source":"file_watcher"}"""),
        (new ConfigError("line 2, agent: there is no such setting here", "file_watcher"),
            """{"error":"line 2, agent: there is no such setting here","source":"file_watcher"}"""),
    ];

    private static IEnumerable<(Event Value, string Json)> DaemonRaw() =>
    [
        (new DaemonTime("cron", "*/5 * * * *", 300, 1000, "often", "Europe/Berlin"),
            """{"kind":"cron","expression":"*/5 * * * *","seconds":300,"time":1000,"trigger":"often","timeZone":"Europe/Berlin"}"""),
        (new DaemonProcess("cpu_threshold", 42, "make", 93.5, 90, true),
            """{"kind":"cpu_threshold","pid":42,"name":"make","value":93.5,"threshold":90,"above":true}"""),
        (new DaemonFile("renamed", "/b", "/a", 3, true), """{"kind":"renamed","path":"/b","oldPath":"/a","count":3,"folder":true}"""),
        (new DaemonSystemState("battery", "discharging", 12, "charging", 13),
            """{"kind":"battery","state":"discharging","value":12,"oldState":"charging","oldValue":13}"""),
    ];

    private static IEnumerable<(Event Value, string Json)> DaemonDerived() =>
    [
        (new DaemonActivityChanged("browsing", "coding", 0.75, "csharp", "/p"),
            """{"from":"browsing","to":"coding","confidence":0.75,"language":"csharp","projectRoot":"/p"}"""),
        (new DaemonProgrammingSessionStarted("/p", "csharp", "s1"), """{"projectRoot":"/p","language":"csharp","sessionId":"s1"}"""),
        (new DaemonProgrammingSessionEnded("/p", 5000, "csharp", "s1"), """{"projectRoot":"/p","durationMs":5000,"language":"csharp","sessionId":"s1"}"""),
        (new DaemonResourcePressureChanged("memory", "normal", "warning", 90), """{"resource":"memory","from":"normal","to":"warning","value":90}"""),
        (new DaemonMeetingStateChanged(true, "zoom"), """{"inMeeting":true,"application":"zoom"}"""),
        (new DaemonIdleStateChanged(true, 300000), """{"idle":true,"idleMs":300000}"""),
        (new DaemonWatcherStarted("files"), """{"watcher":"files"}"""),
        (new DaemonWatcherStopped("files", "paused"), """{"watcher":"files","reason":"paused"}"""),
        (new DaemonConfigReloaded(["files", "time"]), """{"watchers":["files","time"]}"""),
        (new DaemonError("files", "Too many watches"), """{"watcher":"files","message":"Too many watches"}"""),
    ];
}
