using Carillon.Dialects.Diminuendo.Messages;
using Carillon.Dialects.Diminuendo.Tests.Conformance;
using Carillon.Dialects.Diminuendo.Tests.Gateway;
using Carillon.Fakes;

namespace Carillon.Dialects.Diminuendo.Tests.Conversations;

public sealed class FuzzTests
{
    private static readonly string[] Expected =
        ["INVALID_JSON", "INVALID_MESSAGE", "SessionNotFound", "NotFound", "AlreadyResolved", "RATE_LIMITED", "PathOutsideWorkspace", "LastOwner"];

    private static readonly string[] Valid =
    [
        """{"type":"list_sessions","includeArchived":true,"limit":5}""",
        """{"type":"create_session","agentType":"echo","name":"A"}""",
        """{"type":"rename_session","sessionId":"SESSION","name":"é😀"}""",
        """{"type":"join_session","sessionId":"SESSION","afterSeq":1}""",
        """{"type":"leave_session","sessionId":"SESSION"}""",
        """{"type":"run_turn","sessionId":"SESSION","text":"go \"on\"\n"}""",
        """{"type":"stop_turn","sessionId":"SESSION"}""",
        """{"type":"steer","sessionId":"SESSION","content":"left"}""",
        """{"type":"answer_question","sessionId":"SESSION","requestId":"r1","answers":{"q":"yes","w":[1,true]}}""",
        """{"type":"resolve_permission","sessionId":"SESSION","requestId":"r1","approved":true,"scope":"always"}""",
        """{"type":"get_history","sessionId":"SESSION","afterSeq":3,"limit":10}""",
        """{"type":"get_events","sessionId":"SESSION","afterSeq":0,"limit":10}""",
        """{"type":"list_files","sessionId":"SESSION","path":"src","depth":2}""",
        """{"type":"read_file","sessionId":"SESSION","path":"../a.txt"}""",
        """{"type":"file_history","sessionId":"SESSION","path":"a.txt"}""",
        """{"type":"file_at_iteration","sessionId":"SESSION","path":"a.txt","iteration":1}""",
        """{"type":"manage_members","action":"set_role","userId":"nobody","role":"viewer"}""",
        """{"type":"manage_members","action":"remove","userId":"dev-user-001"}""",
        """{"type":"ping","ts":12.5e3}""",
    ];

    [Fact]
    public async Task Whatever_is_said_is_answered_from_the_list_and_ends_nothing()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await using var client = await server.ConnectAsync();
        var errors = new HashSet<string>();

        foreach (var round in new FuzzTime().Rounds())
        {
            var random = new Random(round);
            var mutation = new Mutation(random);

            // Heard meanwhile: a long replay waits for its reader.
            var hearing = client.HearUntilAsync(message => message["clientTs"]?.ToJsonString() == $"{1_000_000 + round}");
            for (var i = 0; i < MessageRate.Messages - 1; i++)
            {
                var valid = Valid[random.Next(Valid.Length)].Replace("SESSION", session.Id, StringComparison.Ordinal);
                await client.Session.ReceiveAsync(mutation.Of(valid), TestContext.Current.CancellationToken);
            }

            await client.SayAsync($$"""{"type":"ping","ts":{{1_000_000 + round}}}""");
            var heard = await hearing;
            errors.UnionWith(heard.Where(message => (string?)message["type"] == "error").Select(message => (string)message["code"]!));
            Assert.True(server.Faults.Faults.IsEmpty, $"round {round}: {string.Join("\n", server.Faults.Faults.Take(3))}");
            server.Clock.Advance(MessageRate.Window);
        }

        Assert.Empty(errors.Except(Expected));
        Assert.Empty(new[] { "INVALID_JSON", "INVALID_MESSAGE", "SessionNotFound" }.Except(errors));
    }
}
