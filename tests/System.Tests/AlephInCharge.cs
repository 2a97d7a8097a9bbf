using System.Text.Json;
using Carillon.System.Tests.Harness;

namespace Carillon.System.Tests;

/// <summary>What Aleph's clients may ask of the whole house, against the real server: approvals of commands and the configuration.</summary>
public sealed class AlephInCharge : IAsyncLifetime
{
    private readonly TemporaryFolder _data = new();
    private CarillonProcess _server = null!;
    private AlephPeer _aleph = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await CarillonProcess.ServeAsync(_data.Path, [], Cancel);
        _aleph = await AlephPeer.ConnectAsync(_server, Cancel);
        await _aleph.CallAsync("events.subscribe", new { patterns = new[] { "exec.*", "config.*" } }, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _aleph.DisposeAsync();
        await _server.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task The_watchers_are_shown_paused_and_resumed()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "carillon.json"), """{"perception": {"enabled": true, "files": {"enabled": false}}}""", Cancel);
        await using var server = await CarillonProcess.ServeAsync(folder.Path, [], Cancel);
        await using var aleph = await AlephPeer.ConnectAsync(server, Cancel);
        await aleph.CallAsync("events.subscribe", new { patterns = new[] { "daemon.*" } }, Cancel);

        Assert.Equal([("files", "off"), ("processes", "running"), ("system", "running"), ("time", "off")], await WatchersAsync(aleph));
        Assert.Equal("paused", Text(await aleph.CallAsync("daemon.pause", new { watcher = "processes" }, Cancel), "state"));
        Assert.Contains(("processes", "paused"), await WatchersAsync(aleph));
        Assert.Equal("paused", Text((await aleph.WaitForAsync("daemon.watcher_stopped", null, Cancel)).GetProperty("data"), "reason"));
        Assert.Equal("running", Text(await aleph.CallAsync("daemon.resume", new { watcher = "processes" }, Cancel), "state"));
        await aleph.WaitForAsync("daemon.watcher_started", data => Text(data, "watcher") == "processes", Cancel);
    }

    private static async Task<IReadOnlyList<(string? Id, string? State)>> WatchersAsync(AlephPeer aleph) =>
        [.. (await aleph.CallAsync("daemon.status", new { }, Cancel)).GetProperty("watchers").EnumerateArray().Select(watcher => (Text(watcher, "id"), Text(watcher, "state")))];

    [Fact]
    public async Task A_command_that_a_program_asks_about_is_allowed_by_a_Diminuendo_client()
    {
        var session = await _aleph.CallAsync("session.create", new { session_key = "agent:main:main" }, Cancel);
        var sessionId = session.GetProperty("session_id").GetString()!;
        await using var person = await DiminuendoPeer.ConnectAsync(_server, Cancel);
        await person.JoinAsync(sessionId, 0, Cancel);

        await using var program = await AlephPeer.ConnectAsync(_server, Cancel);
        var asking = program.CallAsync("exec.approval.request", new { command = "rm -rf build", cwd = "/tmp", agent_id = "main", session_key = "agent:main:main" }, Cancel);
        var asked = await person.WaitForAsync("permission_requested", Cancel);
        var requestId = asked.GetProperty("requestId").GetString()!;
        var told = (await _aleph.WaitForAsync("exec.approval_requested", null, Cancel)).GetProperty("data");
        var pending = await program.CallAsync("exec.approvals.pending", new { }, Cancel);
        await person.SendAsync(new { type = "resolve_permission", sessionId, requestId, approved = true }, Cancel);

        Assert.Equal(("rm -rf build", "critical"), (Text(asked, "command"), Text(asked, "riskLevel")));
        Assert.Equal((requestId, "rm -rf build", "critical"), (Text(told, "id"), Text(told, "command"), Text(told, "risk_level")));
        Assert.Equal(requestId, Text(Assert.Single(pending.GetProperty("pending").EnumerateArray()), "id"));
        var outcome = await asking;
        Assert.True(outcome.GetProperty("approved").GetBoolean());
        Assert.Equal("allow_once", Text(outcome, "decision"));
        var resolved = (await _aleph.WaitForAsync("exec.approval_resolved", null, Cancel)).GetProperty("data");
        Assert.Equal((requestId, "allow_once"), (Text(resolved, "id"), Text(resolved, "decision")));
    }

    [Fact]
    public async Task A_command_that_the_policy_refuses_is_refused_and_the_policy_changes_only_from_what_was_read()
    {
        var policy = await _aleph.CallAsync("exec.approvals.get", new { }, Cancel);
        var set = await _aleph.CallAsync(
            "exec.approvals.set",
            new { config = new { version = 1, defaults = new { security = "deny", ask = "off" } }, base_hash = Text(policy, "hash") },
            Cancel);
        var outcome = await _aleph.CallAsync("exec.approval.request", new { command = "ls", session_key = "agent:main:main" }, Cancel);
        var stale = await Assert.ThrowsAsync<InvalidOperationException>(() => _aleph.CallAsync(
            "exec.approvals.set", new { config = new { version = 1 }, base_hash = Text(policy, "hash") }, Cancel));

        Assert.True(set.GetProperty("applied").GetBoolean());
        Assert.StartsWith("sha256:", Text(set, "hash"), StringComparison.Ordinal);
        Assert.False(outcome.GetProperty("approved").GetBoolean());
        Assert.Contains("-32602", stale.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_configuration_is_read_checked_and_changed_and_the_change_is_heard()
    {
        var shown = await _aleph.CallAsync("config.get", new { section = "approvals" }, Cancel);
        var verdict = await _aleph.CallAsync("config.validate", new { config = new { approvals = new { expireAfterSeconds = 0 } } }, Cancel);
        var foreseen = await _aleph.CallAsync("config.patch", new { path = "approvals.expireAfterSeconds", patch = 300, dry_run = true }, Cancel);
        Assert.False(File.Exists(Path.Combine(_data.Path, "carillon.json")));
        foreach (var path in (string[])["approvals..x", string.Concat(Enumerable.Repeat("a.", 100_000)) + "a"])
            Assert.Equal(-32602, (await _aleph.FailAsync("config.patch", new { path, patch = 1 }, Cancel)).GetProperty("code").GetInt32());
        var applied = await _aleph.CallAsync("config.patch", new { patch = new { approvals = new { expireAfterSeconds = 300 } } }, Cancel);
        var changed = (await _aleph.WaitForAsync("config.changed", null, Cancel)).GetProperty("data");

        Assert.Equal(120, shown.GetProperty("config").GetProperty("expireAfterSeconds").GetInt32());
        Assert.False(verdict.GetProperty("valid").GetBoolean());
        Assert.Equal("approvals.expireAfterSeconds", Text(Assert.Single(verdict.GetProperty("errors").EnumerateArray()), "path"));
        Assert.False(foreseen.GetProperty("applied").GetBoolean());
        Assert.Equal(["approvals.expireAfterSeconds"], foreseen.GetProperty("changed_keys").EnumerateArray().Select(key => key.GetString()!));
        Assert.True(applied.GetProperty("applied").GetBoolean());
        Assert.False(applied.GetProperty("restart_required").GetBoolean());
        Assert.Equal(["approvals.expireAfterSeconds"], changed.GetProperty("changed_keys").EnumerateArray().Select(key => key.GetString()!));
        Assert.Equal("object", Text((await _aleph.CallAsync("config.schema", new { }, Cancel)).GetProperty("schema"), "type"));
        Assert.Contains("300", await File.ReadAllTextAsync(Path.Combine(_data.Path, "carillon.json"), Cancel), StringComparison.Ordinal);
    }

    private static string? Text(JsonElement data, string member) => data.GetProperty(member).GetString();
}
