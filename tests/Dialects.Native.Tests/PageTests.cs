using Carillon.Testing;

namespace Carillon.Dialects.Native.Tests;

public class PageTests : HostedTest
{
    private const string Path = "/v1/streams/custom:p/events";

    [Fact]
    public async Task Pages_join_to_the_whole_stream()
    {
        for (var i = 0; i < 7; i++) await Host.AppendAsync("custom:p", "a.b", $"{i}");
        var seen = new List<long>();
        var next = "0";
        do
        {
            var (_, page) = await CallAsync(HttpMethod.Get, $"{Path}?after={next}&limit=3");
            seen.AddRange(page!["events"]!.AsArray().Select(entry => (long)entry!["seq"]!));
            next = page["next"]?.ToJsonString() ?? "";
        }
        while (next.Length > 0);

        Assert.Equal([1, 2, 3, 4, 5, 6, 7], seen);
    }

    [Fact]
    public async Task A_page_that_ends_with_the_stream_has_no_next()
    {
        for (var i = 0; i < 3; i++) await Host.AppendAsync("custom:p", "a.b", $"{i}");
        var (_, page) = await CallAsync(HttpMethod.Get, $"{Path}?limit=3");

        Assert.Equal(3, page!["events"]!.AsArray().Count);
        Assert.True(page.AsObject().ContainsKey("next"));
        Assert.Null(page["next"]);
    }

    [Fact]
    public async Task Large_events_make_shorter_pages()
    {
        var large = $"\"{new string('x', 400_000)}\"";
        for (var i = 0; i < 6; i++) await Host.AppendAsync("custom:p", "a.b", large);
        var (_, first) = await CallAsync(HttpMethod.Get, Path);
        var (_, second) = await CallAsync(HttpMethod.Get, $"{Path}?after={first!["next"]}");

        Assert.Equal(3, first["events"]!.AsArray().Count);
        Assert.Equal([4L, 5L, 6L], second!["events"]!.AsArray().Select(entry => (long)entry!["seq"]!));
        Assert.Null(second["next"]);
    }

    [Fact]
    public async Task Another_tenant_sees_nothing()
    {
        await Host.AppendAsync("custom:p", "a.b", "1");
        var (_, page) = await CallAsync(HttpMethod.Get, Path, token: "other");

        Assert.Empty(page!["events"]!.AsArray());
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=1001")]
    [InlineData("?limit=99999999999")]
    [InlineData("?limit=x")]
    [InlineData("?after=-1")]
    [InlineData("?after=1.5")]
    public async Task Bounds_are_checked(string query)
    {
        var (status, problem) = await CallAsync(HttpMethod.Get, Path + query);

        Assert.Equal((400, "invalid"), (status, (string?)problem!["code"]));
    }

    [Fact]
    public async Task A_bad_name_is_refused()
    {
        var (status, _) = await CallAsync(HttpMethod.Get, "/v1/streams/no%20blanks/events");

        Assert.Equal(400, status);
    }
}
