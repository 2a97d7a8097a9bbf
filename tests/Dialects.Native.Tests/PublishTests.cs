using System.Net;
using Carillon.Testing;

namespace Carillon.Dialects.Native.Tests;

public class PublishTests : HostedTest
{
    private const string Path = "/v1/streams/custom:build/events";

    [Fact]
    public async Task A_published_event_comes_back_numbered()
    {
        var (status, entry) = await CallAsync(HttpMethod.Post, Path, """{"type":"build.done","data":{"ok":true}}""");

        Assert.Equal(201, status);
        Assert.Equal("custom:build", (string?)entry!["stream"]);
        Assert.Equal(1, (long?)entry["seq"]);
        Assert.Equal("build.done", (string?)entry["type"]);
        Assert.True((bool?)entry["durable"]);
        Assert.Equal($"{Host.Log.Epoch}-1", (string?)entry["cursor"]);
        Assert.Equal("""{"ok":true}""", entry["data"]!.ToJsonString());
    }

    [Fact]
    public async Task An_array_is_published_whole_and_in_order()
    {
        var (status, answer) = await CallAsync(HttpMethod.Post, Path, """[{"type":"a.one","data":1},{"type":"a.two","data":[2]}]""");

        Assert.Equal(201, status);
        Assert.Equal([1L, 2L], answer!["events"]!.AsArray().Select(entry => (long)entry!["seq"]!));
    }

    [Fact]
    public async Task An_array_with_one_bad_event_publishes_nothing()
    {
        var (status, problem) = await CallAsync(HttpMethod.Post, Path, """[{"type":"a.one","data":1},{"type":"Bad","data":2}]""");

        Assert.Equal(400, status);
        Assert.StartsWith("Event 1: 'type' must be", (string?)problem!["detail"]);
        Assert.Equal(0, await Host.Log.GetHeadAsync(new("dev", "custom:build"), Token));
    }

    [Fact]
    public async Task The_same_id_again_gives_the_first_entry()
    {
        const string Body = """{"id":"b-1","type":"build.done","data":{"ok":true}}""";
        var (first, entry) = await CallAsync(HttpMethod.Post, Path, Body);
        var (second, again) = await CallAsync(HttpMethod.Post, Path, Body);

        Assert.Equal((201, 200), (first, second));
        Assert.Equal(entry!.ToJsonString(), again!.ToJsonString());
    }

    [Fact]
    public async Task The_same_id_with_other_content_is_a_conflict()
    {
        await CallAsync(HttpMethod.Post, Path, """{"id":"b-1","type":"build.done","data":{"ok":true}}""");
        var (status, problem) = await CallAsync(HttpMethod.Post, Path, """{"id":"b-1","type":"build.done","data":{"ok":false}}""");

        Assert.Equal(409, status);
        Assert.Equal("conflict", (string?)problem!["code"]);
    }

    [Fact]
    public async Task An_event_can_be_live_only()
    {
        var (_, entry) = await CallAsync(HttpMethod.Post, Path, """{"type":"build.tick","data":{},"durable":false}""");
        var (_, page) = await CallAsync(HttpMethod.Get, Path);

        Assert.False((bool?)entry!["durable"]);
        Assert.Null(entry["cursor"]);
        Assert.Empty(page!["events"]!.AsArray());
    }

    [Fact]
    public async Task Tags_and_mentions_come_back()
    {
        var (_, entry) = await CallAsync(
            HttpMethod.Post, Path, """{"type":"a.b","data":null,"scopes":[{"type":"task","value":"x-1"}],"mentions":["ana"]}""");

        Assert.Equal("""{"scopes":[{"type":"task","value":"x-1"}],"mentions":["ana"]}""", entry!["labels"]!.ToJsonString());
    }

    [Fact]
    public async Task Data_keeps_its_bytes_but_for_white_space_between_tokens()
    {
        using var response = await SendAsync(
            HttpMethod.Post, Path, "{\"type\":\"a.b\",\n \"data\": { \"n\" : 1.50e+2,\r\n\t\"s\": \"a \\\"b\\\\ \\u00e9 c\\n\", \"é\": [ ] } }");
        var text = await response.Content.ReadAsStringAsync(Token);

        Assert.EndsWith("""
            "data":{"n":1.50e+2,"s":"a \"b\\ \u00e9 c\n","é":[]}}
            """, text);
    }

    [Fact]
    public async Task A_catalogue_type_needs_data_that_fits()
    {
        var (good, entry) = await CallAsync(
            HttpMethod.Post, Path, """{"type":"turn.text_delta","data":{"sessionId":"s","turnId":"t","text":"hi"}}""");
        var (bad, problem) = await CallAsync(HttpMethod.Post, Path, """{"type":"turn.text_delta","data":{"sessionId":"s","turnId":7,"text":"hi"}}""");

        Assert.Equal((201, 400), (good, bad));
        Assert.False((bool?)entry!["durable"]);
        Assert.Equal("'turn.text_delta' is a type of the catalogue, and the data does not fit it at '$.turnId'.", (string?)problem!["detail"]);
    }

