using System.Text.Json;
using Carillon.Contracts.Sessions;
using Carillon.Core.Connections;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Dialects.Diminuendo.Conversations;
using Carillon.Dialects.Diminuendo.Wire;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Tests.Wire;

/// <summary>One JSON example of the seed, and what this dialect sends in its place.</summary>
/// <param name="Seed">The example as the seed prints it.</param>
/// <param name="Extras">Fields beyond the seed's; they stand last.</param>
internal sealed record GoldenLine(string Name, string Written, string Seed, params string[] Extras);

/// <summary>Every JSON example of the seed (Diminuendo server events), in its order.</summary>
internal static class GoldenTable
{
    private const string S = Wire.Written.SessionId;
    private const string U = "turn-001";

    private static readonly SessionMeta Refactor = new(
        S, "dev", "coding-agent", SessionState.Inactive, false, 1709312400000, 1709312400000, "Auth Refactor");

    private static readonly SessionMeta Running = Refactor with
    {
        Status = SessionState.Running,
        UpdatedAt = 1709312460000,
        LastActivityAt = 1709312460000,
    };

    public static IReadOnlyList<GoldenLine> All { get; } = [.. Connections(), .. Sessions(), .. Turns(), .. Tools(), .. Asks(), .. Joins()];

    private static string Of(Event value, long seq, long time) => Assert.Single(Wire.Written.Of(value, seq, time));

    private static string Of(Frame frame) => Assert.Single(Wire.Written.Of(frame));

    private static IEnumerable<GoldenLine> Connections() =>
    [
        new("welcome", Of(Replies.Welcome(Framing.Line, requiresAuth: true)),
            """{ "type": "welcome", "protocolVersion": 1, "requiresAuth": true }"""),
        new("connected", Of(Replies.Connected(Framing.Line, "a1b2c3d4-e5f6-7890-abcd-ef1234567890", Heartbeats.Interval, 1709312400000)),
            """
            { "type": "connected", "clientId": "a1b2c3d4-e5f6-7890-abcd-ef1234567890", "heartbeatIntervalMs": 30000, "ts": 1709312400000 }
            """),
        new("authenticated", Of(Replies.Authenticated(
                Framing.Line, new Caller("auth0|user-123", "tenant-abc", Role.Member, "developer@example.com"))),
            """
            { "type": "authenticated",
              "identity": { "userId": "auth0|user-123", "email": "developer@example.com", "tenantId": "tenant-abc" } }
            """),
        new("heartbeat", Of(Replies.Heartbeat(Framing.Line, 1709312430000)), """{ "type": "heartbeat", "ts": 1709312430000 }"""),
        new("server_shutdown", Of(Replies.ServerShutdown(Framing.Line, "maintenance", 1709312500000)),
            """{ "type": "server_shutdown", "reason": "maintenance", "ts": 1709312500000 }"""),
        new("error", Of(Replies.Error(Framing.Line, WireError.Of(new CarillonException(ErrorCode.SessionNotFound, "no")))),
            """{ "type": "error", "code": "SessionNotFound", "message": "Session not found" }"""),
        new("pong", Of(Replies.Pong(Framing.Line, 1709312400000, 1709312400042)),
            """{ "type": "pong", "clientTs": 1709312400000, "serverTs": 1709312400042 }"""),
    ];

    private static IEnumerable<GoldenLine> Sessions() =>
    [
        new("session_list", Of(SessionReplies.List(Framing.Line, [Refactor], null)),
            """
            { "type": "session_list", "sessions": [ { "id": "f47ac10b-...", "tenantId": "dev", "name": "Auth Refactor", "agentType": "coding-agent",
              "status": "inactive", "archived": false, "createdAt": 1709312400000, "updatedAt": 1709312400000, "lastActivityAt": null } ] }
            """),
        new("session_created", Of(SessionReplies.Created(Framing.Line, Refactor with { Name = "New Session" })),
            """
            { "type": "session_created", "session": { "id": "f47ac10b-...", "tenantId": "dev", "name": "New Session", "agentType": "coding-agent",
              "status": "inactive", "archived": false, "createdAt": 1709312400000, "updatedAt": 1709312400000, "lastActivityAt": null } }
            """),
        new("session_updated", Of(new SessionUpdated(Running with { Name = "Renamed Session" }), 7, 1709312460000),
            """
            { "type": "session_updated", "session": { "id": "f47ac10b-...", "tenantId": "dev", "name": "Renamed Session", "agentType": "coding-agent",
              "status": "running", "archived": false, "createdAt": 1709312400000, "updatedAt": 1709312460000, "lastActivityAt": 1709312460000 } }
            """),
        new("session_deleted", Of(new SessionDeleted("f47ac10b-58cc-4372-a567-0e02b2c3d479"), 8, 1),
            """{ "type": "session_deleted", "sessionId": "f47ac10b-58cc-4372-a567-0e02b2c3d479" }"""),

        // The seed's example says "idle", which is not one of the seven states it lists; the state meant is ready.
        new("session_state", Of(new SessionStateChanged(S, SessionState.Ready, SessionState.Running, "user_stopped"), 9, 1),
            """{ "type": "session_state", "sessionId": "f47ac10b-...", "state": "ready", "reason": "user_stopped" }""", "seq", "ts"),
    ];

