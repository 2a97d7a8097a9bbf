using System.Diagnostics;
using System.Text.Json;
using Carillon.System.Tests.Harness;

namespace Carillon.System.Tests;

/// <summary>A real server that watches real files and a real editor's process, through a kill.</summary>
public sealed class WatchingTheMachine : IDisposable
{
    private const string Editor = "carillon-test-editor";

    private readonly TemporaryFolder _data = new();
    private readonly TemporaryFolder _home = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Project => Path.Combine(_home.Path, "shop");

    public void Dispose()
    {
        _data.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task A_programming_session_is_told_once_and_its_end_too_though_the_server_was_killed_in_between()
    {
        Directory.CreateDirectory(Path.Combine(Project, ".git"));
        await File.WriteAllTextAsync(Path.Combine(_data.Path, "carillon.json"), Settings(), Cancel);
        using var editor = StartEditor();
        await using (var server = await CarillonProcess.ServeAsync(_data.Path, [], Cancel))
        {
            using var follower = await FollowAsync(server, "topics=daemon.*&after=start");
            using (var typed = CancellationTokenSource.CreateLinkedTokenSource(Cancel))
            {
                var typing = TypeAsync(typed.Token);
                await UntilAsync(follower, entry => TypeOf(entry) == "daemon.activity_changed" && DataOf(entry, "to") == "coding");
                await typed.CancelAsync();
                await typing;
            }

            await server.KillAsync(Cancel);
        }

        editor.Kill();
        await using var again = await CarillonProcess.ServeAsync(_data.Path, [], Cancel);
        using (var follower = await FollowAsync(again, "streams=daemon&after=start"))
        {
            await UntilAsync(follower, entry => TypeOf(entry) == "daemon.programming_session_ended");
        }

        Assert.Equal(0, await again.StopAsync(Cancel));
        await using var last = await CarillonProcess.ServeAsync(_data.Path, [], Cancel);
        using var http = new NativeHttp(last);
        var kept = await http.ReadAllAsync("daemon", Cancel);
        var began = Assert.Single(kept, entry => TypeOf(entry) == "daemon.programming_session_started");
        var ended = Assert.Single(kept, entry => TypeOf(entry) == "daemon.programming_session_ended");
        Assert.Equal((Project, "typescript"), (DataOf(began, "projectRoot"), DataOf(began, "language")));
        Assert.Equal(DataOf(began, "sessionId"), DataOf(ended, "sessionId"));
        Assert.Equal(["interrupted", "interrupted", "shutdown", "shutdown"], kept.Where(entry => TypeOf(entry) == "daemon.watcher_stopped").Select(entry => DataOf(entry, "reason")));
    }

    private string Settings() => $$"""
        {
          "perception": {
            "enabled": true,
            "files": { "folders": ["{{_home.Path}}"], "debounceMs": 50 },
            "processes": { "pollSeconds": 1 },
            "system": { "enabled": false },
            "rules": { "programming": { "editors": ["{{Editor}}"], "agents": [], "graceSeconds": 1 } },
          },
        }
        """;

    /// <summary>Saves again and again, as somebody who works does.</summary>
    private async Task TypeAsync(CancellationToken cancellationToken)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        try
        {
            for (var i = 0; await pause.WaitForNextTickAsync(cancellationToken); i++)
                await File.WriteAllTextAsync(Path.Combine(Project, "cart.ts"), $"let n = {i};", cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Enough was typed.
        }
    }

    private Process StartEditor()
    {
        var program = Path.Combine(_data.Path, Editor);
        File.Copy("/bin/sleep", program);
        return Process.Start(program, "300");
    }

    private static async Task<StreamReader> FollowAsync(CarillonProcess server, string query)
    {
        var http = new HttpClient { BaseAddress = server.Address };
        return new StreamReader(await http.GetStreamAsync($"/v1/events?{query}", Cancel));
    }

    private static async Task<JsonElement> UntilAsync(StreamReader follower, Func<JsonElement, bool> wanted)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            var entry = await NextAsync(follower, patience.Token);
            if (wanted(entry)) return entry;
        }
    }

    private static async Task<JsonElement> NextAsync(StreamReader follower, CancellationToken patience)
    {
        while (true)
        {
            var line = await follower.ReadLineAsync(patience) ?? throw new EndOfStreamException("The server said no more.");
            if (!line.StartsWith("data: {", StringComparison.Ordinal)) continue;
            var data = JsonDocument.Parse(line["data: ".Length..]).RootElement;
            if (data.TryGetProperty("type", out _)) return data;
        }
    }

    private static string? TypeOf(JsonElement entry) => entry.GetProperty("type").GetString();

    private static string? DataOf(JsonElement entry, string member) => entry.GetProperty("data").GetProperty(member).GetString();
}