    [Fact]
    public async Task A_catalogue_type_is_kept_as_the_catalogue_says()
    {
        var (status, problem) = await CallAsync(
            HttpMethod.Post, Path, """{"type":"turn.text_delta","durable":true,"data":{"sessionId":"s","turnId":"t","text":"hi"}}""");

        Assert.Equal(400, status);
        Assert.Equal("'turn.text_delta' is live only by the catalogue.", (string?)problem!["detail"]);
    }

    [Theory]
    [InlineData("session:9f")]
    [InlineData("tenant")]
    [InlineData("daemon")]
    [InlineData("loop:1")]
    [InlineData("mailbox:ana")]
    [InlineData("control")]
    public async Task The_gateways_own_streams_cannot_be_published_to(string stream)
    {
        var (status, problem) = await CallAsync(HttpMethod.Post, $"/v1/streams/{stream}/events", """{"type":"a.b","data":1}""");

        Assert.Equal(403, status);
        Assert.Contains("custom:", (string?)problem!["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_viewer_may_not_publish()
    {
        var (status, problem) = await CallAsync(HttpMethod.Post, Path, """{"type":"a.b","data":1}""", token: "viewer");

        Assert.Equal(403, status);
        Assert.Equal("permission_denied", (string?)problem!["code"]);
    }

    [Fact]
    public async Task A_stream_with_a_slash_is_written_with_its_escape()
    {
        var (status, entry) = await CallAsync(HttpMethod.Post, "/v1/streams/ci%2Fbuild:7/events", """{"type":"a.b","data":1}""");

        Assert.Equal(201, status);
        Assert.Equal("ci/build:7", (string?)entry!["stream"]);
    }

    [Theory]
    [InlineData("""{"type":"a.b","data":1""", "Not well-formed JSON at line 1, byte 23.")]
    [InlineData("{\"type\":\"a.b\",\n  \"data\":tru}", "Not well-formed JSON at line 2, byte 13.")]
    [InlineData("""{"type":"a.b"}""", "'data' is missing.")]
    [InlineData("""{"data":1}""", "'type' is missing.")]
    [InlineData("""{"type":7,"data":1}""", "'type' must be a string.")]
    [InlineData("""{"type":"a.b","data":1,"durabel":false}""", "'durabel' is not a member of an event.")]
    [InlineData("""{"type":"a.b","data":1,"durable":"no"}""", "'durable' must be true or false.")]
    [InlineData("""{"type":"a.b","data":1,"id":""}""", "'id' must have 1 to 512 characters.")]
    [InlineData("""{"type":"a.b","data":1,"mentions":"ana"}""", "'mentions' must be an array.")]
    [InlineData("""{"type":"a.b","data":1,"scopes":[{"type":"x"}]}""", "'value' is missing.")]
    [InlineData("""{"type":"a.b","data":1,"id":"\ud800"}""", "'id' is not valid text.")]
    [InlineData("[]", "There is no event in the array.")]
    [InlineData("7", "An event is an object.")]
    public async Task What_does_not_fit_is_refused_in_words(string body, string detail)
    {
        var (status, problem) = await CallAsync(HttpMethod.Post, Path, body);

        Assert.Equal(400, status);
        Assert.Equal(detail, (string?)problem!["detail"]);
    }

    [Theory]
    [InlineData("one")]
    [InlineData("a..b")]
    [InlineData("A.b")]
    [InlineData("a.b c")]
    [InlineData("a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q")]
    public async Task A_type_follows_its_grammar(string type)
    {
        var (status, _) = await CallAsync(HttpMethod.Post, Path, $$"""{"type":"{{type}}","data":1}""");

        Assert.Equal(400, status);
    }

    [Fact]
    public async Task Nesting_is_bounded()
    {
        var deep = new string('[', 70) + new string(']', 70);
        var (status, problem) = await CallAsync(HttpMethod.Post, Path, $$"""{"type":"a.b","data":{{deep}}}""");

        Assert.Equal(400, status);
        Assert.Equal("Nested deeper than 58 levels at byte 79.", (string?)problem!["detail"]);
    }

    [Fact]
    public async Task A_body_is_bounded_and_a_batch_may_be_larger()
    {
        var half = new string('x', 700_000);
        var one = $$"""{"type":"a.b","data":"{{half}}"}""";
        var (single, _) = await CallAsync(HttpMethod.Post, Path, $$"""{"type":"a.b","data":["{{half}}","{{half}}"]}""");
        var (batch, _) = await CallAsync(HttpMethod.Post, Path, $"[{one},{one}]");

        Assert.Equal((413, 201), (single, batch));
    }

    [Fact]
    public async Task Invalid_text_is_refused()
    {
        using var content = new ByteArrayContent([.. "{\"type\":\"a.b\",\"data\":\""u8, 0xFF, 0xFE, .. "\"}"u8]);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        using var response = await Http.PostAsync(new Uri(Path, UriKind.Relative), content, Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Not valid UTF-8.", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_does_not_say_it_is_json_is_refused()
    {
        var (status, problem) = await CallAsync(HttpMethod.Post, Path, """{"type":"a.b","data":1}""", type: "text/plain");

        Assert.Equal(415, status);
        Assert.Equal("unsupported_media_type", (string?)problem!["code"]);
    }
}
