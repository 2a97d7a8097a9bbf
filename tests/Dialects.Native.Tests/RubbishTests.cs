using System.Text;
using System.Text.Json.Nodes;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Core.Streams;
using Carillon.Dialects.Native.Json;
using Carillon.Dialects.Native.Publishing;
using Carillon.Testing;

namespace Carillon.Dialects.Native.Tests;

/// <summary>Whatever comes is answered in the dialect's own words and harms nobody: mutations of good messages, the same ones each run.</summary>
public class RubbishTests : HostedTest
{
    private static readonly string[] Good =
    [
        """{"jsonrpc":"2.0","id":1,"method":"events.publish","params":{"stream":"custom:a","id":"x","type":"turn.text_delta","data":{"sessionId":"s","turnId":"t","text":"\ud83d\ude00"},"scopes":[{"type":"t","value":"v"}],"mentions":["a"]}}""",
        """[{"jsonrpc":"2.0","id":"b","method":"events.follow","params":{"streams":["custom:quiet"],"topics":["zz.*"],"after":"7-1"}},{"jsonrpc":"2.0","method":"events.unfollow","params":{"subscription":1}}]""",
        """{"jsonrpc":"2.0","id":2,"method":"questions.answer","params":{"sessionId":"s1","requestId":"q","answers":{"a":"b"}}}""",
        """{"jsonrpc":"2.0","id":3,"method":"events.page","params":{"stream":"custom:a","after":0,"limit":10}}""",
    ];

    private static readonly string[] Spices = ["\"", "\\", "{", "}", "[", "]", ",", ":", "null", "-1", "1e999", "\\ud800", "\u0000", "é", "\n", "true", "99999999999999999999", "\"id\":", "$"];

    [Fact]
    public async Task No_message_goes_unanswered_or_ends_the_connection()
    {
        var random = new Random(20260101);
        await using var peer = LinePeer.Connect(Host, Caller.Dev);
        for (var i = 0; i < 1500; i++)
        {
            peer.Send(Mutated(Good[i % Good.Length], random));
            peer.Send($$$"""{"jsonrpc":"2.0","id":"check-{{{i}}}","method":"agents.list"}""");
            while (true)
            {
                var answer = JsonNode.Parse(await peer.NextAsync(Token).WaitAsync(Patience, Token))!;
                foreach (var reply in answer is JsonArray replies ? replies.ToArray() : [answer]) CheckError(reply!);
                if (answer is JsonObject && answer["id"] is JsonValue id && id.ToString() == $"check-{i}") break;
            }
        }

        Assert.DoesNotContain(Host.Loggers.Lines, line => line.Id.Id == 5010);
    }

    [Fact]
    public void No_body_is_refused_in_any_other_way_than_as_invalid()
    {
        var random = new Random(20260102);
        const string Body = """[{"id":"x","type":"turn.text_delta","data":{"sessionId":"s","turnId":"t","text":"\ud83d\ude00"},"scopes":[{"type":"t","value":"v"}]},{"type":"a.b","durable":true,"mentions":["m"],"data":[1,{"a":null}]}]""";
        var taken = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var body = Encoding.UTF8.GetBytes(Mutated(Body, random));
            try
            {
                JsonText.Check(body);
                var reader = JsonText.Reader(body);
                taken += EventReader.Read(ref reader, body, new StreamId("dev", "custom:a"), i % 2 == 0 ? EventReader.ReadNative : CloudEventReader.Read).Count;
            }
            catch (CarillonException exception)
            {
                Assert.Equal(ErrorCode.Invalid, exception.Code);
            }
        }

        Assert.True(taken > 0, "No mutation left a body intact, so nothing but the first check was tried.");
    }

    [Theory]
    [InlineData("""{"type":"turn.text_delta","data":{"sessionId":"s","turnId":"t","text":"\ud800"}}""")]
    [InlineData("""{"type":"a.b","data":1,"\ud800":2}""")]
    [InlineData("""{"type":"a\ud800.b","data":1}""")]
    public async Task Half_a_character_is_refused_where_it_must_be_read(string body)
    {
        var (status, _) = await CallAsync(HttpMethod.Post, "/v1/streams/custom:a/events", body);

        Assert.Equal(400, status);
    }

    [Fact]
    public async Task Half_a_character_in_a_call_is_refused()
    {
        var (status, _) = await CallAsync(HttpMethod.Post, "/v1/sessions", """{"agentType":"\ud800"}""");

        Assert.Equal(400, status);
    }

    private static void CheckError(JsonNode reply)
    {
        if (reply["error"] is not { } error) return;
        Assert.Contains((int)error["code"]!, new[] { -32700, -32600, -32601, -32602, -32000 });
        Assert.DoesNotContain("Carillon.", (string)error["message"]!, StringComparison.Ordinal);
    }

    private static string Mutated(string good, Random random)
    {
        var text = new StringBuilder(good);
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(4))
            {
                case 0: text.Remove(at, Math.Min(random.Next(1, 12), text.Length - at)); break;
                case 1: text.Insert(at, Spices[random.Next(Spices.Length)]); break;
                case 2: text[at] = (char)random.Next(32, 127); break;
                default: text.Insert(at, text.ToString(at, Math.Min(random.Next(1, 20), text.Length - at))); break;
            }

            if (text.Length == 0) text.Append(' ');
        }

        return text.ToString();
    }
}
