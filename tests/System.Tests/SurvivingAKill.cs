using System.Collections.Concurrent;
using Carillon.System.Tests.Harness;

namespace Carillon.System.Tests;

/// <summary>The server is killed without warning, again and again, while producers publish and readers follow.</summary>
public sealed class SurvivingAKill : IDisposable
{
    private const int Kills = 12;
    private const int Producers = 4;
    private const string Stream = "custom:crash";

    private readonly TemporaryFolder _data = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Every_acknowledged_event_is_there_in_order_once_and_no_number_is_used_again()
    {
        var acknowledged = new ConcurrentDictionary<string, long>();
        var ephemeral = new ConcurrentDictionary<long, string>();
        var random = new Random(20261121);
        for (var round = 0; round < Kills; round++)
        {
            await using var server = await CarillonProcess.ServeAsync(_data.Path, [], Cancel);
            using var http = new NativeHttp(server);
            using var killed = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var producers = Enumerable.Range(0, Producers)
                .Select(producer => ProduceAsync(http, $"{round}-{producer}", acknowledged, ephemeral, killed.Token)).ToArray();

            // Not a wait for something to be ready: the moment of the kill is meant to be any moment.
            var goal = acknowledged.Count + random.Next(5, 400);
            while (acknowledged.Count < goal) await Task.Yield();
            await server.KillAsync(Cancel);
            await killed.CancelAsync();
            await Task.WhenAll(producers);
        }

        await using var last = await CarillonProcess.ServeAsync(_data.Path, [], Cancel);
        using var reader = new NativeHttp(last);
        var kept = await reader.ReadAllAsync(Stream, Cancel);
        var numbers = kept.Select(entry => entry.GetProperty("seq").GetInt64()).ToList();
        Assert.Equal(numbers.Order().Distinct(), numbers);
        var byId = kept.ToDictionary(entry => entry.GetProperty("id").GetString()!, entry => entry.GetProperty("seq").GetInt64());
        foreach (var (id, seq) in acknowledged) Assert.Equal(seq, byId[id]);
        Assert.Empty(ephemeral.Keys.Intersect(numbers));
        var verdict = await CarillonProcess.RunAsync(["verify", "--data", _data.Path], Cancel);
        Assert.True(verdict.ExitCode == 0, verdict.Output + verdict.Error);
    }

    [Fact]
    public async Task A_session_left_running_is_recovered_and_can_run_again()
    {
        string session;
        long seen;
        await using (var server = await CarillonProcess.ServeAsync(_data.Path, [], Cancel))
        {
            await using var peer = await DiminuendoPeer.ConnectAsync(server, Cancel);
            session = await peer.CreateSessionAsync("demo", Cancel);
            await peer.JoinAsync(session, 0, Cancel);
            await peer.SendAsync(new { type = "run_turn", sessionId = session, text = "write notes.txt: milk" }, Cancel);
            await peer.WaitForAsync("permission_requested", Cancel);
            await server.KillAsync(Cancel);
            seen = new SessionRecord(peer.Received, session, 0).Last;
        }

        await using var again = await CarillonProcess.ServeAsync(_data.Path, [], Cancel);
        await using var returner = await DiminuendoPeer.ConnectAsync(again, Cancel);
        var snapshot = await returner.JoinAsync(session, seen, Cancel);
        Assert.Equal("inactive", snapshot.GetProperty("session").GetProperty("status").GetString());
        var error = await returner.WaitForAsync("turn_error", Cancel);
        Assert.Equal("AGENT_DISCONNECTED", error.GetProperty("code").GetString());
        Assert.True(error.GetProperty("seq").GetInt64() > seen);

        await returner.SendAsync(new { type = "run_turn", sessionId = session, text = "list" }, Cancel);
        await returner.WaitForAsync("turn_complete", Cancel);
        _ = new SessionRecord(returner.Received, session, seen);
    }

    private static async Task ProduceAsync(
        NativeHttp http, string name, ConcurrentDictionary<string, long> acknowledged, ConcurrentDictionary<long, string> ephemeral, CancellationToken killed)
    {
        try
        {
            for (var i = 0; ; i++)
            {
                var id = $"{name}-{i}";
                var durable = i % 3 != 0;
                var seq = await http.PublishAsync(Stream, new { id = durable ? id : null, type = "crash.test", data = new { id }, durable }, killed);
                if (durable) Assert.True(acknowledged.TryAdd(id, seq));
                else Assert.True(ephemeral.TryAdd(seq, id), $"number {seq} was given twice");
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // The server is dead; what it had acknowledged is what counts.
        }
    }
}
