using System.Text.Json.Nodes;
using Carillon.Testing;

namespace Carillon.Dialects.Native.Tests;

public class FollowTests : HostedTest
{
    [Fact]
    public async Task A_stream_begins_with_where_it_stands_and_says_when_it_is_live()
    {
        await Host.AppendAsync("custom:a", "a.b", "1");
        using var reader = await OpenAsync("/v1/events");

        Assert.Equal("retry: 2000", await reader.NextAsync(Token));
        Assert.Equal($"id: {Host.Log.Epoch}-1\nevent: cursor\ndata: {{\"cursor\":\"{Host.Log.Epoch}-1\"}}", await reader.NextAsync(Token));
        Assert.Equal("event: live\ndata: {}", await reader.NextAsync(Token));
        await Host.AppendAsync("custom:a", "a.c", "2");
        Assert.StartsWith($"id: {Host.Log.Epoch}-2\ndata: {{\"stream\":\"custom:a\",\"seq\":2,", await reader.NextAsync(Token));
    }

    [Fact]
    public async Task Nothing_between_may_hold_an_event_back()
    {
        using var reader = await OpenAsync("/v1/events");
        var headers = reader.Response.Headers;

        Assert.Equal("text/event-stream", reader.Response.Content.Headers.ContentType!.ToString());
        Assert.True(headers.CacheControl is { NoCache: true, NoTransform: true });
        Assert.Equal("no", headers.GetValues("X-Accel-Buffering").Single());
        Assert.True(headers.TransferEncodingChunked);
    }

    [Theory]
    [InlineData("start")]
    [InlineData("0")]
    public async Task From_the_start_everything_kept_comes_and_then_live(string after)
    {
        for (var i = 1; i <= 3; i++) await Host.AppendAsync("custom:a", "a.b", $"{i}");
        using var reader = await OpenAsync($"/v1/events?after={after}");
        Assert.Equal([1L, 2L, 3L], await SeqsAsync(reader, 3));
        await reader.UntilAsync("event: live", Token);
        await Host.AppendAsync("custom:a", "a.b", "4");

        Assert.Equal([4L], await SeqsAsync(reader, 1));
    }

    [Fact]
    public async Task A_reader_resumes_after_the_last_id_it_saw()
    {
        for (var i = 1; i <= 3; i++) await Host.AppendAsync("custom:a", "a.b", $"{i}");
        string? id;
        using (var first = await OpenAsync("/v1/events?after=start"))
        {
            (id, _) = await first.EventAsync(Token);
        }

        await Host.AppendAsync("custom:a", "a.b", "4");
        using var second = await OpenAsync("/v1/events?after=start", id);

        Assert.Equal([2L, 3L, 4L], await SeqsAsync(second, 3));
    }

    [Fact]
    public async Task A_reader_who_saw_no_event_loses_none()
    {
        await Host.AppendAsync("custom:a", "a.b", "1");
        string cursor;
        using (var first = await OpenAsync("/v1/events"))
        {
            var block = await first.UntilAsync("id: ", Token);
            cursor = block[4..block.IndexOf('\n', StringComparison.Ordinal)];
        }

        await Host.AppendAsync("custom:a", "a.b", "2");
        using var second = await OpenAsync("/v1/events", cursor);

        Assert.Equal([2L], await SeqsAsync(second, 1));
    }

    [Fact]
    public async Task A_cursor_of_another_log_starts_over_and_says_so()
    {
        await Host.AppendAsync("custom:a", "a.b", "1");
        using var reader = await OpenAsync("/v1/events", $"{Host.Log.Epoch + 1}-9");

        Assert.Equal($"id: {Host.Log.Epoch}-0", (await reader.UntilAsync("id: ", Token)).Split('\n')[0]);
        Assert.StartsWith($"event: reset\ndata: {{\"epoch\":{Host.Log.Epoch},\"reason\":\"The cursor belongs to another life", await reader.NextAsync(Token));
        Assert.Equal([1L], await SeqsAsync(reader, 1));
    }

    [Fact]
    public async Task A_cursor_ahead_of_the_log_starts_over_and_says_so()
    {
        await Host.AppendAsync("custom:a", "a.b", "1");
        using var reader = await OpenAsync($"/v1/events?after={Host.Log.Epoch}-2");

        Assert.Contains("ahead of the log", await reader.UntilAsync("event: reset", Token), StringComparison.Ordinal);
        Assert.Equal([1L], await SeqsAsync(reader, 1));
    }

    [Fact]
    public async Task One_stream_can_be_followed_by_its_numbers_and_tells_what_was_live_only()
    {
        await Host.AppendAsync("custom:a", "a.b", "1");
        await Host.AppendAsync("custom:a", "a.b", "2", durable: false);
        await Host.AppendAsync("custom:a", "a.b", "3");
        using var first = await OpenAsync("/v1/events?streams=custom:a&after=seq:1");
        Assert.Equal([2L, 3L], await SeqsAsync(first, 2));

        await using var again = await RestartedAsync();
        using var second = await SseReader.OpenAsync(Http, new Uri(again.Address, "/v1/events?streams=custom:a&after=seq:1").ToString(), Token);
        Assert.Equal("event: gap\ndata: {\"stream\":\"custom:a\",\"from\":1,\"to\":2,\"reason\":\"not_kept\"}", await second.UntilAsync("event: gap", Token));
        Assert.Equal([3L], await SeqsAsync(second, 1));
    }

    [Fact]
    public async Task A_number_of_another_log_starts_over()
    {
        await Host.AppendAsync("custom:a", "a.b", "1");
        using var reader = await OpenAsync($"/v1/events?streams=custom:a&after=seq:{Host.Log.Epoch + 1}-1");

        await reader.UntilAsync("event: reset", Token);
        Assert.Equal([1L], await SeqsAsync(reader, 1));
    }

