using Carillon.Core.Identity;
using Carillon.Dialects.Diminuendo.Tests.Gateway;

namespace Carillon.Dialects.Diminuendo.Tests.Conversations;

public sealed class MemberTests
{
    private static readonly Caller Ben = new("ben", "dev", Role.Member, "ben@example.com");

    [Fact]
    public async Task Whoever_connects_is_a_member_and_is_listed()
    {
        await using var server = await TestServer.StartAsync();
        await using var ben = await GreetedAsync(server, Ben);
        await using var client = await server.ConnectAsync();

        await client.SayAsync("""{"type":"manage_members","action":"list"}""");

        var now = server.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.Equal(
            $$"""{"type":"member_list","members":[{"userId":"ben","role":"member","email":"ben@example.com","addedAt":{{now}},"updatedAt":{{now}}},"""
            + $$"""{"userId":"dev-user-001","role":"owner","email":"developer@example.com","addedAt":{{now}},"updatedAt":{{now}}}]}""",
            (await client.HearAsync()).ToJsonString());
    }

    [Fact]
    public async Task A_role_counts_from_the_next_message_on()
    {
        await using var server = await TestServer.StartAsync();
        await using var ben = await GreetedAsync(server, Ben);
        await using var client = await server.ConnectAsync();
        await ben.SayAsync("""{"type":"manage_members","action":"list"}""");
        Assert.Equal("PermissionDenied", await ben.HearErrorAsync());

        await client.SayAsync("""{"type":"manage_members","action":"set_role","userId":"ben","role":"admin"}""");

        Assert.Equal("""{"type":"member_updated","userId":"ben","role":"admin"}""", (await client.HearAsync()).ToJsonString());
        await ben.SayAsync("""{"type":"manage_members","action":"list"}""");
        await ben.HearAsync("member_list");
        await ben.SayAsync("""{"type":"manage_members","action":"remove","userId":"dev-user-001"}""");
        Assert.Equal("PermissionDenied", await ben.HearErrorAsync());
    }

    [Fact]
    public async Task One_who_is_removed_is_disconnected_and_not_let_in_again()
    {
        await using var server = await TestServer.StartAsync();
        await using var ben = await GreetedAsync(server, Ben);
        await using var stranger = await GreetedAsync(server, Ben with { TenantId = "other" });
        await using var client = await server.ConnectAsync();

        await client.SayAsync("""{"type":"manage_members","action":"remove","userId":"ben"}""");

        Assert.Equal("""{"type":"member_removed","userId":"ben"}""", (await client.HearAsync()).ToJsonString());
        Assert.Equal(1008, (await ben.Closing.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).Code);
        await stranger.HearNothingAsync();

        await using var again = await server.OpenAsync(Ben);
        await again.HearAsync("welcome");
        await again.HearAsync("connected");
        Assert.Equal("PermissionDenied", await again.HearErrorAsync());
        await again.SayAsync("""{"type":"list_sessions"}""");
        Assert.Equal("PermissionDenied", await again.HearErrorAsync());
        await server.CreateAsync();
        await again.HearNothingAsync();
    }

    [Theory]
    [InlineData("""{"type":"manage_members","action":"remove","userId":"dev-user-001"}""", "LastOwner")]
    [InlineData("""{"type":"manage_members","action":"set_role","userId":"dev-user-001","role":"admin"}""", "LastOwner")]
    [InlineData("""{"type":"manage_members","action":"set_role","userId":"nobody","role":"admin"}""", "NotFound")]
    [InlineData("""{"type":"manage_members","action":"remove","userId":"nobody"}""", "NotFound")]
    public async Task What_cannot_be_changed_is_refused_by_its_reason(string message, string code)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();

        await client.SayAsync(message);

        Assert.Equal(code, await client.HearErrorAsync());
    }

    private static async Task<TestClient> GreetedAsync(TestServer server, Caller caller)
    {
        var client = await server.OpenAsync(caller);
        foreach (var greeting in new[] { "welcome", "connected", "authenticated" }) await client.HearAsync(greeting);
        return client;
    }
}
