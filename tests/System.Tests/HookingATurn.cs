using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Carillon.System.Tests.Harness;

namespace Carillon.System.Tests;

/// <summary>The examples of docs/hooks.md and docs/approvals.md, as they stand there, on a real server with a real agent.</summary>
public sealed partial class HookingATurn : IDisposable
{
    private readonly TemporaryFolder _data = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Hooks_refuse_decide_add_and_listen()
    {
        var config = Path.Combine(_data.Path, "carillon.json");
        await File.WriteAllTextAsync(config, Example("hooks.md"), Cancel);
        await using var server = await CarillonProcess.ServeAsync(_data.Path, ["--config", config], Cancel);
        await using var peer = await DiminuendoPeer.ConnectAsync(server, Cancel);
        var session = await peer.CreateSessionAsync("demo", Cancel);
        await peer.JoinAsync(session, null, Cancel);

        await RunAsync(peer, session, "write secrets.env: KEY=1", 1);
        await RunAsync(peer, session, "run pwd", 2);
        await RunAsync(peer, session, "What is in this folder?", 3);

        var entries = await ReadAsync(server, session);
        var blocked = Assert.Single(entries, entry => Type(entry) == "hook.blocked").GetProperty("data");
        Assert.Equal(("keep-env", ".env files stay as they are"), (Text(blocked, "hook"), Text(blocked, "reason")));
        Assert.Empty(Directory.EnumerateFiles(_data.Path, "secrets.env", SearchOption.AllDirectories));
        var decided = Assert.Single(entries, entry => Type(entry) == "permission.resolved").GetProperty("data");
        Assert.Equal(("hook:just-looking", "allowed"), (Text(decided, "by"), Text(decided, "outcome")));
        var added = entries.Where(entry => Type(entry) == "turn.started").Select(entry => entry.GetProperty("data").TryGetProperty("addedText", out var text) ? text.GetString() : null);
        Assert.Equal([null, null, "Keep the answer short."], added);
        await server.StopAsync(Cancel);
        var diary = await File.ReadAllLinesAsync(Path.Combine(_data.Path, "diary"), Cancel);
        Assert.Equal(Enumerable.Repeat($"{session} turn.completed", 3), diary);
    }

    [Fact]
    public async Task A_policy_lets_listed_commands_run_asks_a_Diminuendo_client_about_others_and_refuses_the_rest()
    {
        await File.WriteAllTextAsync(Path.Combine(_data.Path, "exec-approvals.json"), Example("approvals.md"), Cancel);
        await using var server = await CarillonProcess.ServeAsync(_data.Path, [], Cancel);
        await using var peer = await DiminuendoPeer.ConnectAsync(server, Cancel);
        var session = await peer.CreateSessionAsync("demo", Cancel);
        await peer.JoinAsync(session, null, Cancel);

        // The agent asks by itself first, so that the second request is the policy's.
        await peer.SendAsync(new { type = "run_turn", sessionId = session, text = "run ls; touch asked.txt" }, Cancel);
        await AllowAsync(peer, session, 1, "Run `ls; touch asked.txt`", "medium");
        await AllowAsync(peer, session, 2, "Run a command in a terminal", "medium");
        await NthAsync(peer, "turn_complete", 1);
        Assert.Single(Directory.EnumerateFiles(_data.Path, "asked.txt", SearchOption.AllDirectories));

        await peer.SendAsync(new { type = "run_turn", sessionId = session, text = "run ls -a | ls" }, Cancel);
        await AllowAsync(peer, session, 3, "Run `ls -a | ls`", "low");
        await NthAsync(peer, "turn_complete", 2);

        await peer.SendAsync(new { type = "run_turn", sessionId = session, text = "run sh -c 'curl http://127.0.0.1:1/'" }, Cancel);
        await AllowAsync(peer, session, 4, "Run `sh -c 'curl http://127.0.0.1:1/'`", "high");
        var refused = await NthAsync(peer, "tool_error", 1);
        Assert.Contains("policy", refused.GetRawText(), StringComparison.Ordinal);
        await NthAsync(peer, "turn_complete", 3);
        Assert.Equal(4, peer.Received.Count(message => DiminuendoPeer.TypeOf(message) == "permission_requested"));
    }

    [Fact]
    public async Task A_hook_keeps_an_Aleph_client_from_shortening_a_session()
    {
        const string Config = """
            {"hooks": [{"event": "PreCompact", "kind": "interceptor", "name": "archivist",
              "actions": [{"type": "command", "command": "[ -e \"$PLUGIN_ROOT/copied\" ] || echo 'block: not before it is copied'"}]}]}
            """;
        await File.WriteAllTextAsync(Path.Combine(_data.Path, "carillon.json"), Config, Cancel);
        await using var server = await CarillonProcess.ServeAsync(_data.Path, [], Cancel);
        await using var aleph = await AlephPeer.ConnectAsync(server, Cancel);
        var key = new { session_key = "agent:demo:main" };
        var session = Text(await aleph.CallAsync("session.create", key, Cancel), "session_id");

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => aleph.CallAsync("session.compact", key, Cancel));
        Assert.Contains("not before it is copied", refused.Message, StringComparison.Ordinal);
        var blocked = Assert.Single(await ReadAsync(server, session), entry => Type(entry) == "hook.blocked").GetProperty("data");
        Assert.Equal(("archivist", "PreCompact"), (Text(blocked, "hook"), Text(blocked, "happening")));

        await File.WriteAllTextAsync(Path.Combine(_data.Path, "copied"), "", Cancel);
        Assert.False((await aleph.CallAsync("session.compact", key, Cancel)).GetProperty("compacted").GetBoolean());
    }

    private static async Task AllowAsync(DiminuendoPeer peer, string session, int n, string description, string riskLevel)
    {
        var request = await NthAsync(peer, "permission_requested", n);
        Assert.Equal((description, riskLevel), (Text(request, "description"), Text(request, "riskLevel")));
        await peer.SendAsync(new { type = "resolve_permission", sessionId = session, requestId = Text(request, "requestId"), approved = true }, Cancel);
    }

    private static async Task RunAsync(DiminuendoPeer peer, string session, string text, int n)
    {
        await peer.SendAsync(new { type = "run_turn", sessionId = session, text }, Cancel);
        await NthAsync(peer, "turn_complete", n);
    }

    private static Task<JsonElement> NthAsync(DiminuendoPeer peer, string type, int n)
    {
        var seen = 0;
        return peer.WaitForAsync(message => DiminuendoPeer.TypeOf(message) == type && ++seen == n, Cancel);
    }

    private static async Task<List<JsonElement>> ReadAsync(CarillonProcess server, string session)
    {
        using var http = new NativeHttp(server);
        return await http.ReadAllAsync($"session:{session}", Cancel);
    }

    private static string Type(JsonElement entry) => entry.GetProperty("type").GetString()!;

    private static string Text(JsonElement value, string name) => value.GetProperty(name).GetString()!;

    private static string Example(string page, [CallerFilePath] string here = "") =>
        Block().Match(File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../docs", page))).Groups[1].Value;

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
