using System.Net;
using System.Net.Http.Headers;
using Carillon.Server.Configuration;
using Carillon.Server.Tests.Hosting;
using Carillon.Server.Tests.Serving;

namespace Carillon.Server.Tests.Security;

/// <summary>Whose failed attempts count for whom, behind a proxy and without one.</summary>
[Collection(nameof(TheProcess))]
public sealed class TrustedProxiesTests : IDisposable
{
    // As many as an address has in a minute.
    private const int Attempts = 10;

    private readonly DataFolder _folder = new();
    private readonly HttpClient _http = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.0/8")]
    public async Task Behind_a_trusted_proxy_attempts_count_by_the_address_that_it_names(string proxy)
    {
        await using var server = await StartAsync(proxy, "10.0.0.0/8");

        for (var i = 0; i < Attempts; i++) Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(server, "203.0.113.7"));

        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(server, "203.0.113.7"));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(server, "203.0.113.8"));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(server, null));
        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(server, "203.0.113.7, 10.1.2.3"));
    }

    [Fact]
    public async Task What_a_client_itself_wrote_in_front_of_the_proxy_s_word_changes_nothing()
    {
        await using var server = await StartAsync("127.0.0.1");

        for (var i = 0; i < Attempts; i++) Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(server, $"198.51.100.{i}, 203.0.113.7"));

        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(server, "198.51.100.77, 203.0.113.7"));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(server, "198.51.100.1"));
    }

    [Theory]
    [InlineData()]
    [InlineData("192.0.2.1")]
    public async Task Nobody_else_is_asked_where_a_request_comes_from(params string[] proxies)
    {
        await using var server = await StartAsync(proxies);

        for (var i = 0; i < Attempts; i++) Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(server, $"203.0.113.{i}"));

        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(server, "203.0.113.77"));
    }

    private Task<RunningServer> StartAsync(params string[] proxies) => RunningServer.StartAsync(RunningServer.Options(_folder) with
    {
        File = new FileSettings { Identity = new IdentitySettings { Mode = IdentityKind.Tokens }, TrustedProxies = proxies },
    });

    private async Task<HttpStatusCode> AskAsync(RunningServer server, string? forwardedFor)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Addresses.Http, "/v1/sessions"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "car_wrong");
        if (forwardedFor is not null) request.Headers.Add("X-Forwarded-For", forwardedFor);
        using var answer = await _http.SendAsync(request, Token);
        return answer.StatusCode;
    }
}
