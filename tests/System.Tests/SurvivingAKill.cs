using System.Collections.Concurrent;
using System.Text.Json;
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

    [Fact]
    public async Task What_was_said_is_there_again_and_what_waited_for_an_answer_is_ended_with_an_event()
    {
        string written, permission, question, permissionId, questionId;
        JsonElement history, members;
        await using (var server = await CarillonProcess.ServeAsync(_data.Path, [], Cancel))
        {
            await using var peer = await DiminuendoPeer.ConnectAsync(server, Cancel);
            (written, _) = await AskAsync(server, "plan tea", "turn_complete");
            (permission, permissionId) = await AskAsync(server, "write notes.txt: milk", "permission_requested");
            (question, questionId) = await AskAsync(server, "ask", "question_requested");
            history = await GetAsync(peer, "history", new { type = "get_history", sessionId = written });
            members = await GetAsync(peer, "member_list", new { type = "manage_members", action = "list" });
            await server.KillAsync(Cancel);
        }

        await using var again = await CarillonProcess.ServeAsync(_data.Path, [], Cancel);
        await using var returner = await DiminuendoPeer.ConnectAsync(again, Cancel);
        Assert.Equal(history.GetRawText(), (await GetAsync(returner, "history", new { type = "get_history", sessionId = written })).GetRawText());
        Assert.Equal(members.GetRawText(), (await GetAsync(returner, "member_list", new { type = "manage_members", action = "list" })).GetRawText());
        var listed = await GetAsync(returner, "session_list", new { type = "list_sessions" });
        Assert.Equal(
            new[] { written, permission, question }.Order(),
            listed.GetProperty("sessions").EnumerateArray().Select(session => session.GetProperty("id").GetString()!).Order());

        using var http = new NativeHttp(again);
        foreach (var (session, id, type) in new[] { (permission, permissionId, "permission.resolved"), (question, questionId, "question.answered") })
        {
            var ended = Assert.Single(await http.ReadAllAsync($"session:{session}", Cancel), entry => entry.GetProperty("type").GetString() == type).GetProperty("data");
            Assert.Equal((id, "expired"), (ended.GetProperty("requestId").GetString(), ended.GetProperty("outcome").GetString()));
            await returner.JoinAsync(session, null, Cancel);
            await returner.SendAsync(new { type = "resolve_permission", sessionId = session, requestId = id, approved = true }, Cancel);
        }

        await returner.WaitForAsync(message => Code(message) == "AlreadyResolved", Cancel);
        Assert.DoesNotContain(returner.Received, message => DiminuendoPeer.TypeOf(message) is "permission_requested" or "question_requested");
    }

    private static string? Code(JsonElement message) => message.TryGetProperty("code", out var code) ? code.GetString() : null;

    private static async Task<JsonElement> GetAsync(DiminuendoPeer peer, string answer, object message)
    {
        await peer.SendAsync(message, Cancel);
        return await peer.WaitForAsync(answer, Cancel);
    }

    /// <summary>A session whose turn has come so far, and the request that it waits with, if it does.</summary>
    private static async Task<(string Session, string Request)> AskAsync(CarillonProcess server, string text, string until)
    {
        await using var peer = await DiminuendoPeer.ConnectAsync(server, Cancel);
        var session = await peer.CreateSessionAsync("demo", Cancel);
        await peer.JoinAsync(session, 0, Cancel);
        await peer.SendAsync(new { type = "run_turn", sessionId = session, text }, Cancel);
        var reached = await peer.WaitForAsync(until, Cancel);
        return (session, reached.TryGetProperty("requestId", out var id) ? id.GetString()! : "");
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
