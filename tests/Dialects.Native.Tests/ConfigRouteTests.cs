using Carillon.Testing;

namespace Carillon.Dialects.Native.Tests;

public class ConfigRouteTests : HostedTest
{
    [Fact]
    public async Task The_configuration_is_shown()
    {
        var (status, shown) = await CallAsync(HttpMethod.Get, "/v1/config");

        Assert.Equal(200, status);
        Assert.Equal("""{"config":{"storage":{"durability":"full"}},"source":"/carillon.json","loadedAt":1000}""", shown!.ToJsonString());
    }

    [Fact]
    public async Task A_patch_is_passed_on_and_answered_with_what_came_of_it()
    {
        var (status, change) = await CallAsync(HttpMethod.Patch, "/v1/config", """{"storage":{"durability":null}}""");
        var (_, reloaded) = await CallAsync(HttpMethod.Post, "/v1/config/reload");

        Assert.Equal(200, status);
        Assert.Equal(["""{"storage":{"durability":null}}"""], Host.Configuration.Patches);
        Assert.Equal("""{"changedKeys":["storage.durability"],"restartRequired":true,"restartComponents":["storage"]}""", change!.ToJsonString());
        Assert.Equal("""{"changedKeys":[],"restartRequired":false,"restartComponents":[]}""", reloaded!.ToJsonString());
    }

    [Theory]
    [InlineData("application/merge-patch+json", 200)]
    [InlineData("application/json; charset=utf-8", 200)]
    [InlineData("text/plain", 415)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    public async Task A_patch_says_that_it_is_JSON(string type, int status) =>
        Assert.Equal(status, (await CallAsync(HttpMethod.Patch, "/v1/config", "{}", type)).Status);

    [Theory]
    [InlineData("GET", "/v1/config")]
    [InlineData("PATCH", "/v1/config")]
    [InlineData("POST", "/v1/config/reload")]
    public async Task Whoever_may_not_is_told_so(string method, string path)
    {
        var (status, problem) = await CallAsync(new HttpMethod(method), path, method == "PATCH" ? "{}" : null, token: "viewer");

        Assert.Equal((403, "permission_denied"), (status, (string?)problem!["code"]));
        Assert.Empty(Host.Configuration.Patches);
    }
}
