using System.Text.Json.Nodes;

namespace Carillon.Dialects.Diminuendo.Tests.Conformance;

/// <summary>The one list of error codes (docs/dialects/diminuendo.md), each with a way to come by it.</summary>
internal static class ErrorTable
{
    private const string Large = "head -c 3000000 /dev/zero > large";

    /// <summary>Codes that a peer can bring about: it says the messages, one after the other, and the last is answered with the code.</summary>
    public static IReadOnlyDictionary<string, ErrorRow> Provoked { get; } = new Dictionary<string, ErrorRow>
    {
        ["INVALID_JSON"] = new("olga", "not json"),
        ["INVALID_MESSAGE"] = new("olga", """{"type":"dance"}"""),
        ["MESSAGE_TOO_LARGE"] = new("olga", $"\"{new string('x', 1024 * 1024)}\""),
        ["RATE_LIMITED"] = new("olga", [.. Enumerable.Repeat("""{"type":"ping","ts":1}""", 60)]),
        ["AUTH_FAILED"] = new(null, """{"type":"authenticate","token":"car_wrong"}"""),
        ["AUTH_RATE_LIMITED"] = new(null, [.. Enumerable.Repeat("""{"type":"authenticate","token":"car_wrong"}""", 11)]),
        ["ProtocolVersionMismatch"] = new(null, """{"type":"authenticate","token":"car_wrong","protocolVersion":2}"""),
        ["Unauthenticated"] = new(null, """{"type":"list_sessions"}"""),
        ["PermissionDenied"] = new("vera", """{"type":"create_session","agentType":"worker"}"""),
        ["SessionNotFound"] = new("olga", """{"type":"join_session","sessionId":"none"}"""),
        ["NotFound"] = new("olga", """{"type":"resolve_permission","sessionId":"$SESSION","requestId":"none","approved":true}"""),
        ["LastOwner"] = new("olga", """{"type":"manage_members","action":"remove","userId":"olga"}"""),
        ["PathOutsideWorkspace"] = new("olga", """{"type":"read_file","sessionId":"$SESSION","path":"../secret"}""") { Turn = "write a: b" },
        ["FileTooLarge"] = new("olga", """{"type":"read_file","sessionId":"$SESSION","path":"large"}""") { Turn = $"run {Large}", Allows = true },
        ["AlreadyResolved"] = new(
            "olga",
            """{"type":"resolve_permission","sessionId":"$SESSION","requestId":"$REQUEST","approved":false}""",
            """{"type":"resolve_permission","sessionId":"$SESSION","requestId":"$REQUEST","approved":true}""")
        { Turn = "write a: b" },
        ["TurnInProgress"] = new("olga", """{"type":"run_turn","sessionId":"$SESSION","text":"list"}""") { Turn = "write a: b" },
        ["NoTurnInProgress"] = new("olga", """{"type":"stop_turn","sessionId":"$SESSION"}"""),
        ["SessionArchived"] = new(
            "olga", """{"type":"archive_session","sessionId":"$SESSION"}""", """{"type":"run_turn","sessionId":"$SESSION","text":"list"}"""),
        ["Blocked"] = new("olga", $$"""{"type":"run_turn","sessionId":"$SESSION","text":"{{LiveGateway.RefusedWords}}"}"""),
        ["UnknownAgent"] = new("olga", """{"type":"create_session","agentType":"nobody"}"""),
    };

    /// <summary>Codes for what happens on the other side of the features' ports.</summary>
    public static IReadOnlyDictionary<string, Core.Errors.ErrorCode> Passed { get; } = new Dictionary<string, Core.Errors.ErrorCode>
    {
        ["PodiumConnectionError"] = Core.Errors.ErrorCode.AgentFailed,
        ["Conflict"] = Core.Errors.ErrorCode.Conflict,
        ["StorageUnavailable"] = Core.Errors.ErrorCode.StorageUnavailable,
        ["ShuttingDown"] = Core.Errors.ErrorCode.ShuttingDown,
        ["InternalError"] = Core.Errors.ErrorCode.Internal,
    };

    public static IReadOnlySet<string> Codes { get; } = Provoked.Keys.Concat(Passed.Keys).ToHashSet();

    /// <summary>What every error looks like, and nothing else: no place for anything internal.</summary>
    public static string ShapeOf(string code) => code == "AUTH_RATE_LIMITED"
        ? """{"type":"error","code":"AUTH_RATE_LIMITED","message":"<string>","retryAfterMs":"<number>"}"""
        : new JsonObject { ["type"] = "error", ["code"] = code, ["message"] = "<string>" }.ToJsonString();
}

/// <summary>How to come by an error.</summary>
/// <param name="User">Who says it; null for someone who has not said who they are.</param>
/// <param name="Messages">The last one is answered with the error.</param>
internal sealed record ErrorRow(string? User, params IReadOnlyList<string> Messages)
{
    /// <summary>What the session's agent is asked for first: it waits for a permission.</summary>
    public string? Turn { get; init; }

    /// <summary>Whether that permission is given, and the turn ends before anything is said.</summary>
    public bool Allows { get; init; }
}