    private static IEnumerable<GoldenLine> Turns() =>
    [
        new("turn_started", Of(new TurnStarted(S, U, "coding-agent", "Refactor"), 1, 1709312400000),
            """{ "type": "turn_started", "sessionId": "f47ac10b-...", "turnId": "turn-001", "seq": 1, "ts": 1709312400000 }"""),
        new("text_delta", Of(new TurnTextDelta(S, U, "Let me analyze the authentication module. "), 5, 1709312401000),
            """
            { "type": "text_delta", "sessionId": "f47ac10b-...", "turnId": "turn-001",
              "text": "Let me analyze the authentication module. ", "seq": 5, "ts": 1709312401000 }
            """),
        new("turn_complete", Of(new TurnCompleted(
                S, U, "I've refactored the authentication module to use dependency injection...", "end_turn", 50000), 42, 1709312450000),
            """
            { "type": "turn_complete", "sessionId": "f47ac10b-...", "turnId": "turn-001",
              "finalText": "I've refactored the authentication module to use dependency injection...", "seq": 42, "ts": 1709312450000 }
            """),
        new("turn_error", Of(new TurnFailed(S, U, "AGENT_DISCONNECTED", "Lost connection to agent", 1), 43, 1709312451000),
            """
            { "type": "turn_error", "sessionId": "f47ac10b-...", "turnId": "turn-001", "message": "Lost connection to agent",
              "code": "AGENT_DISCONNECTED", "seq": 43, "ts": 1709312451000 }
            """),
        new("thinking_progress", Of(new TurnThinkingDelta(
                S, U, "I need to consider the existing dependency graph before..."), 3, 1709312402000),
            """
            { "type": "thinking_progress", "sessionId": "f47ac10b-...", "turnId": "turn-001",
              "text": "I need to consider the existing dependency graph before...", "seq": 3, "ts": 1709312402000 }
            """),
        new("usage_update", Of(new UsageUpdated(S, U, "claude-sonnet-4-20250514", "anthropic", 12500, 3200, 8000, 45000), 44, 1),
            """
            { "type": "usage_update", "sessionId": "f47ac10b-...", "turnId": "turn-001", "model": "claude-sonnet-4-20250514", "provider": "anthropic",
              "inputTokens": 12500, "outputTokens": 3200, "cachedTokens": 8000, "costMicroDollars": 45000 }
            """, "seq", "ts"),
    ];

