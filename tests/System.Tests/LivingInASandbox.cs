using System.Text.Json;
using Carillon.System.Tests.Harness;

namespace Carillon.System.Tests;

/// <summary>Where the agents of the real server live: both providers, what their clients are told, and what is left after a kill.</summary>
public sealed class LivingInASandbox : IDisposable
{
    private readonly TemporaryFolder _data = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("local", "creating")]
    [InlineData("bubblewrap", "creating configuring")]
    public async Task Its_making_and_its_end_are_told(string provider, string phases)
    {
        await using var server = await ServeAsync(provider);
        if (server is null) return;
        await using var peer = await DiminuendoPeer.ConnectAsync(server, Cancel);
        var session = await peer.CreateSessionAsync("demo", Cancel);
        var before = await peer.JoinAsync(session, null, Cancel);
        Assert.Equal(JsonValueKind.Null, before.GetProperty("sandbox").ValueKind);
        await RunAsync(peer, session, "run echo hello", 1);

        var told = peer.Received.Where(message => DiminuendoPeer.TypeOf(message).StartsWith("sandbox_", StringComparison.Ordinal)).ToList();
        Assert.Equal("sandbox_init", DiminuendoPeer.TypeOf(told[0]));
        Assert.Equal(provider, told[0].GetProperty("provider").GetString());
        var made = told[1..^1];
        Assert.All(made, message => Assert.Equal("sandbox_provisioning", DiminuendoPeer.TypeOf(message)));
        Assert.Equal(phases, string.Join(' ', made.Select(message => message.GetProperty("phase").GetString())));
        Assert.Equal("sandbox_ready", DiminuendoPeer.TypeOf(told[^1]));
        Assert.All(told, message => Assert.Equal(session, message.GetProperty("sessionId").GetString()));

        await using var late = await DiminuendoPeer.ConnectAsync(server, Cancel);
        var sandbox = (await late.JoinAsync(session, null, Cancel)).GetProperty("sandbox");
        Assert.Equal((provider, "ready"), (sandbox.GetProperty("provider").GetString(), sandbox.GetProperty("status").GetString()));
        await late.SendAsync(new { type = "delete_session", sessionId = session }, Cancel);
        Assert.Equal("session_deleted", (await peer.WaitForAsync("sandbox_removed", Cancel)).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task An_agent_in_bubblewrap_and_its_commands_reach_nothing_but_their_own()
    {
        await using var server = await ServeAsync("bubblewrap", ", \"network\": \"none\"");
        if (server is null) return;
        var secret = Path.Combine(_data.Path, "secret.txt");
        await File.WriteAllTextAsync(secret, "the secret", Cancel);
        await using var peer = await DiminuendoPeer.ConnectAsync(server, Cancel);
        var session = await peer.CreateSessionAsync("demo", Cancel);
        await peer.JoinAsync(session, null, Cancel);
        var said = await RunAsync(peer, session, $"run cat '{secret}' '{_data.Path}/carillon.db'; ls /proc; cat /proc/net/dev; echo $HOME; echo own > own.txt", 1);
        Assert.Contains("No such file", said, StringComparison.Ordinal);
        Assert.DoesNotContain("the secret", said, StringComparison.Ordinal);
        Assert.DoesNotContain("SQLite", said, StringComparison.Ordinal);
        Assert.DoesNotContain("eth", said, StringComparison.Ordinal);
        Assert.Contains("/home/agent", said, StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFiles(_data.Path, "own.txt", SearchOption.AllDirectories));

        // The agent's own process as well: the machine's names lead nowhere from where it is.
        var agents = Machine.Running("demo-agent").Where(pid => Namespace(pid, "pid") != Namespace(Environment.ProcessId, "pid")).ToList();
        Assert.NotEmpty(agents);
        Assert.All(agents, pid => Assert.NotEqual(Namespace(Environment.ProcessId, "net"), Namespace(pid, "net")));
        Assert.All(agents, pid => Assert.False(File.Exists($"/proc/{pid}/root{secret}")));
    }

    [Theory]
    [InlineData("local")]
    [InlineData("bubblewrap")]
    public async Task What_a_killed_server_left_running_is_ended(string provider)
    {
        var name = $"left-{Path.GetRandomFileName()}";
        await using (var server = await ServeAsync(provider))
        {
            if (server is null) return;
            await using var peer = await DiminuendoPeer.ConnectAsync(server, Cancel);
            var session = await peer.CreateSessionAsync("demo", Cancel);
            await peer.JoinAsync(session, null, Cancel);
            await peer.SendAsync(new { type = "run_turn", sessionId = session, text = $"run cp /bin/sleep {name}; (setsid ./{name} 600 &); ./{name} 601; true" }, Cancel);
            await AllowAsync(peer, session, 1);
            await Machine.WaitForAsync($"./{name}", count => count >= 2, Cancel);
            await server.KillAsync(Cancel);
        }

        // The kernel ends a whole sandbox with its server; plain processes beyond the first wait for the next start.
        if (provider == "bubblewrap") await Machine.WaitForAsync($"./{name}", count => count == 0, Cancel);
        await using var again = await ServeAsync(provider);
        Assert.Empty(Machine.Running($"./{name}"));
    }

    [Fact]
    public async Task Without_bwrap_the_server_says_what_to_do()
    {
        var (exit, _, error) = await CarillonProcess.RunAsync(Serve(Config("bubblewrap")), Cancel, ["/usr/bin/env", "PATH=/nowhere"]);
        Assert.NotEqual(0, exit);
        Assert.Contains("the program bwrap is not installed", error, StringComparison.Ordinal);
        Assert.Contains("apt install bubblewrap", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_kernel_makes_no_namespaces_the_server_says_what_to_do()
    {
        // A namespace may forbid those within it, as a hardened kernel does everywhere. Where it is one already, nothing has to be set up.
        string[] forbidding = await Machine.BubblewrapRefusalAsync(Cancel) is null
            ? ["unshare", "--user", "--map-root-user", "/bin/sh", "-c", "echo 0 > /proc/sys/user/max_user_namespaces; exec \"$0\" \"$@\""]
            : [];
        var (exit, _, error) = await CarillonProcess.RunAsync(Serve(Config("bubblewrap")), Cancel, forbidding);
        Assert.NotEqual(0, exit);
        Assert.Contains("does not let bwrap make a sandbox", error, StringComparison.Ordinal);
        Assert.Contains("\"provider\": \"local\"", error, StringComparison.Ordinal);
    }

    private async Task<CarillonProcess?> ServeAsync(string provider, string more = "")
    {
        var config = Config(provider, more);
        if (provider != "bubblewrap" || await Machine.BubblewrapRefusalAsync(Cancel) is not { } refusal)
            return await CarillonProcess.ServeAsync(_data.Path, ["--config", config], Cancel);

        var (exit, _, error) = await CarillonProcess.RunAsync(Serve(config), Cancel);
        Assert.NotEqual(0, exit);
        Assert.Contains("does not let bwrap make a sandbox", error, StringComparison.Ordinal);
        TestContext.Current.AddWarning($"bwrap may not make a sandbox here ({refusal.Trim()}): the refusal was tested in its place.");
        return null;
    }

    private string Config(string provider, string more = "")
    {
        var path = Path.Combine(_data.Path, "carillon.json");
        File.WriteAllText(path, $$"""{ "sandbox": { "provider": "{{provider}}"{{more}} } }""");
        return path;
    }

    private IReadOnlyList<string> Serve(string config) => ["serve", "--port", "0", "--data", _data.Path, "--config", config];

    private static string? Namespace(int pid, string kind) => new FileInfo($"/proc/{pid}/ns/{kind}").LinkTarget;

    /// <summary>Runs a turn of the demo agent and returns what its command printed.</summary>
    private static async Task<string> RunAsync(DiminuendoPeer peer, string session, string text, int turn)
    {
        await peer.SendAsync(new { type = "run_turn", sessionId = session, text }, Cancel);
        await AllowAsync(peer, session, turn);
        await NthAsync(peer, "turn_complete", turn);
        return string.Concat(peer.Received.Where(message => DiminuendoPeer.TypeOf(message) == "terminal_stream").Select(message => message.GetProperty("data").GetString()));
    }

    private static async Task AllowAsync(DiminuendoPeer peer, string session, int turn)
    {
        var request = await NthAsync(peer, "permission_requested", turn);
        await peer.SendAsync(
            new { type = "resolve_permission", sessionId = session, requestId = request.GetProperty("requestId").GetString(), approved = true }, Cancel);
    }

    private static Task<JsonElement> NthAsync(DiminuendoPeer peer, string type, int n)
    {
        var seen = 0;
        return peer.WaitForAsync(message => DiminuendoPeer.TypeOf(message) == type && ++seen == n, Cancel);
    }
}
