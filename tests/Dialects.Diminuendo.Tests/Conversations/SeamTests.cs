using System.Text.Json.Nodes;
using Carillon.Dialects.Diminuendo.Tests.Gateway;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Tests.Conversations;

/// <summary>Tries to lose or double something where replay ends and live begins.</summary>
public sealed class SeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Joining_again_and_again_while_a_turn_runs_leaves_no_number_unsaid_and_says_none_twice(int seed)
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        var random = new Random(seed);
        var stopping = new TaskCompletionSource();
        var said = SpeakAsync(server, session, new Random(seed + 100), stopping.Task);
        var record = new Record();

        for (var round = 0; round < 25; round++)
        {
            await using var client = await server.ConnectAsync();
            await client.SayAsync($$"""{"type":"join_session","sessionId":"{{session.Id}}","afterSeq":{{record.Last}}}""");
            await client.HearAsync("state_snapshot");
            for (var i = random.Next(60); i >= 0; i--) record.Add(await client.HearAsync());
        }

        stopping.SetResult();
        var kept = await said;
        await using (var last = await server.ConnectAsync())
        {
            await last.SayAsync($$"""{"type":"join_session","sessionId":"{{session.Id}}","afterSeq":{{record.Last}}}""");
            await last.HearAsync("state_snapshot");
            foreach (var message in await last.HearUntilAsync(message => (string?)message["type"] == "replay_complete")) record.Add(message);
        }

        Assert.Empty(record.Faults);
        Assert.Equal(kept, record.Seqs.Where(kept.Contains));
    }

    /// <summary>A long turn; returns the numbers of what is kept and has a word.</summary>
    private static async Task<List<long>> SpeakAsync(TestServer server, SessionMeta session, Random random, Task stopping)
    {
        var kept = new List<long>();
        while (!stopping.IsCompleted)
        {
            Event value = random.Next(6) switch
            {
                0 => new ToolFailed(session.Id, "u1", "c", "read", "no", 1),
                1 => new TurnPlanUpdated(session.Id, "u1", []),
                _ => new TurnTextDelta(session.Id, "u1", "piece"),
            };
            var entry = await server.Features.SayAsync(session, value);
            if (value is ToolFailed) kept.Add(entry.Seq);
        }

        return kept;
    }

    /// <summary>What one client heard over all its connections.</summary>
    private sealed class Record
    {
        public long Last { get; private set; }

        public List<long> Seqs { get; } = [];

        public List<string> Faults { get; } = [];

        public void Add(JsonObject message)
        {
            if ((string?)message["type"] == "replay_complete")
            {
                if ((long)message["lastSeq"]! != Last) Faults.Add($"replay ended at {message["lastSeq"]}, not at {Last}");
                return;
            }

            var isGap = (string?)message["type"] == "gap";
            var from = isGap ? (long)message["fromSeq"]! + 1 : (long)(message["firstSeq"] ?? message["seq"])!;
            if (from != Last + 1) Faults.Add($"{from} came after {Last}");
            Last = (long)(isGap ? message["toSeq"] : message["seq"])!;
            if (!isGap) Seqs.Add(Last);
        }
    }
}
