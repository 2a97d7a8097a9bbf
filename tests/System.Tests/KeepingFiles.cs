using System.Text.Json;
using Carillon.System.Tests.Harness;

namespace Carillon.System.Tests;

/// <summary>The files of a real agent's workspace, whoever writes them, before and after the server was killed.</summary>
public sealed class KeepingFiles : IDisposable
{
    private readonly TemporaryFolder _data = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task What_agent_command_and_person_wrote_can_be_read_iteration_by_iteration_after_a_kill()
    {
        string session;
        await using (var server = await CarillonProcess.ServeAsync(_data.Path, [], Cancel))
        {
            await using var peer = await DiminuendoPeer.ConnectAsync(server, Cancel);
            session = await peer.CreateSessionAsync("demo", Cancel);
            await peer.JoinAsync(session, null, Cancel);
            await AllowAsync(peer, session, "write notes.txt: agent", 1);
            await AllowAsync(peer, session, "run printf command > notes.txt", 2);
            var notes = Directory.EnumerateFiles(_data.Path, "notes.txt", SearchOption.AllDirectories).Single();
            await File.WriteAllTextAsync(notes, "a person", Cancel);
            await IterationAsync(peer, size: 8);

            var order = peer.Received.Select(DiminuendoPeer.TypeOf).ToList();
            Assert.True(order.IndexOf("file_changed") < order.IndexOf("turn_complete"), string.Join(' ', order));
            await server.KillAsync(Cancel);
        }

        await using var again = await CarillonProcess.ServeAsync(_data.Path, [], Cancel);
        await using var reader = await DiminuendoPeer.ConnectAsync(again, Cancel);
        await reader.SendAsync(new { type = "file_history", sessionId = session, path = "./notes.txt" }, Cancel);
        var history = await reader.WaitForAsync("file_history_result", Cancel);
        var iterations = history.GetProperty("iterations").EnumerateArray().Select(one => one.GetProperty("iteration").GetInt32()).ToList();
        Assert.Equal(Enumerable.Range(1, iterations.Count), iterations);

        var contents = new List<string>();
        foreach (var iteration in iterations)
        {
            await reader.SendAsync(new { type = "file_at_iteration", sessionId = session, path = "notes.txt", iteration }, Cancel);
            var content = await reader.WaitForAsync(
                message => DiminuendoPeer.TypeOf(message) == "file_content" && message.GetProperty("iteration").GetInt32() == iteration, Cancel);
            contents.Add(content.GetProperty("content").GetString()!);
        }

        // A file that is truncated and then written may be noticed in between.
        Assert.Equal(["agent\n", "command", "a person"], contents.Where(content => content.Length > 0));
        await reader.SendAsync(new { type = "read_file", sessionId = session, path = "../../../carillon.db" }, Cancel);
        Assert.Equal("PathOutsideWorkspace", (await reader.WaitForAsync("error", Cancel)).GetProperty("code").GetString());
    }

    private static async Task AllowAsync(DiminuendoPeer peer, string session, string text, int turn)
    {
        await peer.SendAsync(new { type = "run_turn", sessionId = session, text }, Cancel);
        var request = await NthAsync(peer, "permission_requested", turn);
        var requestId = request.GetProperty("requestId").GetString();
        await peer.SendAsync(new { type = "resolve_permission", sessionId = session, requestId, approved = true }, Cancel);
        await NthAsync(peer, "turn_complete", turn);
    }

    private static Task<JsonElement> NthAsync(DiminuendoPeer peer, string type, int n)
    {
        var seen = 0;
        return peer.WaitForAsync(message => DiminuendoPeer.TypeOf(message) == type && ++seen == n, Cancel);
    }

    private static Task<JsonElement> IterationAsync(DiminuendoPeer peer, long size) => peer.WaitForAsync(
        message => DiminuendoPeer.TypeOf(message) == "file_changed"
            && message.GetProperty("path").GetString() == "notes.txt" && message.GetProperty("size").GetInt64() == size,
        Cancel);
}
