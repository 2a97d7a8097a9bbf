using Carillon.Core.Identity;
using Carillon.Testing;

namespace Carillon.Dialects.Native.Tests;

public class MemberRouteTests : HostedTest
{
    [Fact]
    public async Task Members_are_listed()
    {
        var (_, list) = await CallAsync(HttpMethod.Get, "/v1/members");

        const string Dev = """{"userId":"dev-user-001","role":"owner","email":"developer@example.com","addedAt":1000,"updatedAt":1000}""";
        const string Other = """{"userId":"auth0|a/b","role":"billing_admin","addedAt":1001,"updatedAt":1002}""";
        Assert.Equal($$"""{"members":[{{Dev}},{{Other}}]}""", list!.ToJsonString());
    }

    [Fact]
    public async Task A_member_is_given_another_role_and_removed()
    {
        var (changed, member) = await CallAsync(HttpMethod.Patch, "/v1/members/auth0%7Ca%2Fb", """{"role":"viewer"}""");
        var (removed, body) = await CallAsync(HttpMethod.Delete, "/v1/members/auth0%7Ca%2Fb");
        var (again, _) = await CallAsync(HttpMethod.Delete, "/v1/members/auth0%7Ca%2Fb");
        var (last, problem) = await CallAsync(HttpMethod.Delete, "/v1/members/dev-user-001");

        Assert.Equal((200, 204, 404, 409), (changed, removed, again, last));
        Assert.Equal("""{"userId":"auth0|a/b","role":"viewer","addedAt":1001,"updatedAt":2000}""", member!.ToJsonString());
        Assert.Null(body);
        Assert.Equal("last_owner", (string?)problem!["code"]);
    }

    [Theory]
    [InlineData("{}", 400)]
    [InlineData("""{"role":"king"}""", 400)]
    [InlineData("""{"role":1}""", 400)]
    [InlineData("""{"role":"Owner"}""", 400)]
    [InlineData("""{"role":"viewer","more":1}""", 400)]
    public async Task A_role_is_one_of_five(string body, int expected)
    {
        var (status, _) = await CallAsync(HttpMethod.Patch, "/v1/members/dev-user-001", body);

        Assert.Equal(expected, status);
        Assert.Equal(Role.Owner, Host.Members.All["dev-user-001"].Role);
    }

    [Fact]
    public async Task Whoever_asks_learns_whom_they_are_taken_for()
    {
        var (_, dev) = await CallAsync(HttpMethod.Get, "/v1/identity");
        var (_, other) = await CallAsync(HttpMethod.Get, "/v1/identity", token: "other");
        var (refused, _) = await CallAsync(HttpMethod.Get, "/v1/members", token: "viewer");

        Assert.Equal("""{"userId":"dev-user-001","tenantId":"dev","role":"owner","email":"developer@example.com"}""", dev!.ToJsonString());
        Assert.Equal("""{"userId":"someone","tenantId":"other","role":"owner"}""", other!.ToJsonString());
        Assert.Equal(403, refused);
    }
}
