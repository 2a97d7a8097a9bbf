using Carillon.Testing;

namespace Carillon.Dialects.Native.Tests;

/// <summary>Who belongs to a tenant is told to owners and admins only; everything else of the tenant's stream to everyone in it.</summary>
public class ReadRightsTests : HostedTest
{
    [Theory]
    [InlineData(null, 3)]
    [InlineData("viewer", 2)]
    public async Task A_page_of_the_tenant_s_stream_leaves_out_what_the_role_may_not_read(string? token, int expected)
    {
        await SayAsync();

        var (status, page) = await CallAsync(HttpMethod.Get, "/v1/streams/tenant/events", token: token);

        Assert.Equal((200, expected), (status, page!["events"]!.AsArray().Count));
    }

    [Theory]
    [InlineData("/v1/events?after=start")]
    [InlineData("/v1/events?after=start&streams=tenant")]
    [InlineData("/v1/events?after=start&topics=member.*&topics=session.*&topics=end.*")]
    [InlineData("/v1/events?after=seq:0&streams=tenant")]
    public async Task A_follower_hears_the_rest_from_history_and_live(string path)
    {
        await SayAsync();
        using var reader = await SseReader.OpenAsync(Http, path, Token, token: "viewer");
        var heard = new List<string>();
        for (var i = 0; i < 2; i++) heard.Add((string)(await reader.EventAsync(Token)).Entry["type"]!);
        await reader.UntilAsync("event: live", Token);
        await SayAsync();
        await Host.AppendAsync("tenant", "end.reached", "{}");
        while (heard[^1] != "end.reached") heard.Add((string)(await reader.EventAsync(Token)).Entry["type"]!);

        Assert.Equal([.. Enumerable.Repeat("session.deleted", 4), "end.reached"], heard);
    }

    [Fact]
    public async Task A_type_of_someone_s_own_that_is_called_alike_is_no_secret()
    {
        await Host.AppendAsync("custom:a", "member.of_staff", "{}");

        var (_, page) = await CallAsync(HttpMethod.Get, "/v1/streams/custom:a/events", token: "viewer");

        Assert.Single(page!["events"]!.AsArray());
    }

    private async Task SayAsync()
    {
        await Host.AppendAsync("tenant", "session.deleted", """{"sessionId":"s"}""");
        await Host.AppendAsync("tenant", "member.updated", """{"userId":"ada","role":"owner"}""");
        await Host.AppendAsync("tenant", "session.deleted", """{"sessionId":"t"}""");
    }
}
