using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Carillon.Features.Identity.Tests;
using Carillon.System.Tests.Harness;

namespace Carillon.System.Tests;

/// <summary>The real server with keys and with an identity provider, on an address that others can reach.</summary>
public sealed class AskingForCredentials : IDisposable
{
    private readonly TemporaryFolder _data = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Every_surface_asks_for_a_key_and_takes_one()
    {
        await ConfigureAsync("""{"identity":{"mode":"tokens"},"allowedOrigins":["https://dash.example.com"]}""");
        var (_, key) = await CreateKeyAsync("ada", "--role", "owner");
        await using var server = await CarillonProcess.ServeAsync(_data.Path, ["--host", "0.0.0.0"], Cancel);

        foreach (var path in new[] { "/v1/agents", "/v1/events", "/metrics", $"/v1/agents?token={key}" })
        {
            using var refused = await GetAsync(server, path, token: null);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.Equal("Bearer", refused.Headers.WwwAuthenticate.Single().Scheme);
            using var wrong = await GetAsync(server, path, "car_wrong");
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        foreach (var path in new[] { "/v1/agents", "/metrics" })
        {
            using var taken = await GetAsync(server, path, key);
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        }

        using var health = await GetAsync(server, "/healthz", token: null);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(server, _ => { }));
        using var byHeader = await ConnectAsync(server, options => options.SetRequestHeader("Authorization", $"Bearer {key}"));
        Assert.Contains("\"agents\"", await AskAsync(byHeader), StringComparison.Ordinal);
        using var asABrowser = await ConnectAsync(server, options =>
        {
            options.AddSubProtocol("carillon.v1");
            options.AddSubProtocol($"bearer.{key}");
        });
        Assert.Equal("carillon.v1", asABrowser.SubProtocol);
        Assert.Contains("\"agents\"", await AskAsync(asABrowser), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Web_pages_come_from_allowed_origins_only_and_any_host_name_will_do()
    {
        await ConfigureAsync("""{"identity":{"mode":"tokens"},"allowedOrigins":["https://dash.example.com"]}""");
        var (_, key) = await CreateKeyAsync("ada");
        await using var server = await CarillonProcess.ServeAsync(_data.Path, ["--host", "0.0.0.0"], Cancel);

        foreach (var (origin, expected) in new[] { ("https://dash.example.com", HttpStatusCode.OK), ("http://localhost:3000", HttpStatusCode.Forbidden), ("null", HttpStatusCode.Forbidden) })
        {
            using var answer = await GetAsync(server, "/v1/agents", key, request =>
            {
                request.Headers.Add("Origin", origin);
                request.Headers.Host = "gateway.example.com";
            });
            Assert.Equal(expected, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_revoked_key_ends_its_connections_within_a_minute()
    {
        await ConfigureAsync("""{"identity":{"mode":"tokens"}}""");
        var (id, key) = await CreateKeyAsync("ada");
        await using var server = await CarillonProcess.ServeAsync(_data.Path, [], Cancel);
        await using var peer = await DiminuendoPeer.OpenAsync(server, Cancel);
        await peer.SendAsync(new { type = "authenticate", token = key }, Cancel);
        await peer.WaitForAsync("authenticated", Cancel);

        Assert.Equal(0, (await CarillonProcess.RunAsync(["token", "revoke", id, "--data", _data.Path], Cancel)).ExitCode);

        // The harness waits for no message longer than a minute.
        var error = await peer.WaitForAsync("error", Cancel);
        Assert.Equal("Unauthenticated", error.GetProperty("code").GetString());
        using var refused = await GetAsync(server, "/v1/agents", key);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task An_identity_provider_s_tokens_open_their_tenant()
    {
        await using var issuer = await Issuer.StartAsync();
        using var signing = issuer.AddEllipticCurve("one");
        await ConfigureAsync($$$"""{"identity":{"mode":"jwt","jwt":{"issuer":"{{{Issuer.Name}}}","audience":"{{{Issuer.Audience}}}","jwksUri":"{{{issuer.JwksUri}}}"} } }""");
        await using var server = await CarillonProcess.ServeAsync(_data.Path, [], Cancel);
        await using var peer = await DiminuendoPeer.OpenAsync(server, Cancel);

        await peer.SendAsync(new { type = "authenticate", token = Issuer.Sign(signing, "one", Issuer.Claims(TimeProvider.System.GetUtcNow())) }, Cancel);

        var identity = (await peer.WaitForAsync("authenticated", Cancel)).GetProperty("identity");
        Assert.Equal(("auth0|ada", "acme"), (identity.GetProperty("userId").GetString(), identity.GetProperty("tenantId").GetString()));
        await peer.SendAsync(new { type = "authenticate", token = Issuer.Sign(signing, "one", Issuer.Claims(TimeProvider.System.GetUtcNow().AddHours(-1))) }, Cancel);
        Assert.Equal("AUTH_FAILED", (await peer.WaitForAsync("error", Cancel)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Tenants_do_not_see_each_other()
    {
        await ConfigureAsync("""{"identity":{"mode":"tokens"}}""");
        var (_, ada) = await CreateKeyAsync("ada", "--tenant", "acme");
        var (_, bob) = await CreateKeyAsync("bob", "--tenant", "other", "--role", "owner");
        await using var server = await CarillonProcess.ServeAsync(_data.Path, [], Cancel);
        await using var peer = await DiminuendoPeer.OpenAsync(server, Cancel);
        await peer.SendAsync(new { type = "authenticate", token = ada }, Cancel);
        await peer.WaitForAsync("authenticated", Cancel);
        var session = await peer.CreateSessionAsync("echo", Cancel);

        foreach (var (token, expected) in new[] { (ada, HttpStatusCode.OK), (bob, HttpStatusCode.NotFound) })
        {
            using var answer = await GetAsync(server, $"/v1/sessions/{session}", token);
            Assert.Equal(expected, answer.StatusCode);
        }
    }

    private Task ConfigureAsync(string json) => File.WriteAllTextAsync(Path.Combine(_data.Path, "carillon.json"), json, Cancel);

    private async Task<(string Id, string Key)> CreateKeyAsync(string user, params string[] more)
    {
        var made = await CarillonProcess.RunAsync(["token", "create", user, "--json", "--data", _data.Path, .. more], Cancel);
        Assert.Equal(0, made.ExitCode);
        var line = JsonDocument.Parse(made.Output).RootElement;
        return (line.GetProperty("id").GetString()!, line.GetProperty("key").GetString()!);
    }

    private static async Task<HttpResponseMessage> GetAsync(CarillonProcess server, string path, string? token, Action<HttpRequestMessage>? change = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(AddressOf(server), path));
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        change?.Invoke(request);
        return await http.SendAsync(request, Cancel);
    }

    private static async Task<ClientWebSocket> ConnectAsync(CarillonProcess server, Action<ClientWebSocketOptions> change)
    {
        var socket = new ClientWebSocket();
        change(socket.Options);
        try
        {
            await socket.ConnectAsync(new UriBuilder(AddressOf(server)) { Scheme = "ws", Path = "/v1/ws" }.Uri, Cancel);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<string> AskAsync(ClientWebSocket socket)
    {
        await socket.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"agents.list"}"""u8.ToArray(), WebSocketMessageType.Text, true, Cancel);
        var buffer = new byte[4096];
        var received = await socket.ReceiveAsync(buffer, Cancel);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    private static Uri AddressOf(CarillonProcess server) => new UriBuilder(server.Address) { Host = "127.0.0.1" }.Uri;
}