    private static IEnumerable<GoldenLine> Tools() =>
    [
        new("tool_call", Of(new ToolCalled(
                S, U, "tc-abc123", "read_file", JsonElement.Parse("""{"path":"src/auth/AuthService.ts"}"""), "Read it"), 10, 1709312405000),
            """
            { "type": "tool_call", "sessionId": "f47ac10b-...", "turnId": "turn-001", "toolCallId": "tc-abc123", "toolName": "read_file",
              "args": { "path": "src/auth/AuthService.ts" }, "seq": 10, "ts": 1709312405000 }
            """),
        new("tool_result", Of(new ToolCompleted(
                S, U, "tc-abc123", "read_file", 900, "import { Effect } from 'effect'\n..."), 11, 1709312406000),
            """
            { "type": "tool_result", "sessionId": "f47ac10b-...", "turnId": "turn-001", "toolCallId": "tc-abc123", "status": "success",
              "output": "import { Effect } from 'effect'\n...", "seq": 11, "ts": 1709312406000 }
            """),
        new("terminal_stream", Of(new TerminalOutput(
                S, U, "term-1", "$ npm test\n\n  PASS  src/auth.test.ts\n  PASS  src/session.test.ts\n"), 20, 1709312415000),
            """
            { "type": "terminal_stream", "sessionId": "f47ac10b-...", "turnId": "turn-001",
              "data": "$ npm test\n\n  PASS  src/auth.test.ts\n  PASS  src/session.test.ts\n", "seq": 20, "ts": 1709312415000 }
            """),
        new("terminal_complete", Of(new TerminalCompleted(S, U, "term-1", "npm test", 0, 1000), 21, 1709312416000),
            """
            { "type": "terminal_complete", "sessionId": "f47ac10b-...", "turnId": "turn-001", "exitCode": 0, "seq": 21, "ts": 1709312416000 }
            """),
        new("sandbox_provisioning", Of(new SandboxProvisioning(S, "installing_deps", "Installing project dependencies..."), 2, 1),
            """
            { "type": "sandbox_provisioning", "sessionId": "f47ac10b-...", "phase": "installing_deps",
              "message": "Installing project dependencies..." }
            """, "seq", "ts"),
    ];

    private static IEnumerable<GoldenLine> Asks() =>
    [
        new("question_requested", Of(new QuestionRequested(
                S, U, "q-abc123",
                [new Question("migration-strategy", "Which migration strategy should I use?", "choice", ["incremental", "big-bang", "blue-green"])],
                1709312700000, "The database schema needs to be updated and there are multiple approaches."), 14, 1709312409000),
            """
            { "type": "question_requested", "sessionId": "f47ac10b-...", "requestId": "q-abc123",
              "questions": [ { "id": "migration-strategy", "text": "Which migration strategy should I use?", "type": "choice",
                "options": ["incremental", "big-bang", "blue-green"] } ],
              "context": "The database schema needs to be updated and there are multiple approaches." }
            """, "seq", "ts", "turnId", "expiresAt"),
        new("permission_requested", Of(new PermissionRequested(
                S, U, "perm-xyz", "bash", "Execute: rm -rf node_modules && npm install",
                [new PermissionOption("a", "Allow", PermissionKind.AllowOnce)], 1709312700000, "tc-1"), 15, 1709312410000),
            """
            { "type": "permission_requested", "sessionId": "f47ac10b-...", "requestId": "perm-xyz", "toolName": "bash",
              "description": "Execute: rm -rf node_modules && npm install", "seq": 15, "ts": 1709312410000 }
            """, "turnId", "toolCallId", "options", "expiresAt"),
    ];

    private static IEnumerable<GoldenLine> Joins() =>
    [
        new("state_snapshot", Of(JoinReplies.State(Framing.Line, new SessionSnapshot(
                Running, 12,
                new TurnSnapshot(U, "Refactor the auth module", "I've analyzed the authentication module and...", "", 1709312460000, []),
                [new HistoryItem("msg-1", "user", "Refactor the auth module", 1709312459000, U, 1)], [], null), subscribers: 2)),
            """
            { "type": "state_snapshot", "sessionId": "f47ac10b-...",
              "session": { "id": "f47ac10b-...", "tenantId": "dev", "name": "Auth Refactor", "agentType": "coding-agent", "status": "running",
                "archived": false, "createdAt": 1709312400000, "updatedAt": 1709312460000, "lastActivityAt": 1709312460000 },
              "currentTurn": { "turnId": "turn-001", "textSoFar": "I've analyzed the authentication module and...", "startedAt": 1709312460000 },
              "recentHistory": [ { "id": "msg-1", "role": "user", "content": "Refactor the auth module", "createdAt": 1709312459000 } ],
              "subscriberCount": 2, "sandbox": null }
            """, "seq"),
        new("gap", Of(GapFrame(10, 25)), """{ "type": "gap", "sessionId": "f47ac10b-...", "fromSeq": 10, "toSeq": 25 }"""),
        new("replay_complete", Of(JoinReplies.ReplayComplete(Framing.Line, S, 142)),
            """{ "type": "replay_complete", "sessionId": "f47ac10b-...", "lastSeq": 142 }"""),
    ];

    private static Frame GapFrame(long from, long to)
    {
        var writer = new MessageWriter(Framing.Line);
        DiminuendoFormat.SnakeCase.WriteGap(new Gap(Wire.Written.Session, from, to, GapReason.NotKept), writer);
        return writer.ToFrame();
    }
}