    [Fact]
    public async Task Streams_topics_tags_and_mentions_narrow_what_comes()
    {
        const string Publish = "/v1/streams/custom:a/events";
        using var byTopic = await OpenAsync("/v1/events?topics=build.*,cron.failed&streams=custom:a");
        using var byTag = await OpenAsync("/v1/events?scopes=task:t:1&scopes=task:t2");
        using var byMention = await OpenAsync("/v1/events?mentions=ana,ben");
        foreach (var reader in new[] { byTopic, byTag, byMention }) await reader.UntilAsync("event: live", Token);

        await CallAsync(HttpMethod.Post, Publish, """{"type":"other.done","data":1,"mentions":["ben"]}""");
        await CallAsync(HttpMethod.Post, "/v1/streams/custom:b/events", """{"type":"build.done","data":1,"scopes":[{"type":"task","value":"t:1"}]}""");
        await CallAsync(HttpMethod.Post, Publish, """{"type":"build.done","data":1}""");
        await CallAsync(HttpMethod.Post, Publish, """{"type":"cron.none","data":1,"mentions":["ana"],"scopes":[{"type":"task","value":"t2"}]}""");
        await CallAsync(HttpMethod.Post, Publish, """{"type":"build.last","data":1}""");

        Assert.Equal(["build.done", "build.last"], await TypesAsync(byTopic, 2));
        Assert.Equal(["build.done", "cron.none"], await TypesAsync(byTag, 2));
        Assert.Equal(["other.done", "cron.none"], await TypesAsync(byMention, 2));
    }

    [Fact]
    public async Task Another_tenant_hears_nothing()
    {
        using var reader = await SseReader.OpenAsync(Http, "/v1/events?after=start", Token, token: "other");
        await reader.UntilAsync("event: live", Token);
        await Host.AppendAsync("custom:a", "a.b", "1");
        await Host.AppendAsync("custom:a", "a.mine", "2", tenant: "other");

        Assert.Equal(["a.mine"], await TypesAsync(reader, 1));
    }

    [Fact]
    public async Task A_stopping_server_says_so_and_ends_the_stream()
    {
        using var reader = await OpenAsync("/v1/events");
        await reader.UntilAsync("event: live", Token);
        var stopped = Host.StopAsync();

        await reader.UntilAsync("event: shutdown", Token);
        Assert.Null(await reader.NextAsync(Token));
        await stopped.WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task A_reader_who_goes_is_forgotten()
    {
        using (var reader = await OpenAsync("/v1/events"))
        {
            await reader.UntilAsync("event: live", Token);
            Assert.Equal(1, Host.Connections.Count);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        while (Host.Connections.Count > 0)
        {
            await Task.Yield();
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    [Theory]
    [InlineData("after=x")]
    [InlineData("after=seq:1")]
    [InlineData("after=seq:1&streams=a,b")]
    [InlineData("topics=a..b")]
    [InlineData("streams=no%20blanks")]
    [InlineData("scopes=untyped")]
    public async Task A_request_that_does_not_fit_is_a_problem(string query)
    {
        var (status, problem) = await CallAsync(HttpMethod.Get, $"/v1/events?{query}");

        Assert.Equal((400, "invalid"), (status, (string?)problem!["code"]));
    }

    [Fact]
    public async Task What_breaks_while_a_reader_is_fed_ends_that_reader_and_is_logged()
    {
        using var reader = await OpenAsync("/v1/events?streams=custom:bad");
        using var other = await OpenAsync("/v1/events?streams=custom:good");
        await reader.UntilAsync("event: live", Token);
        await other.UntilAsync("event: live", Token);

        // No client can publish such data; a feature with a mistake in it could.
        await Host.AppendAsync("custom:bad", "a.b", "\"\n\\", durable: false);
        await Assert.ThrowsAnyAsync<Exception>(() => reader.UntilAsync("never", Token));
        await Host.AppendAsync("custom:good", "a.b", "1");

        Assert.Equal(1, (long?)(await other.EventAsync(Token)).Entry["data"]);
        var logged = await LoggedAsync(5001);
        Assert.IsType<IndexOutOfRangeException>(logged.Exception);
        Assert.StartsWith("Event stream ", logged.Text, StringComparison.Ordinal);
    }

    private async Task<(Microsoft.Extensions.Logging.EventId Id, string Text, Exception? Exception)> LoggedAsync(int id)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        while (true)
        {
            if (Host.Loggers.Lines.FirstOrDefault(line => line.Id.Id == id) is { Text: not null } found) return found;
            await Task.Yield();
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task<List<long>> SeqsAsync(SseReader reader, int count) => [.. (await EntriesAsync(reader, count)).Select(entry => (long)entry["seq"]!)];

    private static async Task<List<string>> TypesAsync(SseReader reader, int count) => [.. (await EntriesAsync(reader, count)).Select(entry => (string)entry["type"]!)];

    private static async Task<List<JsonNode>> EntriesAsync(SseReader reader, int count)
    {
        var entries = new List<JsonNode>();
        while (entries.Count < count) entries.Add((await reader.EventAsync(Token)).Entry);
        return entries;
    }

    private Task<SseReader> OpenAsync(string path, string? lastEventId = null) => SseReader.OpenAsync(Http, path, Token, lastEventId);

    /// <summary>The same log under a new process, as far as the log can tell.</summary>
    private async Task<NativeHost> RestartedAsync()
    {
        await Host.DisposeAsync();
        return await NativeHost.StartAsync(Directory, Token);
    }
}
