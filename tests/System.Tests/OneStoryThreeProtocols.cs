using System.Text.Json;
using Carillon.System.Tests.Harness;

namespace Carillon.System.Tests;

/// <summary>One turn of a real agent, watched at once in three protocols: each tells the same facts in the same order, in its own words.</summary>
public sealed class OneStoryThreeProtocols : IAsyncLifetime
{
    private readonly TemporaryFolder _data = new();
    private CarillonProcess _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await CarillonProcess.ServeAsync(_data.Path, [], Cancel);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task An_Aleph_client_a_Diminuendo_client_and_the_native_stream_tell_the_same_story()
    {
        await using var aleph = await AlephPeer.ConnectAsync(_server, Cancel);
        await using var native = await JsonSocket.ConnectAsync(_server.WebSocket("/v1/ws"), Cancel);
        await using var diminuendo = await DiminuendoPeer.ConnectAsync(_server, Cancel);
        await aleph.CallAsync("events.subscribe", new { patterns = new[] { "*" } }, Cancel);
        await native.SendAsync(new { jsonrpc = "2.0", id = 1, method = "events.follow", @params = new { topics = new[] { "*" } } }, Cancel);
        await native.WaitForAsync(message => message.TryGetProperty("id", out _), Cancel);
        var made = await aleph.CallAsync("session.create", new { session_key = "agent:main:main" }, Cancel);
        await diminuendo.JoinAsync(made.GetProperty("session_id").GetString()!, 0, Cancel);

        // A turn that thinks of nothing, uses tools, asks for a permission that another protocol gives, writes a file, and answers.
        var run = await aleph.CallAsync("agent.run", new { message = "write notes.txt: remember the milk" }, Cancel);
        var asked = await aleph.WaitForAsync("exec.approval_requested", null, Cancel);
        await diminuendo.SendAsync(
            new
            {
                type = "resolve_permission",
                sessionId = made.GetProperty("session_id").GetString(),
                requestId = asked.GetProperty("data").GetProperty("id").GetString(),
                approved = true,
            },
            Cancel);
        await aleph.WaitForAsync("agent.completed", null, Cancel);
        await native.WaitForAsync(message => TypeOf(message) == "turn.completed", Cancel);
        await diminuendo.WaitForAsync("turn_complete", Cancel);

        var told = native.Received.Where(message => TypeOf(message) is not null)
            .SelectMany(message => Facts.OfNative(TypeOf(message)!, message.GetProperty("params").GetProperty("data"))).ToList();
        Assert.Equal(told, aleph.Events.SelectMany(Facts.OfAleph));
        Assert.Equal(told, diminuendo.Received.SelectMany(Facts.OfDiminuendo));

        Assert.Contains(told, fact => fact.StartsWith("approval asked", StringComparison.Ordinal));
        Assert.Contains(told, fact => fact.StartsWith("approval given", StringComparison.Ordinal));
        Assert.Contains(told, fact => fact.StartsWith("tool ended", StringComparison.Ordinal));
        Assert.Equal($"run ended {run.GetProperty("run_id").GetString()}", told[^1]);
    }

    private static string? TypeOf(JsonElement message) =>
        message.TryGetProperty("params", out var told) && told.TryGetProperty("type", out var type) ? type.GetString() : null;

    /// <summary>What a message of each protocol says, in words that are the same for all three. What is not about a turn is no fact here.</summary>
    private static class Facts
    {
        public static IEnumerable<string> OfNative(string type, JsonElement data) => type switch
        {
            "turn.started" => [$"run began {Text(data, "turnId")}"],
            "turn.text_delta" => [$"text {Text(data, "turnId")} {Text(data, "text")}"],
            "tool.called" => [$"tool began {Text(data, "turnId")} {Text(data, "toolCallId")} {Text(data, "toolName")} {Whole(data, "args")}"],
            "tool.completed" => [$"tool ended {Text(data, "turnId")} {Text(data, "toolCallId")} well: {Text(data, "output")}"],
            "tool.failed" => [$"tool ended {Text(data, "turnId")} {Text(data, "toolCallId")} badly: {Text(data, "error")}"],
            "permission.requested" => [$"approval asked {Text(data, "requestId")}"],
            "permission.resolved" => [$"approval {(data.GetProperty("approved").GetBoolean() ? "given" : "refused")} {Text(data, "requestId")}"],
            "file.changed" => [$"file {Text(data, "path")} {data.GetProperty("iteration").GetInt32()}"],
            "turn.completed" => [$"run ended {Text(data, "turnId")}"],
            _ => [],
        };

        public static IEnumerable<string> OfAleph(JsonElement told)
        {
            var data = told.GetProperty("data");
            return told.GetProperty("topic").GetString() switch
            {
                "agent.started" => [$"run began {Text(data, "run_id")}"],
                "stream.chunk" => [$"text {Text(data, "run_id")} {Text(data, "content")}"],
                "stream.tool_start" => [$"tool began {Text(data, "run_id")} {Text(data, "tool_id")} {Text(data, "tool_name")} {Whole(data, "args")}"],
                "stream.tool_end" => [$"tool ended {Text(data, "run_id")} {Text(data, "tool_id")} {Outcome(data.GetProperty("result"))}"],
                "exec.approval_requested" => [$"approval asked {Text(data, "id")}"],
                "exec.approval_resolved" => [$"approval {(Text(data, "decision") == "deny" ? "refused" : "given")} {Text(data, "id")}"],
                "file.changed" => OfNative("file.changed", data),
                "agent.completed" => [$"run ended {Text(data, "run_id")}"],
                _ => [],
            };
        }

        public static IEnumerable<string> OfDiminuendo(JsonElement message) => DiminuendoPeer.TypeOf(message) switch
        {
            "turn_started" => OfNative("turn.started", message),
            "text_delta" => OfNative("turn.text_delta", message),
            "tool_call" => OfNative("tool.called", message),
            "tool_result" => OfNative("tool.completed", message),
            "tool_error" => OfNative("tool.failed", message),
            "permission_requested" => OfNative("permission.requested", message),
            "approval_resolved" => OfNative("permission.resolved", message),
            "file_changed" => OfNative("file.changed", message),
            "turn_complete" => OfNative("turn.completed", message),
            _ => [],
        };

        private static string Outcome(JsonElement result) =>
            result.GetProperty("success").GetBoolean() ? $"well: {Text(result, "output")}" : $"badly: {Text(result, "error")}";

        private static string Whole(JsonElement data, string name) => JsonSerializer.Serialize(data.GetProperty(name));

        private static string? Text(JsonElement data, string name) => data.TryGetProperty(name, out var value) ? value.GetString() : null;
    }
}
